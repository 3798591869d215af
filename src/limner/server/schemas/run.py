"""Runs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from limner.server.schemas.asset import Asset
from limner.server.schemas.model import Estimate
from limner.server.schemas.shape import JsonObject, Shape
from limner.workflows.budget import MOST_CREDITS

RunStatus = Literal["queued", "running", "paused", "succeeded", "failed", "cancelled"]
NodeStatus = Literal["pending", "queued", "running", "succeeded", "failed", "skipped", "cancelled"]


class RunWarning(Shape):
    """Something worth knowing about a result."""

    code: str
    message: str


class Review(Shape):
    """What a node waits for: a written prompt that somebody confirms or changes."""

    prompt: str


class ItemProgress(Shape):
    """How many items of a node are done and have failed, of how many that are known."""

    done: int
    failed: int
    total: int


class Execution(Shape):
    """One node of a run."""

    status: NodeStatus
    output: JsonObject | None
    output_left_out: bool = Field(
        description="Whether there is an output that a list of runs leaves out: of nodes that run "
        "by items, and long ones. The run alone has it."
    )
    progress: ItemProgress | None = Field(description="Of a node that runs by items.")
    error: JsonObject | None
    started_at: str | None
    ended_at: str | None
    cost: int | None = Field(description="Credits; null: not known.")
    warnings: list[RunWarning]
    cached: bool = Field(description="Whether an earlier result was reused.")
    review: Review | None = Field(description="A text that waits to be confirmed.")


class RunItem(Shape):
    """One item of a node that runs by items."""

    index: int = Field(description="Its number among all items of the node, from 0.")
    path: list[int] = Field(
        description="The indices that lead to it: one for each loop it is in, the outermost first."
    )
    status: NodeStatus
    asset_id: str | None = Field(description="The first file it made.")
    mime_type: str | None
    error: JsonObject | None


class RunItems(Shape):
    """Some items of a node; what has not begun is left out."""

    total: int = Field(description="How many are known of; 0 of a node that did not run by items.")
    items: list[RunItem]


class Progress(Shape):
    """How many nodes have ended, of how many."""

    done: int
    total: int


class Attachment(Shape):
    """A file that a node of a run has made."""

    node_id: str
    attachment_id: str
    name: str
    mime_type: str
    path: str | None
    url: str
    size_in_kb: float
    width: int | None
    height: int | None


class RunCaller(Shape):
    """Which run had another run as a tool, and which of its nodes."""

    run_id: str
    node_id: str
    workflow_id: str | None


class Run(Shape):
    """One run of a workflow."""

    id: str
    workflow_id: str | None
    called_by: RunCaller | None = Field(
        description="The run that had this one run as a tool of a text model."
    )
    status: RunStatus
    pausing: bool = Field(description="Whether nothing new begins: what is under way ends.")
    inputs: JsonObject
    outputs: JsonObject | None
    error: JsonObject | None
    cost: int | None = Field(description="Credits; null: a part of it is not known.")
    budget: int | None = Field(description="The most it may cost, in credits; null: any sum.")
    version: int | None = Field(
        description="The number of the workflow's version that ran; null: of none that is kept."
    )
    alias: str | None = Field(
        description="What that version was taken for: `stable`, `draft` or the number asked for."
    )
    created_at: str
    started_at: str | None
    ended_at: str | None
    nodes: dict[str, Execution] = Field(description="By node id.")
    progress: Progress
    attachments: list[Attachment] = Field(
        default_factory=list, description="Every file of the run, in order; of one run alone."
    )


class _Started(Shape):
    """What every run may be started with."""

    inputs: JsonObject | None = Field(
        None, description="By name; null: none, or the example of a trigger that has one."
    )
    webhook_url: str | None = Field(
        None, max_length=8_192, description="Told of the end of the run, with a signed POST."
    )
    webhook_secret: str | None = Field(
        None,
        min_length=16,
        max_length=200,
        description="Signs that; by default the secret of the workflow's own notices.",
    )
    budget: int | None = Field(
        None,
        ge=0,
        le=MOST_CREDITS,
        description="The most the run may cost, in credits: nothing is paid for beyond it.",
    )


class StartRun(_Started):
    """What to run."""

    nodes: list[str] | None = Field(
        None, max_length=6_000, description="These always run; of what they need, what is stale."
    )
    fresh: bool = Field(False, description="Reuse nothing of earlier runs.")
    dry_run: bool = Field(False, description="Only tell what would run.")


class RunDocument(_Started):
    """A workflow to run that is not kept, and its inputs."""

    document: JsonObject


class DryRun(Shape):
    """What a run would do."""

    runs: list[str] = Field(description="Ids of nodes that would run.")
    reused: list[str] = Field(description="Ids of nodes whose earlier results would be reused.")
    estimate: Estimate = Field(description="Of all nodes together.")
    nodes: dict[str, Estimate] = Field(
        description="By node id, all items of a list together; nothing for what is reused."
    )


class Resume(Shape):
    """What to try again, or the texts a paused run goes on with."""

    retry: list[str] = Field(
        default_factory=list,
        max_length=6_000,
        description="Ids of nodes that failed or ended as unknown_outcome: they are sent again.",
    )
    prompts: dict[str, str] = Field(
        default_factory=dict,
        max_length=6_000,
        description="By node id, for a paused run: prompts in place of those under review.",
    )
    budget: int | None = Field(
        None, ge=0, le=MOST_CREDITS, description="In place of the run's, in credits."
    )


class CallOptions(Shape):
    """What a simple call may say besides the inputs."""

    model_config = ConfigDict(extra="ignore")

    webhook_url: str | None = Field(
        None,
        max_length=8_192,
        description="Told of the run's end in place of whom the workflow tells; signed with the "
        "secret of the workflow's notices.",
    )
    budget: int | None = Field(
        None, ge=0, le=MOST_CREDITS, description="The most the run may cost, in credits."
    )


class SimpleAnswer(Shape):
    """The workflow's outputs by name, and the run's id."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"example": {"image": "https://…/files/…", "runId": "run_…"}},
    )

    run_id: str


class RunEvent(Shape):
    """Something that happened in a run. Further keys depend on the type."""

    model_config = ConfigDict(extra="allow")

    type: Literal[
        "run.started",
        "node.queued",
        "node.started",
        "node.progress",
        "node.image",
        "node.file",
        "node.text",
        "node.tool",
        "node.review",
        "node.finished",
        "node.failed",
        "node.skipped",
        "run.pausing",
        "run.paused",
        "run.finished",
    ]
    run_id: str
    seq: int
    at: str
    node_id: str | None = None


class HistoryItem(Shape):
    """One image a node made or was given, with the settings that made it."""

    asset: Asset
    run_id: str | None
    created_at: str
    duration_ms: int | None
    cost: int | None
    settings: dict[str, Any] | None
    prompt: str | None
    model: str | None
    seed: int | None
