"""A node starts once all it needs has succeeded, and never where something it needs failed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from limner.engine.plan import Step
from limner.engine.schedule import Next, Schedule

DEEP = 5_000


def plan(needs: dict[str, list[str]]) -> list[Step]:
    return [Step(node_id, "any", {}, needs=tuple(n)) for node_id, n in needs.items()]


DIAMOND = {"top": [], "left": ["top"], "right": ["top"], "bottom": ["left", "right"]}


def test_what_needs_nothing_comes_first() -> None:
    assert Schedule(plan({"a": [], "b": ["a"], "c": []})).first() == ("a", "c")


def test_what_is_needed_from_outside_is_there_already() -> None:
    assert Schedule(plan({"inner": ["loop", "elsewhere"]})).first() == ("inner",)


def test_a_node_waits_for_all_it_needs() -> None:
    schedule = Schedule(plan(DIAMOND))
    assert schedule.succeeded("top") == Next(ready=("left", "right"))
    assert schedule.succeeded("right") == Next()
    assert schedule.succeeded("left") == Next(ready=("bottom",))


def test_all_that_depends_on_a_failed_node_is_skipped_once() -> None:
    schedule = Schedule(plan(DIAMOND | {"apart": [], "last": ["bottom"]}))
    assert set(schedule.failed("top").skipped) == {"left", "right", "bottom", "last"}
    assert schedule.succeeded("apart") == Next()


def test_two_failures_skip_what_they_share_once() -> None:
    schedule = Schedule(plan({"a": [], "b": [], "both": ["a", "b"]}))
    assert schedule.failed("a").skipped == ("both",)
    assert schedule.failed("b").skipped == ()


def test_what_was_skipped_does_not_start_later() -> None:
    schedule = Schedule(plan({"a": [], "b": [], "both": ["a", "b"]}))
    schedule.failed("a")
    assert schedule.succeeded("b") == Next()


def test_a_long_chain_is_no_trouble() -> None:
    chain = {f"n{i}": [f"n{i - 1}"] if i else [] for i in range(DEEP)}
    assert len(Schedule(plan(chain)).failed("n0").skipped) == DEEP - 1


@st.composite
def stories(draw: st.DrawFn) -> tuple[dict[str, list[str]], set[str], list[int]]:
    """A graph without cycles, the nodes that fail in it, and the order in which nodes end."""
    size = draw(st.integers(1, 12))
    needs = {
        f"n{i}": [f"n{j}" for j in sorted(draw(st.sets(st.integers(0, i - 1))) if i else [])]
        for i in range(size)
    }
    failing = draw(st.sets(st.sampled_from(sorted(needs))))
    return needs, failing, draw(st.lists(st.integers(0, 100), min_size=size, max_size=size))


@given(stories())
def test_whatever_ends_in_whatever_order(
    story: tuple[dict[str, list[str]], set[str], list[int]],
) -> None:
    needs, failing, picks = story
    schedule = Schedule(plan(needs))
    under_way, started, skipped = [*schedule.first()], list[str](), list[str]()
    succeeded: set[str] = set()
    for pick in picks:
        if not under_way:
            break
        node_id = under_way.pop(pick % len(under_way))
        assert succeeded.issuperset(needs[node_id])
        started.append(node_id)
        if node_id in failing:
            skipped += schedule.failed(node_id).skipped
        else:
            succeeded.add(node_id)
            under_way += schedule.succeeded(node_id).ready
    assert sorted(started + skipped) == sorted(needs)
    for node_id in skipped:
        assert any(need in failing or need in skipped for need in needs[node_id])
