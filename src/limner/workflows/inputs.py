"""What a run is given: checked against the inputs its workflow asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from limner.errors import BadField, InputError, MissingInput, UnknownInput
from limner.nodes.contract import HandleType, RunInput
from limner.workflows.keeping import CannotBeKept, encode

_LARGEST = 1e300
ASSET_ID = re.compile(r"ast_[0-9a-zA-Z_-]{1,60}")

_UPLOAD = "Upload the image with POST /api/assets and give the asset's id (ast_…)."


class _Refused(Exception):
    """The value is not of the input's type; the reason, where that is not plain."""


def validate_inputs(wanted: Sequence[RunInput], given: object) -> dict[str, Any]:
    """The values of a run, by name: defaults filled in, images as asset ids, null where absent.

    Raises UnknownInput, MissingInput or BadField, each naming the input; its `errors`
    name every one that is wrong.
    """
    if not isinstance(given, Mapping):
        raise BadField("The inputs must be an object: names with their values.")
    faults = [
        _unknown(name, wanted) for name in given if name not in {item.name for item in wanted}
    ]
    values: dict[str, Any] = {}
    for item in wanted:
        try:
            values[item.name] = _value(item, given.get(item.name))
        except InputError as fault:
            faults.append(fault)
    if faults:
        raise _together(faults)
    return values


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
        raise _bad(item, f"The value {reason}.") from None
    except _Refused as refusal:
        raise _bad(item, str(refusal) or f"It must be {words}.") from None


def _bad(item: RunInput, sentence: str) -> BadField:
    return BadField(f"The input {item.name!r}: {sentence}", extra={"input": item.name})


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Refused
    if not -_LARGEST <= value <= _LARGEST:
        raise _Refused
    return value


def _anything(value: Any) -> Any:
    return value


def _asset(value: Any) -> str:
    """The id of a kept image, from the id or from an image output object."""
    asset_id = value.get("attachmentId") if isinstance(value, dict) else value
    if not isinstance(asset_id, str):
        raise _Refused
    if asset_id.startswith(("http://", "https://")):
        raise _Refused(f"Addresses are not taken yet. {_UPLOAD}")
    if asset_id.startswith("data:"):
        raise _Refused(f"Data URLs are not taken. {_UPLOAD}")
    if not ASSET_ID.fullmatch(asset_id):
        raise _Refused
    return asset_id


def _of(kind: type[Any], value: Any) -> Any:
    if not isinstance(value, kind):
        raise _Refused
    return value


_ASSET_WORDS = "the id of an asset (ast_…) or an image output object"

_TYPES: dict[HandleType, tuple[str, Callable[[Any], Any]]] = {
    "text": ("a text", partial(_of, str)),
    "number": ("a number", _number),
    "boolean": ("true or false", partial(_of, bool)),
    "image": (_ASSET_WORDS, _asset),
    "file": (_ASSET_WORDS, _asset),
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


def _together(faults: Sequence[InputError]) -> InputError:
    """The first fault, with all of them in its `errors`."""
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
