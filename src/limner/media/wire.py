"""What the server and its workers say to each other: msgpack frames on two pipes.

Deliberately no pickle: a worker has met hostile bytes, and what it answers is read as data of
the type the job's function declares, so a subverted worker can lie but not run code here.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec

from limner import errors
from limner.errors import LimnerError

LENGTH_BYTES = 4
"""Every frame begins with its length, big-endian."""
READY = bytes(LENGTH_BYTES)
"""The empty frame a worker sends once it has started."""


class Job(msgspec.Struct, array_like=True):
    """A module-level function, by `module:name`, and its positional arguments."""

    function: str
    arguments: msgspec.Raw


class Done(msgspec.Struct, array_like=True, tag="done"):
    """The function returned."""

    value: msgspec.Raw


class Refused(msgspec.Struct, array_like=True, tag="refused"):
    """The function raised an error of `limner.errors`."""

    error: str
    detail: str
    hint: str | None
    errors: list[dict[str, Any]]
    extra: dict[str, Any]


class Crashed(msgspec.Struct, array_like=True, tag="crashed"):
    """The function raised anything else."""

    traceback: str


class OutOfMemory(msgspec.Struct, array_like=True, tag="memory"):
    """The function needed more than the worker may have."""


Answer = Done | Refused | Crashed | OutOfMemory

_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
_jobs = msgspec.msgpack.Decoder(Job)


def frame(message: msgspec.Struct) -> bytes:
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def read_job(body: bytes) -> Job:
    return _jobs.decode(body)


def read_answer(body: bytes) -> Answer:
    """Raises msgspec.MsgspecError for anything that is no answer."""
    return _answers.decode(body)


def job_for(function: Callable[..., object], arguments: tuple[object, ...]) -> Job:
    """Raises TypeError for a function a worker could not find by its name."""
    name = f"{function.__module__}:{function.__qualname__}"
    if getattr(sys.modules.get(function.__module__), function.__qualname__, None) is not function:
        raise TypeError(f"{name} is not a module-level function.")
    return Job(name, msgspec.Raw(msgspec.msgpack.encode(arguments)))


def perform(job: Job) -> msgspec.Raw:
    """Calls the job's function with arguments of the types it declares."""
    function = _find(job.function)
    kinds = [kind for name, kind in _hints(function).items() if name != "return"]
    arguments = msgspec.msgpack.decode(job.arguments, type=list[msgspec.Raw])
    values = [
        msgspec.msgpack.decode(argument, type=kind)
        for argument, kind in zip(arguments, kinds[: len(arguments)], strict=True)
    ]
    return msgspec.Raw(msgspec.msgpack.encode(function(*values)))


def value_of(function: Callable[..., object], done: Done) -> Any:
    """The result as the function's declared return type; msgspec.MsgspecError if it is not."""
    return msgspec.msgpack.decode(done.value, type=_hints(function)["return"])


def refusal(error: LimnerError) -> Refused:
    details = [dict(item) for item in error.errors]
    return Refused(type(error).__name__, error.detail, error.hint, details, error.extra)


def error_of(refused: Refused) -> LimnerError:
    """The error the worker named, made again on this side."""
    kind = getattr(errors, refused.error, LimnerError)
    if not (isinstance(kind, type) and issubclass(kind, LimnerError)):
        kind = LimnerError
    return kind(refused.detail, hint=refused.hint, errors=refused.errors, extra=refused.extra)


def _find(name: str) -> Callable[..., Any]:
    module, _, attribute = name.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return function


@cache
def _hints(function: Callable[..., object]) -> Mapping[str, Any]:
    return get_type_hints(function)
