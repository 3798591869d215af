"""Words in the names and prompts of assets: found by an index where the database has one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, text

from limner.storage.tables import SEARCH_PREFIX, assets

_LEAST_LETTERS = 3
"""Both indexes know runs of three letters."""

_MOST_CANDIDATES = 1_000
"""What more assets have is found soonest by walking the library from its newest end."""

_INDEXED = text(f"SELECT 1 FROM sqlite_master WHERE name = '{SEARCH_PREFIX}'")
_MATCHES = f"SELECT rowid FROM {SEARCH_PREFIX} WHERE {SEARCH_PREFIX} MATCH :words"
_HOW_MANY = text(f"SELECT count(*) FROM ({_MATCHES} LIMIT :most)")
_CANDIDATES = text(f"SELECT asset_id FROM {SEARCH_PREFIX}_rows WHERE number IN ({_MATCHES})")

_RUNS = text(
    "asset_search_runs(assets.name || chr(10) || coalesce(assets.prompt, ''))"
    " @> asset_search_runs(:words)"
)


def holds_words(connection: Connection, words: str) -> ColumnElement[bool]:
    """The condition that the words stand in an asset's prompt or name, in any case of letters."""
    held: ColumnElement[bool] = assets.c.prompt.icontains(
        words, autoescape=True
    ) | assets.c.name.icontains(words, autoescape=True)
    if len(words) < _LEAST_LETTERS or "\0" in words:
        return held
    if connection.dialect.name == "postgresql":
        return and_(_RUNS.bindparams(words=words), held)
    candidates = _candidates(connection, words)
    return held if candidates is None else assets.c.id.in_(candidates) & held


def _candidates(connection: Connection, words: str) -> list[str] | None:
    """In SQLite all assets that can hold the words, or None: then each is to be looked at."""
    if connection.execute(_INDEXED).first() is None:
        return None
    phrase = '"' + words.replace('"', '""') + '"'
    most = {"words": phrase, "most": _MOST_CANDIDATES + 1}
    if connection.execute(_HOW_MANY, most).scalar_one() > _MOST_CANDIDATES:
        return None
    return list(connection.scalars(_CANDIDATES, {"words": phrase}))
