"""What an assistant is set to: who is asked, what, with which tools, up to which limits."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from limner.models.answer_schema import schema_problem
from limner.nodes._controls import only_when, shown_as
from limner.nodes._http_tool import HttpReach
from limner.nodes._outside import kinds_for, shown_as_credential
from limner.nodes._picked import files_field, only_of
from limner.nodes._tool_pictures import MOST_PICTURES
from limner.nodes._toolbox import MOST_TOOLS
from limner.nodes._writing import MOST_SEEN
from limner.nodes.contract import ListedData
from limner.services._hosts import HostsOrNone
from limner.services._http import HttpClient

CREDENTIAL_KINDS = kinds_for(HttpClient)
_REACHES = (
    ("read", "Read", "GET and HEAD only."),
    ("all", "Read and change", "Any method; what may have been done is never done twice unasked."),
)


class AssistantData(ListedData):
    """Who is asked, what, and in which shape the answer is to come."""

    prompt: str = Field(
        "",
        title="Prompt",
        description="What the assistant is asked. Its answer is the node's text.",
        json_schema_extra=shown_as("prompt", "both", row=1, template=True),
    )
    model: str | None = Field(
        None,
        title="Text model",
        description="Who answers; without one the first that is ready.",
        json_schema_extra=shown_as("textModel", "both", row=2),
    )
    instructions: str = Field(
        "",
        title="Instructions",
        description="Who the assistant is and how it is to answer, whatever it is asked.",
        json_schema_extra=shown_as("text", template=True),
    )
    output_schema: dict[str, Any] | None = Field(
        None,
        title="Structured answer",
        description="The fields that the answer has, as a JSON Schema.",
        json_schema_extra=shown_as("schema"),
    )
    images: list[str] = files_field(
        "Images",
        "Images of earlier nodes, or kept ones, that it is shown after those that are wired in.",
        only_of("image"),
    )
    see_images: bool = Field(
        True,
        title="See earlier images",
        description=f"The newest images, at most {MOST_SEEN}, that nodes before this one made are "
        f"shown to it without a wire, and those that its tools make, at most {MOST_PICTURES}.",
        json_schema_extra=shown_as("switch"),
    )
    tools: list[str] = Field(
        default_factory=list,
        max_length=MOST_TOOLS,
        title="Workflows as tools",
        description="Workflows that the model may have run before it answers. Each needs a Request "
        "Input and a Response.",
        json_schema_extra=shown_as("workflows"),
    )
    http_hosts: HostsOrNone = Field(
        "",
        max_length=2_000,
        title="Web hosts",
        description="Hosts that the model may ask by HTTP, separated by commas: api.example.com, "
        "*.example.com. Without one it asks none.",
        json_schema_extra=shown_as("text"),
    )
    http_reach: HttpReach = Field(
        "read",
        title="On the web",
        description="What it may do at those hosts.",
        json_schema_extra=shown_as("choice", choices=_REACHES) | only_when("httpHosts"),
    )
    http_credential: str | None = Field(
        None,
        title="Credential",
        description="Signs its requests in; the model never sees it.",
        json_schema_extra=shown_as_credential(CREDENTIAL_KINDS) | only_when("httpHosts"),
    )
    max_tool_calls: int = Field(
        10,
        ge=1,
        le=50,
        title="Most calls",
        description="How often it may have tools called before it has to answer.",
        json_schema_extra=shown_as("number"),
    )
    max_total_tokens: int | None = Field(
        None,
        ge=1,
        le=10_000_000,
        title="Most tokens in all",
        description="Read and written in all turns together; beyond it no further turn is asked.",
        json_schema_extra=shown_as("number"),
    )
    max_tokens: int | None = Field(
        None,
        ge=1,
        le=128_000,
        title="Most tokens",
        description="How long the answer may be, the model's hidden reasoning included.",
        json_schema_extra=shown_as("number"),
    )
    max_cost: int | None = Field(
        None,
        ge=0,
        title="Most credits",
        description="Nothing is asked that could cost more than this, all turns and what its tools "
        "run together.",
        json_schema_extra=shown_as("number"),
    )
    temperature: float | None = Field(
        None,
        ge=0,
        le=2,
        title="Temperature",
        description="0 keeps to the likeliest words; higher is freer. Some models have none.",
        json_schema_extra=shown_as("number"),
    )

    @field_validator("tools")
    @classmethod
    def _are_different(cls, tools: list[str]) -> list[str]:
        if len(set(tools)) < len(tools):
            raise ValueError("A workflow is there twice")
        return tools

    @field_validator("output_schema")
    @classmethod
    def _is_schema(cls, schema: dict[str, Any] | None) -> dict[str, Any] | None:
        reason = schema_problem(schema) if schema is not None else None
        if reason is not None:
            raise ValueError(f"This is no schema of an answer: {reason}")
        return schema
