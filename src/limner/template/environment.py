"""Liquid as Limner uses it: strict, bounded, without files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from liquid import Environment, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import Path
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.echo_tag import EchoNode, EchoTag
from liquid.exceptions import LiquidError, ResourceLimitError
from liquid.expression import Expression
from liquid.template import BoundTemplate
from liquid.token import Token
from liquid.undefined import UNDEFINED, StrictDefaultUndefined, is_undefined

from limner.template.dates import with_time_zones
from limner.template.filters import OWN_FILTERS, bounded, text_of
from limner.template.limits import (
    CHARACTERS_PER_UNIT,
    MAX_ITEMS,
    MAX_OUTPUT,
    MAX_WORK,
    weight,
)
from limner.template.source import measure_markup

_LEFT_OUT_TAGS = ("include", "render", "doc", "liquid", "tablerow")
_ABSENT = object()
_NAMES_SHOWN = 12


class _Context(RenderContext):
    """One rendering: counts the work it does and says what there is where a name is missing."""

    _work = 0

    def spend(self, units: int) -> None:
        self._work += units
        if self._work > MAX_WORK:
            raise ResourceLimitError("it takes too much work", token=None)

    def raise_for_loop_limit(self, length: int = 1) -> None:
        markup = self.template.markup if isinstance(self.template, BoundedTemplate) else 0
        self.spend(length * (1 + markup // CHARACTERS_PER_UNIT))

    def assign(self, key: str, val: Any) -> None:
        self.spend(1 + weight(val) // CHARACTERS_PER_UNIT)
        super().assign(key, val)

    def get(
        self, path: list[object], *, token: Token | None, default: object = UNDEFINED
    ) -> object:
        value = super().get(path, token=token, default=_ABSENT)
        if value is not _ABSENT:
            return value
        if default is not UNDEFINED:
            return default
        return self.env.undefined(str(path[0]), hint=self._missing(path), token=token)

    def _missing(self, path: list[object]) -> str:
        known: object = self.globals
        for depth, segment in enumerate(path):
            here = dotted(path[: depth + 1])
            if isinstance(known, Mapping):
                if segment not in known:
                    return f"there is no {here!r}; there is {_listed(known)}"
                known = known[segment]
            elif isinstance(known, list) and isinstance(segment, int):
                if not -len(known) <= segment < len(known):
                    return f"there is no {here!r}; there are {len(known)} items, the first is 0"
                known = known[segment]
            else:
                return f"there is no {here!r}; {dotted(path[:depth])!r} is {_kind(known)}"
        return f"there is no {dotted(path)!r}"


class BoundedTemplate(BoundTemplate):
    """A parsed template. ``markup`` is how many characters of its source are markup."""

    context_class = _Context
    markup: int = 0


class _OutputNode(OutputNode):
    """`{{ … }}` that writes lists and objects as JSON."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        return buffer.write(text_of(self.expression.evaluate(context)))


class _EchoNode(EchoNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        return buffer.write(text_of(self.expression.evaluate(context)))


class _Output(Output):
    node_class = _OutputNode


class _Echo(EchoTag):
    node_class = _EchoNode


class _BoundedStop(Expression):
    """The end of a range. Raises ResourceLimitError where the range would be too long.

    A range is counted before anything walks it: `reversed` and `contains` do so
    without asking the loop limit.
    """

    def __init__(self, literal: RangeLiteral) -> None:
        super().__init__(literal.token)
        self._start = literal.start
        self._stop = literal.stop

    def evaluate(self, context: RenderContext) -> int:
        stop = _whole(self._stop.evaluate(context))
        if stop - _whole(self._start.evaluate(context)) >= MAX_ITEMS:
            raise ResourceLimitError(f"a range has more than {MAX_ITEMS:,} items", token=self.token)
        return stop

    def children(self) -> Iterable[Expression]:
        return (self._stop,)


class _Environment(Environment):
    template_class = BoundedTemplate
    output_stream_limit = MAX_OUTPUT

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        self.add_tag(_Output)
        self.add_tag(_Echo)
        for name in _LEFT_OUT_TAGS:
            del self.tags[name]
        self.filters["date"] = with_time_zones(self.filters["date"])
        for name, function in {**self.filters, **OWN_FILTERS}.items():
            self.add_filter(name, bounded(function))

    def error(
        self,
        exc: type[LiquidError] | LiquidError,
        msg: str | None = None,
        token: Token | None = None,
    ) -> None:
        """Raise it; where an expression ended too soon, with the place of the expression."""
        if isinstance(exc, LiquidError) and token is not None and _has_no_place(exc.token):
            exc.token = token
        super().error(exc, msg, token)


def _has_no_place(token: Token | None) -> bool:
    return token is None or token.start_index < 0


_ENVIRONMENT = _Environment(undefined=StrictDefaultUndefined)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A template, and the paths in it that it does not itself give a value to."""

    template: BoundTemplate
    reads: tuple[Path, ...]


def parse(source: str) -> Parsed:
    """The template. Raises UnreadableSource or LiquidError."""
    markup = measure_markup(source)
    template = _ENVIRONMENT.from_string(source)
    if isinstance(template, BoundedTemplate):
        template.markup = markup
    reader = _Reader(template)
    reader.visit(template.nodes, frozenset())
    return Parsed(template, tuple(reader.reads))


def lone_expression(template: BoundTemplate) -> Callable[[Mapping[str, Any]], Any] | None:
    """What gives the value of a template that is one pair of braces and nothing else, or None."""
    nodes = template.nodes
    if len(nodes) != 1 or not isinstance(nodes[0], OutputNode):
        return None
    expression = nodes[0].expression

    def evaluate(namespace: Mapping[str, Any]) -> Any:
        context = _Context(template, globals=template.make_globals(dict(namespace)))
        value = expression.evaluate(context)
        if is_undefined(value):
            text_of(value)
        return value

    return evaluate


class _Reader:
    """Walks a template once: finds what it reads and bounds its ranges."""

    def __init__(self, template: BoundTemplate) -> None:
        self._context = RenderContext(template)
        self._assigned: set[str] = set()
        self.reads: list[Path] = []

    def visit(self, nodes: Iterable[Node], hidden: frozenset[str]) -> None:
        """``hidden`` are the names a surrounding block gives a value to."""
        for node in nodes:
            for expression in node.expressions():
                self._read(expression, hidden)
            self._assigned.update(node.template_scope())
            children = node.children(self._context, include_partials=False)
            self.visit(children, hidden.union(node.block_scope()))

    def _read(self, expression: Expression, hidden: frozenset[str]) -> None:
        waiting = [expression]
        while waiting:
            part = waiting.pop()
            waiting.extend(reversed(list(part.children())))
            if isinstance(part, RangeLiteral):
                part.stop = _BoundedStop(part)
            elif isinstance(part, Path) and not self._is_own(part.path[0], hidden):
                self.reads.append(part)

    def _is_own(self, root: object, hidden: frozenset[str]) -> bool:
        return isinstance(root, str) and (root in hidden or root in self._assigned)


def dotted(path: Iterable[object]) -> str:
    return ".".join(str(segment) for segment in path)


def _kind(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "not to be looked into"


def _whole(value: object) -> int:
    if isinstance(value, int | float | str):
        try:
            return int(value)
        except (ValueError, OverflowError):
            return 0
    return 0


def _listed(known: Mapping[object, object]) -> str:
    names = [str(name) for name in known]
    if not names:
        return "nothing here"
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return ", ".join(names[:_NAMES_SHOWN]) + more
