"""The vendors' published schemas, where they lie beside the project."""

from __future__ import annotations

from pathlib import Path

from harness.project import ROOT


def published_contracts() -> Path | None:
    """The folder of the schemas, or None: what they check is then checked by hand alone."""
    folder = ROOT.parent / "shared" / "contracts"
    return folder if folder.is_dir() else None
