"""Schedule: a run is started by the clock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from limner.cron import read_cron
from limner.errors import BadField
from limner.nodes._controls import in_zone, shown_as
from limner.nodes._payload import PayloadNode
from limner.nodes.contract import (
    CheckScope,
    Finding,
    Json,
    NodeContext,
    NodeData,
    NodeResult,
    OnClock,
    StartedBy,
    Wiring,
)
from limner.values import as_rfc3339, now

_WHEN = "scheduledAt"


class ScheduleData(NodeData):
    """When runs begin, and what they are given."""

    cron: str = Field(
        "0 9 * * MON",
        max_length=200,
        title="Times",
        description="Minute, hour, day, month and weekday, as in cron.",
        json_schema_extra=shown_as("cron", "both", row=1) | in_zone("timeZone"),
    )
    time_zone: str = Field(
        "UTC",
        max_length=64,
        title="Time zone",
        description="An IANA name, such as Europe/Rome.",
        json_schema_extra=shown_as("timeZone", "both", row=2),
    )
    missed_runs: Literal["skip", "once"] = Field(
        "skip",
        title="Missed times",
        description="What becomes of times at which no server ran.",
        json_schema_extra=shown_as(
            "choice",
            choices=[
                ("skip", "Skip", "They are left out."),
                (
                    "once",
                    "Run once",
                    "One run stands for all of them, once a server is back.",
                ),
            ],
        ),
    )
    payload: Json = Field(
        default_factory=dict,
        title="Payload",
        description="What every run is given, besides scheduledAt, the time it stands for.",
        json_schema_extra=shown_as("json"),
    )


class Schedule(PayloadNode[ScheduleData]):
    type_id = "schedule"
    title = "Schedule"
    description = "Starts the workflow at times that come again."
    icon = "calendar-clock"
    keywords = ("trigger", "start", "cron", "timer", "every day", "weekly")
    data_type = ScheduleData

    def payload(self, data: ScheduleData) -> Json:
        return data.payload

    def started_by(self, data: ScheduleData) -> StartedBy:
        read_cron(data.cron, data.time_zone)
        return OnClock(data.cron, data.time_zone, data.missed_runs, data.payload)

    def check(self, data: ScheduleData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        try:
            read_cron(data.cron, data.time_zone)
        except BadField as error:
            field, _, _ = error.detail.partition(":")
            yield Finding("bad_field", field, error.detail)

    async def run(self, context: NodeContext[ScheduleData]) -> NodeResult:
        """The payload with the time the run stands for; started by hand, that is now."""
        moment = context.trigger.get(_WHEN) or as_rfc3339(now())
        return NodeResult({**context.trigger, _WHEN: moment})


NODE = Schedule()
