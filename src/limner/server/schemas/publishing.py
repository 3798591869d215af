"""What is published of a workflow."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from limner.server.schemas.shape import Shape


class Publish(Shape):
    """Which saved version to publish, or to go back to."""

    version: int | None = Field(None, ge=1, description="By default the present one.")


class Switch(Shape):
    """Whether a workflow's trigger starts runs."""

    active: bool


class PublishedVersion(Shape):
    """A version that was published; it never changes."""

    version: int
    published_at: str
    stable: bool = Field(description="Whether it is the one in use.")


class CallState(Shape):
    """How other programs start the workflow."""

    url: str
    proof: Literal["signature", "bearer"]
    waits: bool = Field(description="Whether callers wait for the outputs.")
    secret_made_at: str | None = Field(description="null: there is none, and no call is taken.")


class ClockState(Shape):
    """When the workflow starts, if it is switched on."""

    cron: str
    time_zone: str
    missed_runs: Literal["skip", "once"]
    next_times: list[str]
    last_at: str | None = Field(description="The last time that was dealt with.")
    last_error: str | None = Field(description="Why that time started nothing.")


class ScheduleState(Shape):
    """When a workflow that is switched on starts next."""

    workflow_id: str
    cron: str
    time_zone: str
    missed_runs: Literal["skip", "once"]
    next_at: str
    last_at: str | None
    last_error: str | None


class PublicationState(Shape):
    """What calls and triggers of a workflow use."""

    workflow_id: str
    draft_version: int = Field(description="The number of the saved document.")
    stable: int | None = Field(
        description="The published version in use; null: calls use the saved document."
    )
    changed: bool = Field(description="Whether the saved document is another than that.")
    active: bool = Field(description="Whether the trigger starts runs.")
    versions: list[PublishedVersion] = Field(description="Highest first.")
    call: CallState | None = Field(description="null: other programs do not start it by a call.")
    clock: ClockState | None = Field(description="null: it has no schedule.")
    notice_url: str | None = Field(description="Who is told of the end of its runs.")


class CallTaken(Shape):
    """A call from outside has started a run, which goes on by itself."""

    run_id: str
    status: Literal["accepted"]


class PreviewTimes(Shape):
    """An expression to try."""

    cron: str = Field(max_length=200)
    time_zone: str = Field("UTC", max_length=64)
    count: int = Field(5, ge=1, le=50)


class Times(Shape):
    """When an expression comes next, and what it says in English."""

    times: list[str]
    words: str


class NewSecret(Shape):
    """A secret just made, and the address it is for."""

    url: str
    secret: str = Field(description="Shown this once.")


class SetNotice(Shape):
    """Who is told of the end of a workflow's runs."""

    url: str = Field(max_length=8_192)
    secret: str | None = Field(
        None,
        min_length=16,
        max_length=200,
        description="Signs what is told; by default the one there is, else a new one.",
    )


class NoticeState(Shape):
    """What became of telling somebody of a run's end."""

    run_id: str
    url: str
    state: Literal["waiting", "delivered", "failed"]
    attempts: int
    next_attempt_at: str | None
    last_error: str | None
