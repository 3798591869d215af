"""The images of a run as server-sent events: previews on the way, each image as it lands."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import msgspec

from limner.engine.events import LAST_EVENT, Event
from limner.errors import ServerStopping
from limner.media.outputs import linked_asset
from limner.server.direct_call import output_of
from limner.server.ended_run import error_of
from limner.server.errors import status_of_code
from limner.server.events import HEARTBEAT, events_of
from limner.server.images_api.answer import Wanted, told
from limner.server.images_api.errors import error_body
from limner.server.schemas.shape import JsonObject
from limner.server.stopping import Stop
from limner.studio import Studio


class RunFailed(Exception):
    """The run ended without an image; ``error`` is what it keeps of that."""

    def __init__(self, error: JsonObject) -> None:
        super().__init__(error["detail"])
        self.error = error


@dataclass(frozen=True, slots=True)
class ImageStream:
    """The events of one run; ``kind`` is the first word of their names."""

    studio: Studio
    wanted: Wanted
    kind: str
    stop: Stop

    async def lines(self) -> AsyncGenerator[bytes, None]:
        """The events as lines. Raises RunFailed as long as none was told."""
        begun = False
        try:
            async with aclosing(self._told()) as told:
                async for line in told:
                    yield line
                    begun = True
        except RunFailed as failed:
            if not begun:
                raise
            body = error_body(failed.error, status_of_code(failed.error["code"]))
            yield _line("error", {"type": "error", "error": body})

    async def _told(self) -> AsyncGenerator[bytes, None]:
        """The last image is held back until the run has ended: it tells the tokens of all."""
        held: JsonObject | None = None
        previews = images = 0
        async with aclosing(events_of(self.studio, self.wanted.run_id, 0, self.stop)) as events:
            async for event in events:
                if event is None:
                    yield HEARTBEAT
                elif isinstance(preview := event.get("preview"), str):
                    yield self._preview(preview, previews)
                    previews += 1
                elif event["type"] == "node.image" and images < self.wanted.settings.count:
                    if held is not None:
                        yield self._completed(held)
                    held = await self._image(event)
                    images += 1
                elif event["type"] == LAST_EVENT:
                    yield self._completed(await self._last(held))
                    return
        raise RunFailed(ServerStopping().as_json())

    async def _image(self, event: Event) -> JsonObject:
        asset: Any = event["asset"]
        shown: JsonObject = {
            "size": f"{asset['width']}x{asset['height']}",
            "output_format": _format_of(asset["mimeType"]),
            "model": asset["model"],
        }
        if self.wanted.response_format != "url":
            shown["b64_json"] = await self.studio.assets.content(asset["sha256"])
        if self.wanted.response_format != "b64_json":
            shown["url"] = linked_asset(asset, self.studio.links)["url"]
        return shown

    async def _last(self, held: JsonObject | None) -> JsonObject:
        """The last image with what is known at the end. Raises RunFailed."""
        run, usage = await self.studio.runs.run_with_usage(self.wanted.run_id)
        if run["status"] != "succeeded" or held is None:
            raise RunFailed(error_of(run))
        return held | told(output_of(run), usage, self.wanted)

    def _preview(self, data_uri: str, index: int) -> bytes:
        """A preview as it is shown everywhere: small, in a format of its own."""
        header, _, data = data_uri.partition(",")
        body = {
            "size": self.wanted.settings.size or "auto",
            "output_format": _format_of(header.removeprefix("data:").partition(";")[0]),
            "partial_image_index": index,
            "b64_json": data,
        }
        return self._line("partial_image", body)

    def _completed(self, image: JsonObject) -> bytes:
        return self._line("completed", image)

    def _line(self, name: str, body: JsonObject) -> bytes:
        kind = f"{self.kind}.{name}"
        known = {"type": kind, "created_at": self.wanted.created} | self.wanted.settled
        return _line(kind, known | body)


def _line(event: str, body: JsonObject) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (event.encode(), msgspec.json.encode(body))


def _format_of(mime_type: str) -> str:
    return mime_type.partition("/")[2]
