"""The official OpenAI client, pointed at a server of a test."""

from __future__ import annotations

import base64
from typing import Any

from openai import AsyncOpenAI

from harness.api import Api

GENERATIONS, EDITS, MODELS = "/v1/images/generations", "/v1/images/edits", "/v1/models"


def client_of(api: Api, key: str = "any", **options: Any) -> AsyncOpenAI:
    """The client as its makers ship it."""
    return AsyncOpenAI(api_key=key, base_url=f"{api.url}/v1", **options)


def picture(b64_json: str | None) -> bytes:
    """The file of an image that is there."""
    assert b64_json is not None
    return base64.b64decode(b64_json, validate=True)


def warned(answer: Any) -> list[str]:
    """The messages of an answer's warnings, which the client hands on as they are."""
    return [warning["message"] for warning in (answer.model_extra or {}).get("warnings", [])]
