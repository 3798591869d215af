"""Small file systems of a test's own, where the machine lets it make one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def mounted(folder: Path, *options: str) -> bool:
    """Whether the test could put a small file system of its own there."""
    mount = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    as_root = os.geteuid() == 0
    return as_root and subprocess.run(mount, capture_output=True, check=False).returncode == 0


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of a size such as `8m`, or the test is skipped."""
    folder.mkdir(exist_ok=True)
    if not mounted(folder, f"size={size}"):
        pytest.skip("a small disk can only be mounted by root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Fill the disk of a folder to the last byte; deleting the file frees it again."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for block in (64 * 1024, 1):
            try:
                while True:
                    file.write(b"\0" * block)
            except OSError:
                continue
    return filler
