"""OpenAI's images API, for GPT Image models and in the DALL·E 3 dialect of compatible servers."""

from limner.testing.emulators.openai.server import OpenAIEmulator

EMULATOR = OpenAIEmulator

__all__ = ["EMULATOR", "OpenAIEmulator"]
