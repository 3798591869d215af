"""What a run is given: checked against the inputs its workflow asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from limner.errors import BadField, InputError, LimnerError, MissingInput, UnknownInput
from limner.media.data_uri import is_data_uri
from limner.nodes.contract import HandleType, RunInput
from limner.workflows.keeping import CannotBeKept, encode

_LARGEST = 1e300
ASSET_ID = re.compile(r"ast_[0-9a-zA-Z_-]{1,60}")

FILE_TYPES: frozenset[HandleType] = frozenset({"image", "file"})
"""Types of inputs that an image is given for."""

ADDRESS = re.compile(r"https?://")


class _Refused(Exception):
    """The value is not of the input's type."""


def validate_inputs(wanted: Sequence[RunInput], given: object) -> dict[str, Any]:
    """The values of a run, by name: defaults filled in, null where absent, images as what names
    them in one text: the id of an asset, an address or a data URI, neither of them read yet.

    Raises UnknownInput, MissingInput or BadField, each naming the input; its `errors`
    name every one that is wrong.
    """
    if not isinstance(given, Mapping):
        raise BadField("The inputs must be an object: names with their values.")
    faults: list[LimnerError] = [
        _unknown(name, wanted) for name in given if name not in {item.name for item in wanted}
    ]
    values: dict[str, Any] = {}
    for item in wanted:
        try:
            values[item.name] = _value(item, given.get(item.name))
        except InputError as fault:
            faults.append(fault)
    if faults:
        raise together(faults)
    return values


def named(item: RunInput, fault: LimnerError) -> LimnerError:
    """What is wrong with an input's value, with the name of the input."""
    return type(fault)(
        f"The input {item.name!r}: {fault.detail}", hint=fault.hint, extra={"input": item.name}
    )


def together(faults: Sequence[LimnerError]) -> LimnerError:
    """The first fault, with all of them in its `errors`; each must name its input."""
    first = faults[0]
    return type(first)(
        first.detail,
        hint=first.hint,
        errors=[
            {"loc": [fault.extra["input"]], "code": fault.code, "message": fault.detail}
            for fault in faults
        ],
        extra=first.extra,
    )


def default_problem(item: RunInput) -> str | None:
    """Why an input's default cannot be used, or None."""
    if item.default is None:
        return None
    try:
        _read(item, item.default)
    except BadField as error:
        return error.detail
    return None


def _value(item: RunInput, given: Any) -> Any:
    value = item.default if given is None else given
    if value is not None:
        return _read(item, value)
    if item.required:
        raise MissingInput(
            f"The input {item.name!r} ({item.type}) is required.", extra={"input": item.name}
        )
    return None


def _read(item: RunInput, value: Any) -> Any:
    words, read = _TYPES.get(item.type, ("a value", _anything))
    try:
        encode(value)
        return read(value)
    except CannotBeKept as reason:
        raise named(item, BadField(f"The value {reason}.")) from None
    except _Refused:
        raise named(item, BadField(f"It must be {words}.")) from None


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Refused
    if not -_LARGEST <= value <= _LARGEST:
        raise _Refused
    return value


def names_image(text: str) -> bool:
    """Whether a text may name an image: an asset's id, an http(s) address or a data URI."""
    return bool(ASSET_ID.fullmatch(text) or ADDRESS.match(text) or is_data_uri(text))


def _anything(value: Any) -> Any:
    return value


def _image(value: Any) -> str:
    """What names an image; of an image output object its asset id."""
    if isinstance(value, dict):
        value = value.get("attachmentId")
        if isinstance(value, str) and ASSET_ID.fullmatch(value):
            return value
    elif isinstance(value, str) and names_image(value):
        return value
    raise _Refused


def _of(kind: type[Any], value: Any) -> Any:
    if not isinstance(value, kind):
        raise _Refused
    return value


_IMAGE_WORDS = (
    "the id of an asset (ast_…), an image output object, an http(s) address or a data URI"
)

_TYPES: dict[HandleType, tuple[str, Callable[[Any], Any]]] = {
    "text": ("a text", partial(_of, str)),
    "number": ("a number", _number),
    "boolean": ("true or false", partial(_of, bool)),
    "image": (_IMAGE_WORDS, _image),
    "file": (_IMAGE_WORDS, _image),
    "list": ("a list", partial(_of, list)),
    "params": ("an object", partial(_of, dict)),
}


def _unknown(name: object, wanted: Sequence[RunInput]) -> InputError:
    there = ", ".join(item.name for item in wanted) or "none"
    return UnknownInput(
        f"The workflow has no input {name!r:.80}.",
        hint=f"Its inputs: {there}.",
        extra={"input": str(name)[:80]},
    )
