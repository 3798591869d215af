"""What arrives at a step: values along wires, and how lists fan out. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from limner.engine.plan import Step, Wire
from limner.errors import ListLengthsDiffer, TooManyItems
from limner.nodes.contract import MOST_ITEMS, AnyNode, Arrived, Handle, HandleType, Json


@dataclass(frozen=True, slots=True)
class Source:
    """What a node gave: one output, or one per item where it fanned out (None: failed)."""

    node: AnyNode
    handles: Mapping[str, Handle]
    output: Json | None = None
    items: tuple[Json | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class _One:
    handle: str
    arrived: Arrived


@dataclass(frozen=True, slots=True)
class _Many:
    handle: str
    source: str
    values: Sequence[Any]


class MissingValue:
    """Stands for the value of an item that failed upstream."""


_MISSING = MissingValue()


@dataclass(frozen=True, slots=True)
class Gathered:
    """The values for a step, in the order of its wires. ``count`` is None where it runs once."""

    arrivals: tuple[_One | _Many, ...]
    count: int | None
    pairing: str

    def at(self, item: int) -> dict[str, list[Arrived]] | None:
        """The inputs of one item, or None where a value failed upstream."""
        places = iter(self._places(item))
        inputs: dict[str, list[Arrived]] = {}
        for arrival in self.arrivals:
            if isinstance(arrival, _One):
                arrived = arrival.arrived
            else:
                arrived = Arrived(arrival.source, arrival.values[next(places)])
            if arrived.value is _MISSING:
                return None
            inputs.setdefault(arrival.handle, []).append(arrived)
        return inputs

    def _places(self, item: int) -> list[int]:
        """Which value of each list an item takes; in a product the last list changes fastest."""
        manys = _manys(self.arrivals)
        if self.pairing != "product":
            return [item] * len(manys)
        places = []
        for many in reversed(manys):
            item, place = divmod(item, len(many.values))
            places.append(place)
        return places[::-1]


def comes_singly(handle: Handle, target: Handle, *, in_items: bool) -> bool:
    """Whether what leaves an output runs the node it goes into once per item.

    ``in_items`` says whether the node it leaves ran per item itself.
    """
    return target.takes == "one" and (in_items or handle.type == "list")


def paired(lengths: Sequence[int], pairing: str) -> int:
    """For how many items a node runs when lists of these lengths come singly.

    Raises ListLengthsDiffer and TooManyItems.
    """
    if pairing == "product":
        count = math.prod(lengths)
    elif len(set(lengths)) > 1:
        raise ListLengthsDiffer(
            f"The lists have {' and '.join(map(str, lengths))} items.",
            hint="Lists pair up by position; give them the same length.",
        )
    else:
        count = lengths[0]
    refuse_too_many(count)
    return count


def refuse_too_many(count: int) -> None:
    """Raises TooManyItems."""
    if count > MOST_ITEMS:
        raise TooManyItems(
            f"The list has {count:,} items; a node runs for at most {MOST_ITEMS:,}.",
            hint="Split the list.",
        )


def refuse_another_length(begun: int, now: int) -> None:
    """Raises ListLengthsDiffer where a node that has begun would go on with a longer or a shorter
    list: which of its results belong to which item is not known then."""
    if begun != now:
        raise ListLengthsDiffer(
            f"The list has {now:,} items now and had {begun:,} when this node ran for them.",
            hint="Run the workflow again: what is made already is taken over.",
        )


def gather(step: Step, handles: Mapping[str, Handle], sources: Mapping[str, Source]) -> Gathered:
    """What arrives at a step. Raises ListLengthsDiffer and TooManyItems."""
    arrivals = tuple(
        _arrive(wire, handles[wire.handle], sources[wire.source]) for wire in step.wires
    )
    manys = _manys(arrivals)
    lengths = [len(many.values) for many in manys]
    return Gathered(arrivals, paired(lengths, step.pairing) if manys else None, step.pairing)


def _manys(arrivals: Sequence[_One | _Many]) -> list[_Many]:
    return [arrival for arrival in arrivals if isinstance(arrival, _Many)]


def _arrive(wire: Wire, target: Handle, source: Source) -> _One | _Many:
    handle = source.handles[wire.source_handle]
    convert = _converter(target.type)
    if source.items is None:
        value = source.node.value_on(handle, source.output or {})
        if handle.type != "list":
            return _One(wire.handle, Arrived(wire.source, convert(value)))
        values: list[Any] = list(value or [])
    else:
        values = [
            _MISSING if item is None else source.node.value_on(handle, item)
            for item in source.items
        ]
    if comes_singly(handle, target, in_items=source.items is not None):
        many = [value if value is _MISSING else convert(value) for value in values]
        return _Many(wire.handle, wire.source, many)
    whole = [None if value is _MISSING else value for value in values]
    return _One(wire.handle, Arrived(wire.source, whole))


def _converter(target: HandleType) -> Callable[[Any], Any]:
    return as_text if target == "text" else _unchanged


def as_text(value: Any) -> str:
    """A value as the text a text handle receives: JSON for lists, objects, booleans.

    Null, as of an input that was left out, is no text.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return msgspec.json.encode(value).decode()


def _unchanged(value: Any) -> Any:
    return value
