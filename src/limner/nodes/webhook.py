"""Webhook: a run is started by a signed call from another program."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from limner.nodes._controls import HIDDEN, shown_as
from limner.nodes._payload import PayloadNode
from limner.nodes.contract import Json, NodeData, OnCall, StartedBy


class WebhookData(NodeData):
    """How calls are proved and answered, and an example of what they bring."""

    auth: Literal["signature", "bearer"] = Field(
        "signature",
        title="Proof",
        description="How a caller shows that it knows the secret.",
        json_schema_extra=shown_as(
            "choice",
            choices=[
                ("signature", "Signature", "Each call is signed and can be made once only."),
                (
                    "bearer",
                    "Bearer",
                    "The secret itself is sent. Who sees a call can repeat it.",
                ),
            ],
        ),
    )
    answer: Literal["at_once", "when_done"] = Field(
        "at_once",
        title="Answer",
        description="What the caller waits for.",
        json_schema_extra=shown_as(
            "choice",
            choices=[
                ("at_once", "At once", "The call is taken, and the run goes on by itself."),
                ("when_done", "When done", "The caller waits a minute for the run's outputs."),
            ],
        ),
    )
    payload: Json = Field(
        default_factory=dict,
        title="Payload",
        description="An example of what calls bring; runs started by hand are given it.",
        json_schema_extra=shown_as("json", "both", row=1),
    )
    secret: str | None = Field(
        None,
        title="Secret",
        description="Taken out of the document when it is saved, and kept encrypted.",
        json_schema_extra=HIDDEN,
    )


class Webhook(PayloadNode[WebhookData]):
    type_id = "webhook"
    title = "Webhook"
    description = "Starts the workflow when another program calls it."
    icon = "webhook"
    keywords = ("trigger", "start", "HTTP", "call", "event")
    secret_fields = frozenset({"secret"})
    data_type = WebhookData

    def payload(self, data: WebhookData) -> Json:
        return data.payload

    def started_by(self, data: WebhookData) -> StartedBy:
        return OnCall(data.auth, waits=data.answer == "when_done")


NODE = Webhook()
