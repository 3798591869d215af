"""Files on their way to a service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from limner.errors import FileTooLarge


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    def shown(self) -> dict[str, object]:
        return {"name": self.name, "mimeType": self.media_type, "bytes": len(self.content)}


def check_sizes(files: Iterable[Attachment], most_bytes: int, title: str) -> None:
    """Raises FileTooLarge for a file that a service does not take."""
    for file in files:
        if len(file.content) > most_bytes:
            raise FileTooLarge(
                f"{file.name:.80} has {len(file.content):,} bytes; {title} takes at most "
                f"{most_bytes:,}.",
                hint="Make it smaller, or send its address instead.",
            )
