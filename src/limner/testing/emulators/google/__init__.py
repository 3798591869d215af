"""The Gemini API's generateContent, for pictures and for texts."""

from limner.testing.emulators.google.answers import BlockReason, FinishReason
from limner.testing.emulators.google.server import GoogleEmulator, Outcome

EMULATOR = GoogleEmulator

__all__ = ["EMULATOR", "BlockReason", "FinishReason", "GoogleEmulator", "Outcome"]
