"""`name=value` words of the command line, read as the values they stand for. Pure but for files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from limner.errors import BadField, FileTooLarge
from limner.media.image import MAX_UPLOAD_BYTES
from limner.nodes.contract import RunInput
from limner.workflows.inputs import names_image

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True)
class FileValue:
    """An image that has to be uploaded before it can be an input."""

    path: Path


def read_pairs(words: Sequence[str]) -> dict[str, str]:
    """`name=value` words by name. Raises BadField."""
    pairs: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise BadField(
                f"{word!r:.80} is no input.", hint='Write name=value, for instance prompt="a fox".'
            )
        if name in pairs:
            raise BadField(f"The input {name!r:.80} is given twice.")
        pairs[name] = value
    return pairs


def read_inputs(wanted: Sequence[RunInput], pairs: Mapping[str, str]) -> dict[str, Any]:
    """The values of a run's inputs, by their types; images as FileValue. Raises BadField.

    Names that the workflow does not know stay: running tells of them.
    """
    by_name = {item.name: item for item in wanted}
    return {
        name: _read(by_name[name], text) if name in by_name else text
        for name, text in pairs.items()
    }


def read_param(text: str) -> Any:
    """A model parameter: JSON where it is JSON, otherwise the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def read_image(path: Path) -> bytes:
    """The bytes of a file to upload. Raises BadField and FileTooLarge."""
    content = _content(path)
    if len(content) > MAX_UPLOAD_BYTES:
        raise FileTooLarge(f"{path} has {len(content)} bytes; the limit is {MAX_UPLOAD_BYTES}.")
    return content


def _read(item: RunInput, text: str) -> Any:
    match item.type:
        case "number":
            return _number(item.name, text)
        case "boolean":
            return _boolean(item.name, text)
        case "list" | "params":
            return _json(item.name, text)
        case "image" | "file":
            return text if names_image(text) else FileValue(Path(text.removeprefix("@")))
        case _:
            return text


def _number(name: str, text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise BadField(f"The input {name!r} must be a number, not {text!r:.80}.") from None


def _boolean(name: str, text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise BadField(f"The input {name!r} must be true or false, not {text!r:.80}.")


def _json(name: str, text: str) -> Any:
    """JSON as typed, or from the file named after `@`."""
    written = text
    if text.startswith("@"):
        written = _content(Path(text[1:])).decode("utf-8", "replace")
    try:
        return json.loads(written)
    except ValueError as error:
        raise BadField(
            f"The input {name!r} must be JSON: {error}.",
            hint='For instance \'["a", "b"]\', or @file.json.',
        ) from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadField(f"{path} cannot be read: {error.strerror}.") from error
