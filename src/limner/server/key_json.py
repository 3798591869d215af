"""Keys as the interface tells of them."""

from __future__ import annotations

from limner.server.schemas.key import CreateKey
from limner.server.schemas.shape import JsonObject
from limner.storage.api_keys import KeyWish
from limner.storage.queries.api_keys import KeyRow
from limner.studio import Studio
from limner.values import (
    MICRO_USD_PER_CREDIT,
    as_rfc3339,
    credits_from,
    credits_if_known,
    microseconds,
)


async def new_key(studio: Studio, wanted: CreateKey) -> JsonObject:
    """Make a key; its text is in what this gives. Raises NotFound for a workflow that is not."""
    for workflow_id in wanted.workflows or ():
        await studio.library.find(workflow_id)
    row, text = await studio.keys.create(_wish(wanted))
    return key_json(row) | {"key": text}


def _wish(wanted: CreateKey) -> KeyWish:
    limit, ends = wanted.spend_limit, wanted.expires_at
    return KeyWish(
        name=wanted.name,
        scopes=list(dict.fromkeys(wanted.scopes)),
        workflows=wanted.workflows,
        spend_limit=None if limit is None else limit * MICRO_USD_PER_CREDIT,
        expires_at=None if ends is None else microseconds(ends),
    )


def key_json(row: KeyRow) -> JsonObject:
    """A key without its text."""
    return {
        "id": row.id,
        "name": row.name,
        "hint": row.hint,
        "scopes": row.scopes,
        "workflows": row.workflows,
        "spendLimit": credits_if_known(row.spend_limit),
        "spent": credits_from(row.spent),
        "held": credits_from(row.held),
        "createdAt": as_rfc3339(row.created_at),
        "expiresAt": as_rfc3339(row.expires_at),
        "lastUsedAt": as_rfc3339(row.used_at),
    }
