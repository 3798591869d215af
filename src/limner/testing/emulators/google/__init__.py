"""The Gemini API: generateContent for pictures and texts, interactions for films."""

from limner.testing.emulators.google.answers import BlockReason, FinishReason
from limner.testing.emulators.google.films import FilmEnd
from limner.testing.emulators.google.server import GoogleEmulator, Outcome

EMULATOR = GoogleEmulator

__all__ = ["EMULATOR", "BlockReason", "FilmEnd", "FinishReason", "GoogleEmulator", "Outcome"]
