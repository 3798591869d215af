"""How the calls of one execution are numbered, so that each keeps its place in the journal."""

from __future__ import annotations

_CALLS_A_STEP = 100
"""More than the images of a run: a step has one call for each at most."""

PROMPT_CALL = 100 * _CALLS_A_STEP
"""The first call that has a text written, apart from those of all steps; more follow it."""


EFFECT_CALL = 2 * PROMPT_CALL
"""The first thing that is done at an outside service; more follow it."""

TOOL_CALL = 3 * PROMPT_CALL
"""The first workflow that is run for a text model; more follow it."""


def number_of(step: int, place: int) -> int:
    """The number of a call: its place among those of a model, the step of that model."""
    return step * _CALLS_A_STEP + place


def step_of(number: int) -> int:
    """Which model of a chain a call asks: 0 for the chosen one, then its fallbacks."""
    return number // _CALLS_A_STEP


def place_of(number: int) -> int:
    """The place of a call among those to the same model."""
    return number % _CALLS_A_STEP
