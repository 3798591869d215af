"""Requests as the catalogue plans them, and calls that hold their reference images."""

from __future__ import annotations

from typing import Any

from harness.calls import RecordedCall
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.request import ImageSettings, plan_requests
from limner.testing.pictures import plain_png


def planned(
    model: Model, *, roles: tuple[Role, ...] = (), mime_type: str = "image/png", **settings: Any
) -> ImageRequest:
    """The first request for settings as a caller writes them; reference n is `reference-n`."""
    references = [
        ReferenceImage(role, f"ast_{number}", f"reference-{number}", mime_type)
        for number, role in enumerate(roles)
    ]
    asked = ImageSettings.model_validate({"prompt": "a fox", **settings})
    return plan_requests(model, asked, references, seed=7, max_prompt=32_000).requests[0]


def call_with(*files: bytes) -> RecordedCall:
    """A call whose references are these files, in order."""
    return RecordedCall(files={f"reference-{n}": data for n, data in enumerate(files)})


def some_references(count: int) -> RecordedCall:
    """A call with so many pictures that differ, all of 64 × 48 pixels."""
    return call_with(*(plain_png(64, 48, "reference", n) for n in range(count)))
