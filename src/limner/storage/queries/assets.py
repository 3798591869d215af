"""Assets: everything uploaded or generated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, insert, not_, select

from limner.storage.queries._dialect import insert_missing, parts
from limner.storage.queries.asset_search import holds_words
from limner.storage.tables import asset_parents, assets
from limner.values import first_id_at

_KINDS = ("image", "video", "audio")
_CLOCK_SLACK = 60_000_000
"""An asset's id is made a little before or after its moment, in microseconds."""


class AssetRow(msgspec.Struct, kw_only=True):
    """One kept file. ``digest`` is its blob; moments in microseconds, cost in micro-USD.

    ``width`` and ``height`` are pixels, None where there are none; ``length_ms`` is how long it
    plays, where that is known. ``duration_ms`` is how long it took to make.
    """

    id: str
    workspace_id: str
    name: str
    mime_type: str
    width: int | None
    height: int | None
    size_bytes: int
    digest: str
    origin: str
    created_at: int
    prompt: str | None = None
    model: str | None = None
    provider: str | None = None
    seed: int | None = None
    cost: int | None = None
    run_id: str | None = None
    node_id: str | None = None
    item: int | None = None
    workflow_id: str | None = None
    parents: list[str] = []
    settings: dict[str, Any] | None = None
    duration_ms: int | None = None
    length_ms: int | None = None


class AssetFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of assets is narrowed to; ``q`` is looked for in name and prompt.

    ``kind`` is the first part of their type, or `file` for what is no image, film or sound.
    ``parent`` is an asset they were made from; ``since`` and ``until`` are moments in
    microseconds, the second not included.
    """

    q: str | None = None
    workflow_id: str | None = None
    node_id: str | None = None
    run_id: str | None = None
    model: str | None = None
    origin: str | None = None
    kind: str | None = None
    parent: str | None = None
    since: int | None = None
    until: int | None = None


def add_asset(connection: Connection, asset: AssetRow) -> None:
    connection.execute(insert(assets).values(asset_columns(asset)))
    keep_parents(connection, [asset_columns(asset)])


def keep_parents(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the parents of these assets known from the parents' side, too."""
    ties = [
        {"parent_id": parent, "asset_id": row["id"]}
        for row in rows
        for parent in dict.fromkeys(row["parents"])
    ]
    insert_missing(connection, asset_parents, ties)


def asset_columns(asset: AssetRow) -> dict[str, Any]:
    return {name: getattr(asset, name) for name in asset.__struct_fields__}


def find_asset(connection: Connection, asset_id: str) -> AssetRow | None:
    row = connection.execute(select(assets).where(assets.c.id == asset_id)).one_or_none()
    return AssetRow(**row._mapping) if row else None


def find_assets(connection: Connection, asset_ids: Sequence[str]) -> dict[str, AssetRow]:
    rows = connection.execute(select(assets).where(assets.c.id.in_(asset_ids)))
    return {row.id: AssetRow(**row._mapping) for row in rows}


def existing_assets(
    connection: Connection, asset_ids: Sequence[str], workspace_id: str | None = None
) -> set[str]:
    """Those of the ids that stand for kept images, of one workspace where it is named."""
    query = select(assets.c.id)
    if workspace_id is not None:
        query = query.where(assets.c.workspace_id == workspace_id)
    return {
        asset_id
        for part in parts(asset_ids)
        for asset_id in connection.scalars(query.where(assets.c.id.in_(part)))
    }


def find_import(connection: Connection, workspace_id: str, digest: str) -> AssetRow | None:
    """The asset that was made of the same image when it came in before."""
    row = connection.execute(
        select(assets)
        .where(assets.c.digest == digest)
        .where(assets.c.workspace_id == workspace_id, assets.c.origin == "import")
        .limit(1)
    ).one_or_none()
    return AssetRow(**row._mapping) if row else None


def kept_in_execution(
    connection: Connection, digest: str, run_id: str, node_id: str, item: int | None
) -> list[AssetRow]:
    """What one execution of a node has kept of the same bytes, oldest first."""
    rows = connection.execute(
        select(assets)
        .where(assets.c.digest == digest)
        .where(assets.c.run_id == run_id, assets.c.node_id == node_id, assets.c.item == item)
        .order_by(assets.c.id)
    )
    return [AssetRow(**row._mapping) for row in rows]


def list_assets(
    connection: Connection,
    workspace_id: str,
    wanted: AssetFilter,
    *,
    before: str | None = None,
    limit: int = 50,
) -> list[AssetRow]:
    """Newest first; ``before`` is the id of the last one seen."""
    query: Select[Any] = select(assets).where(assets.c.workspace_id == workspace_id)
    for name in ("workflow_id", "node_id", "run_id", "model", "origin"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(assets.c[name] == value)
    if wanted.kind is not None:
        query = query.where(_is_of_kind(wanted.kind))
    if wanted.parent is not None:
        children = select(asset_parents.c.asset_id).where(
            asset_parents.c.parent_id == wanted.parent
        )
        query = query.where(assets.c.id.in_(children))
    if wanted.q:
        query = query.where(holds_words(connection, wanted.q))
    if before is not None:
        query = query.where(assets.c.id < before)
    query = _in_time(query, wanted)
    rows = connection.execute(query.order_by(assets.c.id.desc()).limit(limit))
    return [AssetRow(**row._mapping) for row in rows]


def _is_of_kind(kind: str) -> ColumnElement[bool]:
    if kind in _KINDS:
        return assets.c.mime_type.startswith(f"{kind}/")
    return and_(*(not_(assets.c.mime_type.startswith(f"{each}/")) for each in _KINDS))


def _in_time(query: Select[Any], wanted: AssetFilter) -> Select[Any]:
    """The moments, and by their ids a range around them, along which the list is walked."""
    if wanted.since is not None:
        first = first_id_at("ast", wanted.since - _CLOCK_SLACK)
        query = query.where(assets.c.id >= first, assets.c.created_at >= wanted.since)
    if wanted.until is not None:
        end = first_id_at("ast", wanted.until + _CLOCK_SLACK)
        query = query.where(assets.c.id < end, assets.c.created_at < wanted.until)
    return query


def delete_asset(connection: Connection, asset_id: str) -> None:
    """What was made from it goes on naming it as a parent, in its own row."""
    connection.execute(delete(assets).where(assets.c.id == asset_id))
    connection.execute(delete(asset_parents).where(asset_parents.c.asset_id == asset_id))


def is_blob_used(connection: Connection, digest: str) -> bool:
    """Whether any asset stands over a blob."""
    return (
        connection.execute(
            select(assets.c.id).where(assets.c.digest == digest).limit(1)
        ).one_or_none()
        is not None
    )
