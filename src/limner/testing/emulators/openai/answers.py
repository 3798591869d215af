"""Answers as OpenAI shapes them: pictures in base64 or by address, tokens, streamed events."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from limner.testing.emulators.faults import Fault
from limner.testing.emulators.openai.rules import ImageOrder
from limner.testing.ledger import Charge
from limner.testing.pictures import plain_picture

_TOKENS_A_PARTIAL_IMAGE = 100
_TOKENS_AN_IMAGE_IN = 1000
_CHARACTERS_A_TOKEN = 4
_NOT_BASE64 = "%%% no base64 %%%"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to an order that was charged, spoilt where a fault is due.

    ``address`` is where this emulator's own files are fetched.
    """

    order: ImageOrder
    charge: Charge
    fault: Fault | None
    address: str

    def body(self) -> bytes:
        """The answer in one piece."""
        body: dict[str, Any] = {
            "created": int(self.charge.at),
            "data": [self._image(number) for number in range(self._count())],
        }
        if not self.order.model.by_url:
            body |= self._told() | {"usage": self._usage()}
        return json.dumps(body).encode()

    def events(self, kind: str) -> Iterator[tuple[float, bytes]]:
        """The answer event by event, each with the share of the work that is done by then.

        ``kind`` is the first word of the events' names.
        """
        partial_images = self.order.partial_images
        for index in range(partial_images):
            content = {"b64_json": self._base64(-1 - index), "partial_image_index": index}
            share = (index + 1) / (partial_images + 1)
            yield share, self._event(f"{kind}.partial_image", content)
        for number in range(self._count()):
            content = {"b64_json": self._base64(number), "usage": self._usage()}
            yield 1.0, self._event(f"{kind}.completed", content)

    def picture(self, number: int) -> bytes:
        """An image of the order; one with a negative number is on its way there."""
        return plain_picture(
            *self._size(),
            self.order.prompt,
            self.charge.order.seed + number,
            format=self.order.format,
            transparent=self.order.background == "transparent",
        )

    def _event(self, name: str, content: dict[str, Any]) -> bytes:
        data = {"type": name, "created_at": int(self.charge.at), **self._told(), **content}
        return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()

    def _image(self, number: int) -> dict[str, Any]:
        image: dict[str, Any] = {}
        if self.order.by_url:
            width, height = self._size()
            spoilt = "broken" if self.fault == "bad_base64" else "image"
            name = f"{spoilt}-{number}-{width}x{height}.png"
            image["url"] = f"{self.address}/files/{self.charge.id}/{name}"
        else:
            image["b64_json"] = self._base64(number)
        if self.order.model.by_url:
            image["revised_prompt"] = f"{self.order.prompt}, in fine detail"
        return image

    def _base64(self, number: int) -> str:
        if self.fault == "bad_base64":
            return _NOT_BASE64
        return base64.b64encode(self.picture(number)).decode()

    def _count(self) -> int:
        return self.order.count - (self.fault == "fewer_images")

    def _size(self) -> tuple[int, int]:
        """In another size than was asked for, a picture is half as wide."""
        return self.order.width // (1 + (self.fault == "other_size")), self.order.height

    def _told(self) -> dict[str, str]:
        """What the answer says about itself: what was asked for, whatever came."""
        background = "transparent" if self.order.background == "transparent" else "opaque"
        return {
            "background": background,
            "output_format": self.order.format,
            "quality": self.order.quality,
            "size": f"{self.order.width}x{self.order.height}",
        }

    def _usage(self) -> dict[str, Any]:
        text = -(-len(self.order.prompt) // _CHARACTERS_A_TOKEN)
        images_in = self.order.images_in * _TOKENS_AN_IMAGE_IN
        partial = self.order.partial_images * _TOKENS_A_PARTIAL_IMAGE if self.order.stream else 0
        one = self.order.model.tokens(self.order.quality, self.order.width, self.order.height)
        out = one * self._count() + partial
        return {
            "input_tokens": text + images_in,
            "input_tokens_details": {"text_tokens": text, "image_tokens": images_in},
            "output_tokens": out,
            "output_tokens_details": {"text_tokens": 0, "image_tokens": out},
            "total_tokens": text + images_in + out,
        }
