"""A model's own parameters: what it knows is checked, what it does not is dropped. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from limner.errors import BadParameter
from limner.models.model import Model


@dataclass(frozen=True, slots=True)
class Accepted:
    """Parameters to send, and the names of those the model does not know."""

    values: dict[str, Any]
    dropped: tuple[str, ...]


def accept_parameters(model: Model, given: Mapping[str, Any]) -> Accepted:
    """Raises BadParameter, naming the range or the choices, for a value the model refuses."""
    known = {name: value for name, value in given.items() if name in model.parameters}
    for name, value in known.items():
        _check(model, name, value)
    dropped = tuple(name for name in given if name not in model.parameters)
    return Accepted(known, dropped)


def _check(model: Model, name: str, value: Any) -> None:
    schema = model.parameters[name]
    if Draft202012Validator(schema).is_valid(value):
        return
    raise BadParameter(
        f"{name} cannot be {value!r:.80} for {model.title}.", hint=f"It takes {_words(schema)}."
    )


def _words(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(str(choice) for choice in schema["enum"])
    words = str(schema.get("type", "another value"))
    if "minimum" in schema or "maximum" in schema:
        words += f" from {schema.get('minimum', '…')} to {schema.get('maximum', '…')}"
    if "maxLength" in schema:
        words += f" of at most {schema['maxLength']} characters"
    return words
