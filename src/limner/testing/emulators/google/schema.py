"""What a generateContent request may hold, read the way Google reads JSON.

Google publishes no JSON Schema for this API. Messages, fields and enums are those that the
official SDK (google-genai 2.34) sends to the Developer API; what only Google Cloud takes
is left out. Field names may be written as ``mimeType`` or ``mime_type``, enums in any case, and
a single value where a list belongs: the API takes all of these.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REQUEST = "GenerateContentRequest"
_PACKAGE = "type.googleapis.com/google.ai.generativelanguage.v1beta"
_LARGEST_INT32 = 2**31 - 1
_FROM_URL_ALPHABET = str.maketrans("-_", "+/")

_MESSAGES: Mapping[str, Mapping[str, str]] = {
    REQUEST: {
        "model": "string",
        "contents": "Content[]",
        "systemInstruction": "Content",
        "tools": "Tool[]",
        "toolConfig": "ToolConfig",
        "safetySettings": "SafetySetting[]",
        "generationConfig": "GenerationConfig",
        "cachedContent": "string",
        "serviceTier": "ServiceTier",
        "store": "bool",
    },
    "Content": {"role": "string", "parts": "Part[]"},
    "Part": {
        "text": "string",
        "inlineData": "Blob",
        "fileData": "FileData",
        "thought": "bool",
        "thoughtSignature": "bytes",
        "functionCall": "json",
        "functionResponse": "json",
        "executableCode": "json",
        "codeExecutionResult": "json",
        "toolCall": "json",
        "toolResponse": "json",
        "mediaResolution": "json",
        "videoMetadata": "json",
        "partMetadata": "json",
    },
    "Blob": {"mimeType": "string", "data": "bytes"},
    "FileData": {"mimeType": "string", "fileUri": "string"},
    "GenerationConfig": {
        "candidateCount": "int32",
        "stopSequences": "string[]",
        "maxOutputTokens": "int32",
        "temperature": "float",
        "topP": "float",
        "topK": "float",
        "seed": "int32",
        "presencePenalty": "float",
        "frequencyPenalty": "float",
        "responseMimeType": "string",
        "responseSchema": "json",
        "responseJsonSchema": "json",
        "responseLogprobs": "bool",
        "logprobs": "int32",
        "responseModalities": "Modality[]",
        "mediaResolution": "MediaResolution",
        "speechConfig": "json",
        "thinkingConfig": "ThinkingConfig",
        "imageConfig": "ImageConfig",
        "enableEnhancedCivicAnswers": "bool",
    },
    "ThinkingConfig": {
        "includeThoughts": "bool",
        "thinkingBudget": "int32",
        "thinkingLevel": "ThinkingLevel",
    },
    "ImageConfig": {"aspectRatio": "string", "imageSize": "string"},
    "SafetySetting": {"category": "HarmCategory", "threshold": "HarmBlockThreshold"},
    "Tool": {
        "functionDeclarations": "FunctionDeclaration[]",
        "googleSearch": "json",
        "googleSearchRetrieval": "json",
        "googleMaps": "json",
        "urlContext": "json",
        "codeExecution": "json",
        "computerUse": "json",
        "fileSearch": "json",
        "mcpServers": "json",
    },
    "FunctionDeclaration": {
        "name": "string",
        "description": "string",
        "behavior": "string",
        "parameters": "json",
        "parametersJsonSchema": "json",
        "response": "json",
        "responseJsonSchema": "json",
    },
    "ToolConfig": {
        "functionCallingConfig": "FunctionCallingConfig",
        "retrievalConfig": "json",
        "includeServerSideToolInvocations": "bool",
    },
    "FunctionCallingConfig": {"mode": "Mode", "allowedFunctionNames": "string[]"},
}

_ENUMS: Mapping[str, tuple[str, ...]] = {
    "Modality": ("MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO", "VIDEO"),
    "MediaResolution": (
        "MEDIA_RESOLUTION_UNSPECIFIED",
        "MEDIA_RESOLUTION_LOW",
        "MEDIA_RESOLUTION_MEDIUM",
        "MEDIA_RESOLUTION_HIGH",
    ),
    "ThinkingLevel": ("THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH"),
    "ServiceTier": ("unspecified", "flex", "standard", "priority"),
    "Mode": ("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"),
    "HarmCategory": (
        "HARM_CATEGORY_UNSPECIFIED",
        "HARM_CATEGORY_HARASSMENT",
        "HARM_CATEGORY_HATE_SPEECH",
        "HARM_CATEGORY_SEXUALLY_EXPLICIT",
        "HARM_CATEGORY_DANGEROUS_CONTENT",
        "HARM_CATEGORY_CIVIC_INTEGRITY",
        "HARM_CATEGORY_JAILBREAK",
        "HARM_CATEGORY_IMAGE_HATE",
        "HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT",
        "HARM_CATEGORY_IMAGE_HARASSMENT",
        "HARM_CATEGORY_IMAGE_SEXUALLY_EXPLICIT",
    ),
    "HarmBlockThreshold": (
        "HARM_BLOCK_THRESHOLD_UNSPECIFIED",
        "BLOCK_LOW_AND_ABOVE",
        "BLOCK_MEDIUM_AND_ABOVE",
        "BLOCK_ONLY_HIGH",
        "BLOCK_NONE",
        "OFF",
    ),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong with a request, in Google's words. ``field`` is "" at the top."""

    field: str
    description: str


class _Reader:
    """Reads one request and collects everything that is wrong with it."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def message(self, kind: str, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._invalid(path, f"{_PACKAGE}.{kind}", value)
            return {}
        known = _MESSAGES[kind]
        read: dict[str, Any] = {}
        for name, item in value.items():
            camel = _in_camel_case(name)
            if camel not in known:
                self._unknown(name, path, "Cannot find field.")
            elif item is not None:
                read[camel] = self._field(known[camel], name, item, path)
        return read

    def _field(self, kind: str, name: str, value: Any, path: str) -> Any:
        place = f"{path}.{_in_snake_case(name)}" if path else _in_snake_case(name)
        if not kind.endswith("[]"):
            if isinstance(value, list) and kind != "json":
                self._unknown(name, path, "Proto field is not repeating, cannot start list.")
                return None
            return self._value(kind, value, place)
        if not isinstance(value, list):
            return [self._value(kind[:-2], value, place)]
        return [
            self._value(kind[:-2], item, f"{place}[{index}]") for index, item in enumerate(value)
        ]

    def _value(self, kind: str, value: Any, path: str) -> Any:
        if kind in _MESSAGES:
            return self.message(kind, value, path)
        if kind in _ENUMS:
            return self._enum(kind, value, path)
        if not _is_scalar(kind, value):
            self._invalid(path, f"TYPE_{kind.upper()}", value)
        return value

    def _enum(self, kind: str, value: Any, path: str) -> Any:
        for known in _ENUMS[kind]:
            if isinstance(value, str) and known.upper() == value.upper():
                return known
        self._invalid(path, f"{_PACKAGE}.{kind}", value)
        return None

    def _unknown(self, name: str, path: str, why: str) -> None:
        where = f" at '{path}'" if path else ""
        text = f'Invalid JSON payload received. Unknown name "{name}"{where}: {why}'
        self.violations.append(Violation(path, text))

    def _invalid(self, path: str, kind: str, value: Any) -> None:
        text = f"Invalid value at '{path}' ({kind}), {json.dumps(value)[:200]}"
        self.violations.append(Violation(path, text))


def read_request(body: Any) -> tuple[dict[str, Any], list[Violation]]:
    """A request with every name in camel case and every list a list, and what is wrong with it."""
    reader = _Reader()
    return reader.message(REQUEST, body, ""), reader.violations


def _is_scalar(kind: str, value: Any) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "bool":
            return isinstance(value, bool)
        case "int32":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and -_LARGEST_INT32 - 1 <= value <= _LARGEST_INT32
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "bytes":
            return isinstance(value, str) and decoded(value) is not None
        case _:
            return True


def decoded(text: str) -> bytes | None:
    """Bytes from base64 of the standard or the URL alphabet, padded or not; None if it is none.

    The official SDK writes the URL alphabet.
    """
    bare = text.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    try:
        return base64.b64decode(padded.translate(_FROM_URL_ALPHABET), validate=True)
    except binascii.Error:
        return None


def _in_camel_case(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def _in_snake_case(name: str) -> str:
    return re.sub(r"[A-Z]", lambda match: f"_{match[0].lower()}", name)
