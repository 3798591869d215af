"""Which output may be wired into which input: the table of handle types."""

from __future__ import annotations

from limner.nodes.contract import HandleType

_FITS: frozenset[tuple[HandleType, HandleType]] = frozenset(
    {
        ("number", "text"),
        ("boolean", "text"),
        ("image", "file"),
        ("video", "file"),
        ("audio", "file"),
        ("file", "image"),
    }
)

_REASONS: dict[tuple[HandleType, HandleType], str] = {
    ("video", "image"): "A video cannot go into an image input: no image model takes video.",
}


def refusal(source: HandleType, target: HandleType) -> str | None:
    """Why an output cannot go into an input, or None where it can.

    A list fits an input for one value: the node runs once per item. A file that goes
    into an image input is looked at when it runs.
    """
    if source == target or "any" in (source, target) or source == "list":
        return None
    if (source, target) in _FITS:
        return None
    return _REASONS.get(
        (source, target), f"{_a(source).capitalize()} cannot go into {_a(target)} input."
    )


def _a(kind: HandleType) -> str:
    word = "params bundle" if kind == "params" else kind
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
