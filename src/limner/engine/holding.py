"""Why a step is put off instead of ended."""

from __future__ import annotations


class Held(Exception):
    """The run is being paused, and what would be begun now waits until it goes on."""
