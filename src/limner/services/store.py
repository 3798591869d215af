"""What places have in common that files are put in: paths, and what becomes of a name in use."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from limner.errors import BadField
from limner.services.contract import Client, Effect, Json

Existing = Literal["rename", "replace", "refuse"]
"""What becomes of another file of the same name: the new one gets a number, takes its place, or is
not kept."""

MOST_NUMBERS = 10_000
_LONGEST_PATH = 800
_LONGEST_PART = 200
_UNFIT = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\\]")
"""Signs that turn the direction of writing among them: they show another ending than there is."""

_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file on its way to a place; ``path`` has passed ``checked_path``."""

    path: str
    content: bytes = field(repr=False)
    media_type: str
    existing: Existing


class StoreClient(Client):
    """A place that files are put in."""

    async def prepare(self, parcel: Parcel) -> Json:
        """What is found out before, and may be found out again."""
        return {}

    @abstractmethod
    async def put(self, parcel: Parcel, prepared: Json) -> Json:
        """Put a file there, whole or not at all; its `path` there, and its `url` or None.

        A second time does no more: the same content under the same name is left as it is. Raises
        BadField for a name in use that is to be refused.
        """


@dataclass(frozen=True)
class Storing(Effect[StoreClient]):
    """A file to be put in a place."""

    parcel: Parcel
    place: str
    kind: type[StoreClient]

    @property
    def client_type(self) -> type[StoreClient]:
        return self.kind

    @property
    def title(self) -> str:
        return self.place

    @property
    def is_repeatable(self) -> bool:
        return True

    @property
    def seconds(self) -> float:
        return 300.0

    def shown(self) -> Json:
        return {"path": self.parcel.path, "bytes": len(self.parcel.content)}

    async def prepare(self, client: StoreClient) -> Json:
        return await client.prepare(self.parcel)

    async def perform(self, client: StoreClient, prepared: Json) -> Json:
        return await client.put(self.parcel, prepared)


def checked_path(path: str) -> str:
    """A path below some folder, its parts joined by slashes. Raises BadField for any other."""
    reason = path_problem(path)
    if reason is not None:
        raise BadField(f"path: {reason}", hint="Write a path such as shoots/fox.png.")
    return path


def path_problem(path: str) -> str | None:
    """Why a path is none that a file can be put under, or None."""
    if not path.strip():
        return "The path is empty."
    if len(path.encode("utf-8", "replace")) > _LONGEST_PATH:
        return f"The path has more than {_LONGEST_PATH} bytes."
    if _UNFIT.search(path):
        return "The path has backslashes or control characters."
    if path.startswith(("/", "~")) or _DRIVE.match(path):
        return "The path leads to a place of its own; it is a path below the folder."
    return next(filter(None, map(_part_problem, path.split("/"))), None)


def numbered(path: str) -> Iterator[str]:
    """The path, then the same with a number in front of its ending."""
    yield path
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    for number in range(2, MOST_NUMBERS):
        yield f"{folder}{slash}{stem} ({number}){ending}"


def in_use(path: str) -> BadField:
    """The error for a name that is taken."""
    return BadField(
        f"path: There is another file at {path:.200} already.",
        hint="Choose another path, or let it be numbered or replaced.",
    )


def _part_problem(part: str) -> str | None:
    if not part:
        return "A part of the path is empty."
    if part.startswith("."):
        return "A part of the path begins with a dot."
    if part != part.strip() or part.endswith("."):
        return "A part of the path begins or ends with a blank, or ends with a dot."
    if len(part.encode("utf-8", "replace")) > _LONGEST_PART:
        return f"A part of the path has more than {_LONGEST_PART} bytes."
    return None
