"""A contract from an endpoint's OpenAPI document. Pure.

What the document tells by fields of known names becomes sockets, sizes and limits; the rest of its
input becomes parameters. A price is never in it, so it stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from limner.errors import BadField
from limner.models.sizing import AUTO, IMAGE_SIZES, RESOLUTIONS

Json = dict[str, Any]

_LISTS_OF_IMAGES = ("image_urls", "input_image_urls", "images")
_SINGLE_IMAGES = ("image_url", "input_image_url", "image")
_MASKS = ("mask_url", "mask_image_url")
_NOT_FOR_CALLERS = frozenset({"sync_mode", "webhook", "headers", "apiKey", "baseUrl"})
_FORMATS = ("png", "jpeg", "webp")
_KEPT: Mapping[str, type | tuple[type, ...]] = MappingProxyType(
    dict.fromkeys(("title", "description", "type"), str)
    | dict.fromkeys(("enum", "required"), list)
    | dict.fromkeys(("items", "properties"), Mapping)
    | dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), int)
    | dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), (int, float))
    | {"multipleOf": (int, float), "default": object}
)
"""What is kept of a field where it is of its type: documents are written by strangers."""

_HOLD_SCHEMAS = ("items", "properties")
_RATIO = re.compile(r"\d{1,4}:\d{1,4}")
_DEEPEST = 6
_MOST_SCHEMAS = 2000
_SECONDS_IN_A_QUEUE = 300
_MOST_IN_A_LIST = 10
_LARGEST_SIDE = 14142
"""Of a custom size where the document names none (source: fal's published endpoint schemas)."""


def endpoint_in(document: Mapping[str, Any]) -> str:
    """The id of the one endpoint that a document describes. Raises BadField for none or several."""
    path, _ = _operation(document, None)
    return path.strip("/")


def contract_from(document: Mapping[str, Any], provider: str, endpoint: str | None = None) -> Json:
    """A contract, as JSON, of the one endpoint a document describes, or of a named one.

    Raises BadField where the document describes no such endpoint, or one without an object as
    its input.
    """
    path, operation = _operation(document, endpoint)
    schema = _input(document, operation)
    reader = _Reader(document, schema)
    model_id = path.strip("/")
    info = document.get("info") if isinstance(document.get("info"), Mapping) else {}
    contract: Json = {
        "id": model_id,
        "title": _title(info, model_id),
        "description": _description(info, operation),
        "provider": provider,
        "endpoint": model_id,
        "fields": {},
        "timeLimitSeconds": _SECONDS_IN_A_QUEUE,
    }
    for part in (reader.prompt, reader.references, reader.sizing, reader.output):
        contract = _merged(contract, part())
    return contract | {"parameters": reader.parameters()}


@dataclass
class _Reader:
    """Takes the fields of an input one after another; what is left are parameters."""

    document: Mapping[str, Any]
    schema: Json

    def __post_init__(self) -> None:
        properties = self.schema.get("properties", {})
        unfolding = _Unfolding(self.document)
        self._left = {
            name: unfolding.plain(field)
            for name, field in properties.items()
            if name not in _NOT_FOR_CALLERS and not name.startswith("_")
        }
        self._required = _listed(self.schema.get("required"))

    def prompt(self) -> Json:
        field = self._left.pop("prompt", None)
        if field is None:
            return {"takesPrompt": False}
        return {
            "fields": {"prompt": "prompt"},
            "minPrompt": max(field.get("minLength", 1), 1),
            "maxPrompt": field.get("maxLength"),
        }

    def references(self) -> Json:
        sockets: list[Json] = []
        for name in (*_LISTS_OF_IMAGES, *_SINGLE_IMAGES):
            field = self._left.pop(name, None)
            if field is not None and not any(socket["role"] == "image" for socket in sockets):
                many = field.get("type") == "array"
                limit = field.get("maxItems", _MOST_IN_A_LIST) if many else 1
                sockets.append({"role": "image", "limit": limit, "field": name, "many": many})
        for name in _MASKS:
            if self._left.pop(name, None) is not None:
                sockets.append({"role": "mask", "limit": 1, "field": name, "many": False})
        if not sockets:
            return {}
        return {
            "sockets": sockets,
            "maxReferences": sum(socket["limit"] for socket in sockets),
            "needsReferences": any(socket["field"] in self._required for socket in sockets),
        }

    def sizing(self) -> Json:
        size = self._left.pop("image_size", None)
        ratio = self._left.pop("aspect_ratio", None)
        resolution = self._left.pop("resolution", None)
        if size is not None:
            return {"sizing": _sizes(size), "fields": {"size": "image_size"}}
        if ratio is not None:
            return _ratios(ratio, resolution)
        return {"sizing": {"form": "none", "default": AUTO}}

    def output(self) -> Json:
        found: Json = {"fields": {}}
        count = self._left.pop("num_images", None)
        if count is not None:
            found["fields"]["count"] = "num_images"
            # A seed is of one image: several of one request would have seeds nobody knows.
            several = "seed" not in self._left
            found["maxPerRequest"] = count.get("maximum", 1) if several else 1
        formats = self._left.pop("output_format", None)
        native = [name for name in _FORMATS if name in (formats or {}).get("enum", ())]
        if native:
            found["nativeFormats"] = native
            found["fields"]["format"] = "output_format"
        quality = self._left.get("quality", {})
        if quality.get("enum"):
            del self._left["quality"]
            found["qualities"] = quality["enum"]
            found["defaultQuality"] = quality.get("default", quality["enum"][0])
            found["fields"]["quality"] = "quality"
        return found

    def parameters(self) -> Json:
        return {name: field for name, field in self._left.items() if _can_be_set(field)}


def _operation(document: Mapping[str, Any], endpoint: str | None) -> tuple[str, Mapping[str, Any]]:
    paths = document.get("paths")
    posts = {
        path: operations["post"]
        for path, operations in (paths.items() if isinstance(paths, Mapping) else ())
        if isinstance(operations, Mapping) and isinstance(operations.get("post"), Mapping)
    }
    wanted = {path: post for path, post in posts.items() if path.strip("/") == endpoint}
    found = wanted if endpoint is not None else posts
    if len(found) != 1:
        there = ", ".join(path.strip("/") for path in posts) or "none"
        raise BadField(
            "document: It does not describe one endpoint that takes POST"
            + (f" at {endpoint!r:.80}." if endpoint else "."),
            hint=f"Endpoints in it: {there:.500}.",
        )
    return next(iter(found.items()))


def _input(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Json:
    content = _at(operation, "requestBody", "content", "application/json", "schema")
    schema = _resolved(document, content) if isinstance(content, Mapping) else {}
    if not isinstance(schema.get("properties"), Mapping):
        raise BadField(
            "document: The endpoint's input is no JSON object with named fields.",
            hint="Write the contract by hand.",
        )
    return dict(schema)


def _sizes(field: Json) -> Json:
    choices = _choices(field)
    presets = [name for name in choices if name in IMAGE_SIZES]
    custom = next((o for o in _options(field) if o.get("type") == "object"), None)
    sizing: Json = {"form": "object", "imageSizes": presets}
    if custom is not None:
        width = custom.get("properties", {}).get("width", {})
        sizing["custom"] = {
            "min": max(width.get("minimum", 1), 1),
            "max": min(width.get("maximum", _LARGEST_SIDE), _LARGEST_SIDE),
        }
    if AUTO in choices:
        sizing["auto"] = "send"
    square = custom is not None or "square_hd" in presets
    return sizing | {"default": "1024x1024" if square else AUTO}


def _ratios(field: Json, resolution: Json | None) -> Json:
    words = _choices(field)
    ratios = [word for word in words if _RATIO.fullmatch(word)]
    steps = [word for word in _choices(resolution or {}) if word in RESOLUTIONS]
    sizing: Json = {"form": "ratio", "aspectRatios": ratios, "resolutions": steps}
    fields = {"aspect_ratio": "aspect_ratio"}
    if steps:
        told = (resolution or {}).get("default")
        sizing["defaultResolution"] = told if told in steps else steps[0]
        fields["resolution"] = "resolution"
    if AUTO in words:
        sizing["auto"] = "send"
    default = "1:1" if "1:1" in ratios else (ratios or [AUTO])[0]
    return {"sizing": sizing | {"default": default}, "fields": fields}


@dataclass
class _Unfolding:
    """Writes a document's schemas out, without references to elsewhere.

    A small document can unfold to more than any memory holds, so at most ``left`` are written.
    """

    document: Mapping[str, Any]
    left: int = _MOST_SCHEMAS

    def plain(self, schema: Any, depth: int = 0) -> Json:
        """A field without null, with what a contract keeps of it. Raises BadField."""
        self.left -= 1
        if self.left < 0:
            raise BadField(
                "document: Its schemas refer to one another more often than can be read."
            )
        resolved = _resolved(self.document, schema)
        kept: Json = {
            name: resolved[name]
            for name, kind in _KEPT.items()
            if name in resolved and isinstance(resolved[name], kind)
        }
        inside = {name: kept.pop(name) for name in _HOLD_SCHEMAS if name in kept}
        if depth == _DEEPEST:
            return kept
        options = [
            self.plain(option, depth + 1)
            for option in _listed(resolved.get("anyOf", resolved.get("oneOf")))
            if _resolved(self.document, option).get("type") != "null"
        ]
        if "items" in inside:
            kept["items"] = self.plain(inside["items"], depth + 1)
        if "properties" in inside:
            kept["properties"] = {
                name: self.plain(field, depth + 1) for name, field in inside["properties"].items()
            }
        if len(options) == 1:
            return options[0] | {name: value for name, value in kept.items() if value is not None}
        return kept | {"anyOf": options} if options else kept


def _resolved(document: Mapping[str, Any], schema: Any) -> Mapping[str, Any]:
    """A schema, or the one inside the same document that it refers to."""
    for _ in range(_DEEPEST):
        if not isinstance(schema, Mapping):
            return {}
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return schema
        schema = _at(document, *reference.removeprefix("#/").split("/"))
    return {}


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _options(field: Json) -> list[Json]:
    options: list[Json] = field.get("anyOf", [field])
    return options


def _choices(field: Json) -> list[str]:
    listed = [choice for option in _options(field) for choice in option.get("enum", ())]
    return [choice for choice in listed if isinstance(choice, str)]


def _can_be_set(field: Json) -> bool:
    """Whether a field can be set by hand; a file is not, nor what has no type."""
    return "type" in field or "enum" in field or "anyOf" in field


def _title(info: Any, model_id: str) -> str:
    title = _at(info, "title")
    return title if isinstance(title, str) and title.strip() else model_id


def _description(info: Any, operation: Mapping[str, Any]) -> str:
    for said in (_at(info, "description"), operation.get("summary")):
        if isinstance(said, str) and said.strip():
            return " ".join(said.split())[:200]
    return "Imported from its OpenAPI document."


def _merged(contract: Json, part: Json) -> Json:
    fields = contract["fields"] | part.get("fields", {})
    return contract | part | {"fields": fields}
