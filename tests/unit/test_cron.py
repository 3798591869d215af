"""Times that come again."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from limner.cron import read_cron
from limner.errors import BadField
from limner.values import as_rfc3339, microseconds


def at(text: str, zone: str = "UTC") -> int:
    return microseconds(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def shown(moments: list[int]) -> list[str]:
    return [str(as_rfc3339(moment))[:16] for moment in moments]


def test_the_next_times_are_those_of_the_zone() -> None:
    cron = read_cron("0 9 * * MON", "Europe/Rome")
    times = cron.times(at("2026-03-20T00:00"), 3)
    assert shown(times) == ["2026-03-23T08:00", "2026-03-30T07:00", "2026-04-06T07:00"]
    assert cron.in_words() == "At 09:00 on Monday"


def test_a_time_that_is_now_is_the_latest_and_not_the_next() -> None:
    cron, nine = read_cron("0 9 * * *", "UTC"), at("2026-03-20T09:00")
    assert cron.latest(nine) == nine
    assert cron.latest(nine - 1) == at("2026-03-19T09:00")
    assert cron.after(nine) == at("2026-03-21T09:00")
    assert cron.after(nine - 1) == nine


def test_a_change_of_the_clocks_neither_loses_a_day_nor_doubles_one() -> None:
    cron = read_cron("30 2 * * *", "Europe/Rome")
    forth = cron.times(at("2026-03-28T00:00", "Europe/Rome"), 3)
    assert shown(forth) == ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]
    back = cron.times(at("2026-10-24T00:00", "Europe/Rome"), 3)
    assert shown(back) == ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]


@pytest.mark.parametrize(
    "expression",
    ["", "* * * *", "* * * * * *", "@daily", "60 * * * *", "0 0 31 2 *", "a b c d e", "* " * 500],
)
def test_what_is_no_expression_is_told(expression: str) -> None:
    with pytest.raises(BadField, match="cron"):
        read_cron(expression, "UTC")


@pytest.mark.parametrize("zone", ["", "Rome", "../../etc/passwd", "/etc/passwd", "a\0b", "Europe"])
def test_what_is_no_time_zone_is_told(zone: str) -> None:
    with pytest.raises(BadField, match="timeZone"):
        read_cron("* * * * *", zone)
