"""Pages of the library: 100,000 assets beside 100, on SQLite.

The rows are written by the code that keeps assets, and read as the server reads them. Times are
the best of many, the work of the event loop and the thread included. The floor of each page is as
long a page of a library of 100: how much is kept should not be felt.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from _report import Measure, report
from sqlalchemy import Connection

from limner.storage.queries.assets import AssetFilter, AssetRow, add_asset
from limner.studio import DEFAULT_WORKSPACE, Studio
from limner.testing.studio import make_studio
from limner.values import first_id_at, new_id

FEW, MANY = 100, 100_000
PAGE = 60
BEST_OF = 60
AT_MOST = 2.0
EVERY = 10
"""One asset in ten is an upload, and as many belong to a workflow that is asked for."""

FIRST_MOMENT = 1_700_000_000_000_000
MINUTE = 60_000_000
SUBJECTS = ("a red fox", "a lighthouse at dusk", "a tall ship", "an armchair", "a stone bridge")
RARE = "a cormorant"


def seeds(size: int) -> Iterator[AssetRow]:
    """A library that grew by an asset a minute; the rare prompt stands at the same places."""
    for number in range(size):
        moment = FIRST_MOMENT + number * MINUTE
        upload = number % EVERY == 0
        stem = first_id_at("ast", moment)[:-8]
        prompt = RARE if number % (size // 5) == 1 else SUBJECTS[number % len(SUBJECTS)]
        yield AssetRow(
            id=stem + new_id("ast")[-8:],
            workspace_id=DEFAULT_WORKSPACE,
            name=f"{number}.png",
            mime_type="image/png",
            width=1024,
            height=1024,
            size_bytes=1_000_000,
            digest=f"{number:064x}",
            origin="upload" if upload else "generation",
            created_at=moment,
            prompt=None if upload else f"{prompt}, number {number}, in soft morning light",
            model=None if upload else f"model-{number % 3}",
            workflow_id=f"wf_{number % EVERY}",
            node_id="image",
            parents=[f"ast_parent_{number % (size // 5)}"],
            settings={"prompt": prompt, "count": 1},
        )


async def seed(studio: Studio, size: int) -> list[str]:
    """Write the library; the ids, oldest first."""
    rows = list(seeds(size))

    def write(connection: Connection) -> None:
        for row in rows:
            add_asset(connection, row)

    # The studio offers no writing of rows without images, and has no need to.
    await studio.assets._database.write(write)
    return [row.id for row in rows]


def pages(ids: list[str]) -> dict[str, tuple[AssetFilter, str | None]]:
    """What is asked for, by name: the filter, and the id to go on from."""
    size = len(ids)
    noon = FIRST_MOMENT + size // 2 * MINUTE
    everything = AssetFilter()
    return {
        "first page": (everything, None),
        "deep scroll": (everything, ids[PAGE + 5]),
        "by origin": (AssetFilter(origin="generation"), None),
        "by workflow": (AssetFilter(workflow_id="wf_3"), None),
        "by model": (AssetFilter(model="model-1"), None),
        "up to a date": (AssetFilter(until=noon), None),
        "common words": (AssetFilter(q="morning light"), None),
        "rare words": (AssetFilter(q=RARE), None),
        "children": (AssetFilter(parent="ast_parent_1"), None),
    }


async def page_ms(
    studio: Studio, wanted: AssetFilter, before: str | None, limit: int
) -> tuple[float, int]:
    """The best milliseconds for a page, and how many assets are on it."""
    best, found = float("inf"), 0
    for _ in range(BEST_OF):
        began = time.perf_counter()
        rows = await studio.assets.list(wanted, before=before, limit=limit)
        best = min(best, (time.perf_counter() - began) * 1_000)
        found = len(rows)
    return best, found


async def main() -> None:
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        async with (
            make_studio(home / "few") as few,
            make_studio(home / "many") as many,
        ):
            small, large = pages(await seed(few, FEW)), pages(await seed(many, MANY))
            for name in small:
                floor, count = await page_ms(few, *small[name], PAGE)
                value, same = await page_ms(many, *large[name], count)
                if same != count:
                    raise SystemExit(f"{name}: {same} assets on the page, not {count}.")
                measures.append(Measure(name, value, floor, "ms", AT_MOST))
    report(f"Library, ms a page of {MANY:,} assets, against {FEW}", measures)


asyncio.run(main())
