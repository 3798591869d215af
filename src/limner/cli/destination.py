"""Where images go: the file that was asked for, or files named after the prompt. Pure but for
looking whether a file is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from limner.errors import BadField
from limner.media.names import extension_of

_FORMATS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
_NOT_IN_NAMES = re.compile(r"[^\w]+")
_LONGEST_NAME = 50
_FALLBACK = "image"


@dataclass(frozen=True, slots=True)
class Destination:
    """Paths for ``count`` images; ``suffix`` is set where a file was asked for by name."""

    folder: Path
    stem: str
    count: int
    suffix: str | None = None

    def path(self, index: int, mime_type: str) -> Path:
        """The path of one of the images, numbered where there are several."""
        number = f"-{index + 1}" if self.count > 1 else ""
        suffix = self.suffix or f".{extension_of(mime_type)}"
        return self.folder / f"{self.stem}{number}{suffix}"


def destination_for(out: Path | None, prompt: str, count: int, *, overwrite: bool) -> Destination:
    """Raises BadField where files would be overwritten, or end in what is no image."""
    if out is None or out.is_dir() or not out.suffix:
        return Destination(out or Path(), name_from(prompt), count)
    if out.suffix.lower() not in _FORMATS:
        raise BadField(
            f"{out.suffix} is no image format Limner writes.",
            hint=f"End the name with one of {', '.join(_FORMATS)}.",
        )
    destination = Destination(out.parent, out.stem, count, out.suffix)
    taken = [path for i in range(count) if (path := destination.path(i, "")).exists()]
    if taken and not overwrite:
        raise BadField(f"{taken[0]} is there already.", hint="Choose another name, or add --force.")
    return destination


def format_for(out: Path | None, wanted: str | None) -> str | None:
    """The format to ask for. Raises BadField where the file's name says another."""
    named = _FORMATS.get(out.suffix.lower()) if out is not None and not out.is_dir() else None
    if named is not None and wanted is not None and named != wanted:
        raise BadField(
            f"{out} would hold {wanted.upper()} under a name that says {named.upper()}.",
            hint="Leave --format out, or name the file accordingly.",
        )
    return wanted or named


def name_from(prompt: str) -> str:
    """A file's name made of the first words of a prompt."""
    words = _NOT_IN_NAMES.sub("-", prompt.lower()).strip("-_")
    if len(words) > _LONGEST_NAME:
        words = words[:_LONGEST_NAME].rpartition("-")[0] or words[:_LONGEST_NAME]
    return words or _FALLBACK
