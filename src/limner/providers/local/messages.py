"""What the server and the worker of local models say to each other, in frames of `media.wire`."""

from __future__ import annotations

from typing import Any

import msgspec

from limner.media import wire


class Reference(msgspec.Struct, array_like=True, frozen=True):
    """An image for the argument `field`, a list where `many`.

    `fit`: it is brought to the size of the picture, as a start image or a mask is.
    """

    field: str
    many: bool
    fit: bool
    data: bytes


class Order(msgspec.Struct, array_like=True, frozen=True, tag="order"):
    """One picture. `arguments` are the pipeline's, by its own names; sizes are in pixels."""

    number: int
    repository: str
    width: int | None
    height: int | None
    seed: int | None
    arguments: dict[str, Any]
    references: tuple[Reference, ...] = ()


class Stop(msgspec.Struct, array_like=True, frozen=True, tag="stop"):
    """The picture of that number is no longer wanted."""

    number: int


class Progress(msgspec.Struct, array_like=True, frozen=True, tag="progress"):
    """How far the picture is; `fraction` is between 0 and 1, None while that cannot be said."""

    text: str
    fraction: float | None = None


class Drawn(msgspec.Struct, array_like=True, frozen=True, tag="drawn"):
    """The picture, and what it was made on."""

    png: bytes
    device: str
    dtype: str


class Stopped(msgspec.Struct, array_like=True, frozen=True, tag="stopped"):
    """The picture was given up, as asked."""


Request = Order | Stop
Reply = Progress | Drawn | Stopped | wire.Refused | wire.Crashed

_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def read_request(body: bytes) -> Request:
    return _requests.decode(body)


def read_reply(body: bytes) -> Reply:
    """Raises msgspec.MsgspecError for anything that is no reply."""
    return _replies.decode(body)
