"""The journal's side of a request to a text model, for tests of writers alone."""

from __future__ import annotations

from limner.models.text_request import SeenImage
from limner.testing.pictures import plain_picture


class WritingLog:
    """Shows plain pictures and keeps what is told of a streamed answer."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def look_at(self, image: SeenImage) -> bytes:
        return plain_picture(image.width, image.height, image.caption, 1, format="jpeg")

    def wrote(self, text: str) -> None:
        self.told.append(text)
