"""A list of runs shows their nodes and counts their items, without reading these."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from harness.api import Api, serving
from harness.documents import document, inside, node, wire
from limner.testing.studio import make_studio

Json = dict[str, Any]
ITEMS = 40

LOOPS = document(
    [
        node("row", "loop", items=[["a", "b"], ["c"], []]),
        inside("row", node("cell", "loop", items="{{ row.output.currentItem }}")),
        inside("cell", node("words", "text", text="{{ loop.currentItem }}")),
        inside("cell", node("pair", "list", items=["1", "2"])),
        inside("cell", node("each", "text")),
        node("numbers", "list", items=[str(number) for number in range(ITEMS)]),
        node("said", "text"),
        node("broken", "loop", items=["{{ 'x' }}", "y"]),
        inside("broken", node("named", "text", text="{{ loop.currentItem.name }}")),
        node("long", "text", text="x" * 70_000),
        node("short", "text", text="short"),
        node("answer", "response_output"),
    ],
    [
        wire("pair.list-out", "each.prompt-in"),
        wire("numbers.list-out", "said.prompt-in"),
        wire("short.text-out", "answer.said"),
    ],
)


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with make_studio(tmp_path / "home") as studio, serving(studio) as api:
        yield api


async def ran(api: Api, graph: Json, times: int = 1) -> Json:
    """The last of some runs of a document, as it is told alone."""
    for _ in range(times):
        started = await api.post("/api/runs", {"document": graph})
        assert started.status == 202, started.body
        assert await api.studio.engine.wait(started.json["id"], 60)
    found: Json = (await api.get(f"/api/runs/{started.json['id']}")).json
    return found


async def test_a_listed_run_is_the_run_without_what_is_left_out(api: Api) -> None:
    alone = await ran(api, LOOPS)
    [listed] = (await api.get("/api/runs")).json["items"]
    left_out = {name for name, told in listed["nodes"].items() if told["outputLeftOut"]}
    by_items = {"row", "cell", "words", "pair", "each", "said", "broken", "named"}
    assert left_out == by_items | {"long"}
    for name, told in alone["nodes"].items():
        assert told["outputLeftOut"] is False
        shown = listed["nodes"][name]
        if name in left_out:
            assert shown["output"] is None
            told, shown = told | {"output": None}, shown | {"outputLeftOut": False}
        assert shown == told, name
    kept = {key: value for key, value in alone.items() if key not in ("nodes", "attachments")}
    assert {key: listed[key] for key in kept} == kept
    assert listed["outputs"] == {"said": "short"}
    assert alone["nodes"]["words"]["progress"]["total"] == 3


async def test_an_answer_that_is_left_out_is_in_the_run_alone(api: Api) -> None:
    graph = document(
        [node("long", "text", text="x" * 70_000), node("answer", "response_output")],
        [wire("long.text-out", "answer.said")],
    )
    alone = await ran(api, graph)
    [listed] = (await api.get("/api/runs")).json["items"]
    assert (listed["outputs"], listed["nodes"]["answer"]["outputLeftOut"]) == (None, True)
    assert len(alone["outputs"]["said"]) == 70_000


async def test_however_many_items_there_are_few_rows_are_read(api: Api, tmp_path: Path) -> None:
    await ran(api, LOOPS, times=5)
    with _asked() as statements:
        listed = (await api.get("/api/runs")).json["items"]
    assert len(listed) == 5
    assert listed[0]["nodes"]["said"]["progress"] == {"done": ITEMS, "failed": 0, "total": ITEMS}
    with sqlite3.connect(tmp_path / "home" / "limner.db") as database:
        rows = sum(
            database.execute(f"SELECT count(*) FROM ({statement})", parameters).fetchone()[0]
            for statement, parameters in statements
        )
        [items] = database.execute("SELECT count(*) FROM executions WHERE item >= 0").fetchone()
    nodes = 5 * len(LOOPS["nodes"])
    assert items > 5 * ITEMS
    assert rows < 3 * nodes < items


@contextmanager
def _asked() -> Iterator[list[tuple[str, Any]]]:
    """What is selected from databases meanwhile, with its parameters."""
    found: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith("SELECT"):
            found.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
