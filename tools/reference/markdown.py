"""The few shapes of Markdown that the reference is written in."""

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar or a line break in a cell is made harmless."""
    lines = [_line(header), _line(["---"] * len(header)), *map(_line, rows)]
    return "\n".join(lines)


def code(text: object) -> str:
    """Text as inline code; nothing where there is no text."""
    return f"`{text}`" if text not in (None, "") else ""


def page(*parts: str) -> str:
    """Parts as paragraphs of one file."""
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"
