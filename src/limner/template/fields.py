"""The templates in a node's data: finding them and rendering them in place.

A field is a key, or keys joined by dots: `outputs.value` is `value` of each of `outputs`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from limner.template.text import render


def strings_in(data: Mapping[str, Any], fields: Collection[str]) -> Iterator[tuple[str, str]]:
    """The strings of the named fields, nested ones too, each with its path: `items.3`."""
    found: list[tuple[str, str]] = []

    def keep(path: str, text: str) -> str:
        found.append((path, text))
        return text

    _map_fields(data, fields, keep)
    return iter(found)


def render_data(
    data: Mapping[str, Any], fields: Collection[str], namespace: Mapping[str, Any]
) -> dict[str, Any]:
    """The data with the strings of the named fields rendered. Raises as `render` does."""
    return _map_fields(data, fields, lambda _, text: render(text, namespace))


def _map_fields(
    data: Mapping[str, Any], fields: Collection[str], change: Callable[[str, str], str]
) -> dict[str, Any]:
    changed = dict(data)
    for field in fields:
        key, _, below = field.partition(".")
        if key in changed:
            changed[key] = _map_value(key, changed[key], below, change)
    return changed


def _map_value(path: str, value: Any, below: str, change: Callable[[str, str], str]) -> Any:
    """`value` with its strings changed: all of them, or those under the key path `below`."""
    if isinstance(value, list):
        return [
            _map_value(f"{path}.{place}", item, below, change) for place, item in enumerate(value)
        ]
    if isinstance(value, dict):
        wanted, _, rest = below.partition(".")
        return {
            key: _map_value(f"{path}.{key}", item, rest, change)
            if not wanted or key == wanted
            else item
            for key, item in value.items()
        }
    return change(path, value) if isinstance(value, str) and not below else value
