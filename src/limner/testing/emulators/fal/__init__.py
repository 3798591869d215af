"""fal: its queue of jobs, its direct address and its storage."""

from limner.testing.emulators.fal.server import FalEmulator

EMULATOR = FalEmulator

__all__ = ["EMULATOR", "FalEmulator"]
