"""The `date` filter: any date, in any time zone, the same wherever the server stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from liquid.exceptions import FilterArgumentError, FilterError
from liquid.filter import with_environment

_LONGEST_DATE = 100
_ISO = "%Y-%m-%dT%H:%M:%S.%f%z"
_NOW = ("now", "today")


def with_time_zones(parse: Callable[..., Any]) -> Callable[..., Any]:
    """`{{ value | date: "%d.%m.%Y %H:%M", "Europe/Rome" }}` over Liquid's own filter.

    ``parse`` is that filter, which knows many ways to write a date. Without a zone the date stays
    in its own; one that names none is in UTC, and so are seconds since 1970.
    """

    @with_environment
    def date(value: Any, form: Any, zone: Any = None, *, environment: Any) -> str:
        moment = _moment(value, parse, environment)
        if zone is not None:
            moment = moment.astimezone(_zone(zone))
        return moment.strftime(str(form))

    return date


def _moment(value: Any, parse: Callable[..., Any], environment: Any) -> datetime:
    if isinstance(value, str) and len(value) > _LONGEST_DATE:
        # Liquid's parser is slow on long texts.
        raise FilterError(f"a date has at most {_LONGEST_DATE} characters", token=None)
    if value in _NOW:
        return datetime.now(UTC)
    try:
        if isinstance(value, int | float) or (isinstance(value, str) and value.isdigit()):
            return datetime.fromtimestamp(float(value), UTC)
        found = datetime.fromisoformat(parse(value, _ISO, environment=environment))
    except (ValueError, OverflowError, OSError):
        raise FilterArgumentError(f"{value!r:.80} is no date", token=None) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FilterArgumentError(
            f"{name!r:.80} is no time zone: write one such as 'Europe/Rome'", token=None
        ) from None
