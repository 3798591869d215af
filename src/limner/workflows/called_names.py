"""The names that a document gives the workflows it has run as tools, by which others stand in for
them where it is brought to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from limner.workflows.document import Document, parse_document

CALLED = "calledWorkflows"
"""Where a document has them, by id."""


def names_given(document: Document) -> dict[str, str]:
    """What a document says of its own; anything but texts is left out."""
    given = document.raw.get(CALLED)
    if not isinstance(given, dict):
        return {}
    return {called: name for called, name in given.items() if isinstance(name, str)}


def stand_ins(
    lost: Mapping[str, str], here: Mapping[str, Sequence[str]], present: frozenset[str]
) -> dict[str, str]:
    """Which workflows stand in for lost ones: the only one ``here`` of their name.

    None stands in twice, or beside itself (``present``): a model would be told of it twice.
    """
    found: dict[str, str] = {}
    for workflow_id, name in lost.items():
        named = here.get(name, ())
        if len(named) == 1 and named[0] not in present and named[0] not in found.values():
            found[workflow_id] = named[0]
    return found


def with_called(
    document: Document, new_ids: Mapping[str, str], names: Mapping[str, str]
) -> Document:
    """The document with other workflows in place of some, and with these names.

    Raises InvalidDocument where it becomes too large.
    """
    rest = {key: part for key, part in document.raw.items() if key != CALLED}
    nodes = with_ids(rest["nodes"], new_ids) if new_ids else rest["nodes"]
    raw = {**rest, "nodes": nodes} | ({CALLED: dict(sorted(names.items()))} if names else {})
    return document if raw == document.raw else parse_document(raw)


def with_ids(value: Any, new_ids: Mapping[str, str]) -> Any:
    """A value in which other ids stand for those it named."""
    if isinstance(value, str):
        return new_ids.get(value, value)
    if isinstance(value, list):
        return [with_ids(item, new_ids) for item in value]
    if isinstance(value, dict):
        return {key: with_ids(item, new_ids) for key, item in value.items()}
    return value
