"""Liquid's filters, each with a limit on what goes in and comes out, and our own few."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from liquid.exceptions import FilterArgumentError, LiquidError
from liquid.filter import liquid_filter, sequence_filter, string_filter, with_context
from liquid.stringify import to_liquid_string

from limner.template.limits import CHARACTERS_PER_UNIT, check_string, weight
from limner.values import canonical_json

Filter = Callable[..., Any]

_FILTER_UNITS = 4
_TAG = re.compile(r"<[^<>]*>")
_NO_LETTER = re.compile(r"[^a-z0-9]+")


class WorkContext(Protocol):
    """The part of a rendering that a filter sees."""

    env: Any

    def spend(self, units: int) -> None: ...


def text_of(value: object) -> str:
    """A value as a template writes it: lists and objects as JSON, nothing as no text."""
    if isinstance(value, list | tuple | dict):
        return json_text(value)
    return to_liquid_string(value, autoescape=False)


def bounded(function: Filter) -> Filter:
    """The filter with its values weighed before and after, and paid for."""
    wants_environment = getattr(function, "with_environment", False)

    def call(*values: Any, context: WorkContext, **named: Any) -> Any:
        _pay(context, (*values, *named.values()))
        if wants_environment:
            named["environment"] = context.env
        try:
            result = function(*values, **named)
        except LiquidError:
            raise
        except Exception as error:
            raise FilterArgumentError(str(error), token=None) from error
        if isinstance(result, str):
            check_string(len(result))
        _pay(context, (result,))
        return result

    return with_context(call)


def _pay(context: WorkContext, values: Iterable[object]) -> None:
    context.spend(_FILTER_UNITS + sum(weight(value) for value in values) // CHARACTERS_PER_UNIT)


def json_text(value: object) -> str:
    """The value as JSON. Raises ResourceLimitError when there is too much of it."""
    weight(value)
    return json.dumps(value, ensure_ascii=False)


@string_filter
def _slug(text: str) -> str:
    """Lower-case letters and digits joined by hyphens: `Crème brûlée!` → `creme-brulee`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NO_LETTER.sub("-", plain.lower()).strip("-")


@sequence_filter
def _join(items: Iterable[object], separator: object = " ") -> str:
    texts, between = [text_of(item) for item in items], text_of(separator)
    check_string(sum(map(len, texts)) + len(between) * max(0, len(texts) - 1))
    return between.join(texts)


@string_filter
def _replace(text: str, old: object, new: object = "") -> str:
    before, after = text_of(old), text_of(new)
    check_string(len(text) + text.count(before) * (len(after) - len(before)))
    return text.replace(before, after)


@sequence_filter
def _uniq(items: Iterable[Any], key: object = None) -> list[Any]:
    """The items without repetition, in linear time."""
    first: dict[bytes, Any] = {}
    for item in items:
        told_by = item.get(key) if key is not None and isinstance(item, dict) else item
        first.setdefault(canonical_json(told_by), item)
    return list(first.values())


@string_filter
def _strip_html(text: str) -> str:
    return _TAG.sub("", text)


OWN_FILTERS: dict[str, Filter] = {
    "json": liquid_filter(json_text),
    "slug": _slug,
    "join": _join,
    "replace": _replace,
    "uniq": _uniq,
    "strip_html": _strip_html,
}
