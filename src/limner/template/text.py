"""One template: the names it reads and the text it renders to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from liquid.builtin.expressions import Path
from liquid.exceptions import LiquidError, UndefinedError
from liquid.template import BoundTemplate

from limner.errors import TemplateError, UnknownReference
from limner.template.environment import dotted, lone_expression, parse
from limner.template.source import UnreadableSource, is_template

T = TypeVar("T")
Segment = str | int

LIQUID_WORDS = frozenset(
    {
        "true",
        "false",
        "nil",
        "null",
        "empty",
        "blank",
        "and",
        "or",
        "not",
        "contains",
        "in",
        "with",
        "for",
        "as",
        "if",
        "else",
        "limit",
        "offset",
        "reversed",
        "cols",
        "continue",
        "required",
        "forloop",
        "partial",
    }
)
"""Names that mean something to Liquid, so that a template cannot reach a value by them."""

_SHOWN = 60
_CACHED_LENGTH = 4_000
_CACHED_TEMPLATES = 8_192


@dataclass(frozen=True, slots=True)
class Name:
    """A value a template reads: `image_gen.output.url` is root and path ("output", "url").

    The path ends where a part of it is only known while rendering.
    """

    root: str
    path: tuple[Segment, ...] = ()

    def __str__(self) -> str:
        return dotted((self.root, *self.path))


@dataclass(frozen=True, slots=True)
class _Compiled:
    template: BoundTemplate
    names: tuple[Name, ...]


def names(source: str) -> tuple[Name, ...]:
    """Every name a template reads, each once. Raises TemplateError with the position."""
    return _compiled(source).names if is_template(source) else ()


def render(source: str, namespace: Mapping[str, Any]) -> str:
    """The template's text.

    Raises UnknownReference for a name the namespace does not have, TemplateError for
    bad syntax, a filter's refusal, or more work or output than a template may make.
    """
    if not is_template(source):
        return source
    template = _compiled(source).template
    return _told(source, lambda: template.render(namespace))


def value_of(source: str, namespace: Mapping[str, Any]) -> Any:
    """The value that a template is nothing but the name of, such as a list; else its text.

    Raises as ``render`` does.
    """
    alone = source.strip()
    expression = lone_expression(_compiled(alone).template) if is_template(alone) else None
    if expression is None:
        return render(source, namespace)
    return _told(alone, lambda: expression(namespace))


def _told(source: str, work: Callable[[], T]) -> T:
    """What rendering gives, its faults as errors that quote the template."""
    try:
        return work()
    except UndefinedError as error:
        raise UnknownReference(_sentence(source, error)) from None
    except LiquidError as error:
        raise TemplateError(_sentence(source, error)) from None
    except Exception as error:
        raise TemplateError(f"In {_short(source)}: {error}.") from error


def _compiled(source: str) -> _Compiled:
    return _compile_cached(source) if len(source) <= _CACHED_LENGTH else _compile(source)


@lru_cache(maxsize=_CACHED_TEMPLATES)
def _compile_cached(source: str) -> _Compiled:
    return _compile(source)


def _compile(source: str) -> _Compiled:
    try:
        parsed = parse(source)
    except UnreadableSource as error:
        message = f"{error.message} {_where(source, error.position)}"
        raise TemplateError(f"In {_short(source)}: {message}.") from None
    except LiquidError as error:
        raise TemplateError(_sentence(source, error)) from None
    except RecursionError:
        raise TemplateError(f"In {_short(source)}: too deeply nested.") from None
    found = tuple(dict.fromkeys(_name(source, path) for path in parsed.reads))
    return _Compiled(parsed.template, found)


def _name(source: str, read: Path) -> Name:
    root, *rest = read.path
    if not isinstance(root, str):
        where = _where(source, read.token.start_index)
        raise TemplateError(f"In {_short(source)}: a name cannot begin with brackets {where}.")
    path: list[Segment] = []
    for segment in rest:
        if isinstance(segment, Path):
            break
        path.append(segment)
    return Name(root, tuple(path))


def _sentence(source: str, error: LiquidError) -> str:
    message = str(error.message or "it cannot be read")
    position = error.token.start_index if error.token is not None else -1
    where = _where(source, position) if position >= 0 else "(at its end)"
    return f"In {_short(source)}: {message} {where}."


def _where(source: str, position: int) -> str:
    before = source[:position]
    line = before.count("\n") + 1
    column = position - (before.rfind("\n") + 1) + 1
    return f"(line {line}, column {column})"


def _short(source: str) -> str:
    text = " ".join(source[: 4 * _SHOWN].split())
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")
