"""What a node may put out: values that can be kept as JSON, and are not without measure. Pure."""

from __future__ import annotations

from typing import Any

from limner.errors import OutputTooLarge

MOST_OUTPUT = 16 * 1024 * 1024
"""Characters in the output of one node, all items together."""


def check_output(output: Any) -> None:
    """Raises OutputTooLarge. Values may share parts: this counts what writing them would take."""
    total = 0
    waiting = [output]
    while waiting:
        value = waiting.pop()
        total += 1
        if isinstance(value, str):
            total += len(value)
        elif isinstance(value, dict):
            total += sum(map(len, value))
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        if total > MOST_OUTPUT:
            raise OutputTooLarge(
                f"The node puts out more than {MOST_OUTPUT:,} characters.",
                hint="Split the work, or shorten the texts.",
            )
