"""Times that come again: a cron expression in a time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from limner.errors import BadField
from limner.values import microseconds

_FIELDS = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cron:
    """When something happens. Moments are microseconds since 1970 in UTC.

    Across a change of the clocks it goes as in Debian's cron: what falls into the missing hour
    comes right after it, what falls into the hour that is there twice comes once.
    """

    expression: str
    time_zone: str

    def after(self, moment: int) -> int:
        """The first time after a moment."""
        return next(self._from(moment, backwards=False))

    def latest(self, moment: int) -> int:
        """The last time up to a moment."""
        return next(self._from(moment + 1, backwards=True))

    def times(self, moment: int, count: int) -> list[int]:
        """The first times after a moment."""
        coming = self._from(moment, backwards=False)
        return [next(coming) for _ in range(count)]

    def in_words(self) -> str:
        """What the expression says, in English."""
        return CronSim(self.expression, _EPOCH).explain()

    def _from(self, moment: int, *, backwards: bool) -> Iterator[int]:
        start = (_EPOCH + timedelta(microseconds=moment)).astimezone(ZoneInfo(self.time_zone))
        times = CronSim(self.expression, start, reverse=backwards)
        return (microseconds(time) for time in times)


def read_cron(expression: str, time_zone: str) -> Cron:
    """An expression of five fields and a time zone by its IANA name. Raises BadField.

    What never happens, such as the 30th of February, is refused too.
    """
    return Cron(_expression(expression), _time_zone(time_zone))


def _expression(written: str) -> str:
    if len(written.split()) != _FIELDS:
        raise BadField(
            f"cron: {written!r:.80} does not have five fields.",
            hint="Write minute, hour, day, month and weekday: 0 9 * * MON is Monday at nine.",
        )
    try:
        next(CronSim(written, _EPOCH))
    except CronSimError as error:
        raise BadField(f"cron: {written!r:.80}: {error}.") from None
    except StopIteration:
        raise BadField(f"cron: {written!r:.80} never happens.") from None
    return written


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadField(
            f"timeZone: there is no time zone {name!r:.80}.",
            hint="Write its IANA name, such as Europe/Rome or UTC.",
        ) from None
    return name
