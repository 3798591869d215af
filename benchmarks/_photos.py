"""A provider that costs nothing: photos made beforehand, each answered once, after 50 ms.

    python _photos.py PORT PHOTOS

Speaks as much of the OpenAI images API as a client needs that asks for one image. `GET /size` is
the mean size of a photo in bytes.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import sys
import zlib
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO

import msgspec
import numpy as np
from aiohttp import web
from PIL import Image

SIDE = 1024
LATENCY = 0.05


def photo(number: int) -> bytes:
    """A PNG of about 1 MB: smooth light, fine grain, no two alike."""
    random = np.random.default_rng(number)
    down, across = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    light = [
        127
        + 40 * np.sin(6 * across + random.uniform(0, 6))
        + 40 * np.cos(5 * down + random.uniform(0, 6))
        + random.normal(0, 1.1, (SIDE, SIDE))
        for _ in range(3)
    ]
    pixels = np.clip(np.stack(light, axis=-1), 0, 255).astype(np.uint8)
    target = BytesIO()
    options = {"compress_level": 1, "compress_type": zlib.Z_RLE}
    Image.fromarray(pixels).save(target, "PNG", **options)
    return target.getvalue()


def answer_with(data: bytes) -> bytes:
    image = {"b64_json": base64.b64encode(data).decode()}
    return msgspec.json.encode({"created": 1_800_000_000, "data": [image]})


def serve(port: int, count: int) -> None:
    with ProcessPoolExecutor() as pool:
        photos = list(pool.map(photo, range(count)))
    size = sum(map(len, photos)) // count
    turn = itertools.cycle([answer_with(data) for data in photos])

    async def generate(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(LATENCY)
        return web.Response(body=next(turn), content_type="application/json")

    async def tell_size(_: web.Request) -> web.Response:
        return web.json_response(size)

    app = web.Application()
    app.router.add_post("/v1/images/generations", generate)
    app.router.add_get("/size", tell_size)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
