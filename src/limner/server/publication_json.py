"""What is published of a workflow, and how it works by itself, as an answer."""

from __future__ import annotations

from limner.cron import Cron
from limner.nodes.contract import OnCall, OnClock, StartedBy
from limner.server.schemas.shape import JsonObject
from limner.storage.queries.notices import NoticeRow
from limner.storage.queries.schedules import ScheduleRow
from limner.values import as_rfc3339, now
from limner.workflows.publishing import Published

_TIMES_SHOWN = 5


def publication_json(
    workflow_id: str, published: Published, trigger: StartedBy | None, public_url: str
) -> JsonObject:
    """``trigger`` is that of the version in use, else of the saved document."""
    automation = published.automation
    return {
        "workflowId": workflow_id,
        "draftVersion": published.draft_version,
        "stable": automation.stable,
        "changed": published.changed,
        "active": automation.active,
        "versions": [
            {
                "version": one.version,
                "publishedAt": as_rfc3339(one.published_at),
                "stable": one.version == automation.stable,
            }
            for one in published.versions
        ],
        "call": _call_json(workflow_id, published, trigger, public_url),
        "clock": _clock_json(published.schedule, trigger),
        "noticeUrl": automation.notice_url,
    }


def hook_url(workflow_id: str, public_url: str) -> str:
    """The address that other programs call."""
    return f"{public_url}/hooks/{workflow_id}"


def schedule_json(row: ScheduleRow) -> JsonObject:
    """When a workflow starts next."""
    return {
        "workflowId": row.workflow_id,
        "cron": row.cron,
        "timeZone": row.time_zone,
        "missedRuns": row.missed,
        "nextAt": as_rfc3339(row.next_at),
        "lastAt": as_rfc3339(row.last_at),
        "lastError": row.last_error,
    }


def notice_json(row: NoticeRow) -> JsonObject:
    """What became of telling somebody of a run's end."""
    waits = row.state == "waiting" and row.attempts > 0
    return {
        "runId": row.run_id,
        "url": row.url,
        "state": row.state,
        "attempts": row.attempts,
        "nextAttemptAt": as_rfc3339(row.next_at) if waits else None,
        "lastError": row.last_error,
    }


def _call_json(
    workflow_id: str, published: Published, trigger: StartedBy | None, public_url: str
) -> JsonObject | None:
    if not isinstance(trigger, OnCall):
        return None
    return {
        "url": hook_url(workflow_id, public_url),
        "proof": trigger.proof,
        "waits": trigger.waits,
        "secretMadeAt": as_rfc3339(published.automation.hook_secret_at),
    }


def _clock_json(row: ScheduleRow | None, trigger: StartedBy | None) -> JsonObject | None:
    if not isinstance(trigger, OnClock):
        return None
    times = Cron(trigger.cron, trigger.time_zone).times(now(), _TIMES_SHOWN)
    return {
        "cron": trigger.cron,
        "timeZone": trigger.time_zone,
        "missedRuns": trigger.missed,
        "nextTimes": [as_rfc3339(time) for time in times],
        "lastAt": as_rfc3339(row.last_at) if row else None,
        "lastError": row.last_error if row else None,
    }
