"""The templates in a node's data: finding them and rendering them in place.

A field is a key, or keys joined by dots: `outputs.value` is `value` of each of `outputs`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from limner.template.text import render, value_of

Namespace = Mapping[str, Any]
Make = Callable[[str, Namespace], Any]


def strings_in(data: Mapping[str, Any], fields: Collection[str]) -> Iterator[tuple[str, str]]:
    """The strings of the named fields, nested ones too, each with its path: `items.3`."""
    for field in sorted(fields):
        key, _, below = field.partition(".")
        if key in data:
            yield from _strings(key, data[key], below)


def render_data(
    data: Mapping[str, Any],
    fields: Collection[str],
    namespace: Mapping[str, Any],
    values: Collection[str] = (),
) -> dict[str, Any]:
    """The data with the strings of the named fields rendered. Raises as `render` does.

    In the fields that are among ``values``, `{{ a.output.list }}` alone becomes that value itself.
    """
    rendered = dict(data)
    for field in fields:
        key, _, below = field.partition(".")
        if key in rendered:
            named = value_of if field in values else render
            rendered[key] = _rendered(rendered[key], below, namespace, named)
    return rendered


def _strings(path: str, value: Any, below: str) -> Iterator[tuple[str, str]]:
    """The strings in a value: all of them, or those under the key path ``below``."""
    if isinstance(value, str):
        if not below:
            yield path, value
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _strings(f"{path}.{place}", item, below)
    elif isinstance(value, dict):
        wanted, _, rest = below.partition(".")
        for key, item in value.items():
            if not wanted or key == wanted:
                yield from _strings(f"{path}.{key}", item, rest)


def _rendered(value: Any, below: str, namespace: Namespace, named: Make) -> Any:
    """A value with its strings rendered; ``named`` makes what the field itself comes to."""
    if isinstance(value, str):
        return value if below else named(value, namespace)
    within = named if below else render
    if isinstance(value, list):
        return [_rendered(item, below, namespace, within) for item in value]
    if isinstance(value, dict):
        wanted, _, rest = below.partition(".")
        return {
            key: _rendered(item, rest, namespace, within) if not wanted or key == wanted else item
            for key, item in value.items()
        }
    return value
