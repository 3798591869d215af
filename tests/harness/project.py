"""The project's own files, as the habits look at them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "limner"


def written_files(*endings: str) -> list[Path]:
    """The files that stand in Git or are about to, with one of the endings or any."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = (ROOT / name for name in listed.split("\0") if name)
    return [file for file in files if file.is_file() and (not endings or file.suffix in endings)]


def name_of(file: Path) -> str:
    """The file's place in the project, for a message."""
    return file.relative_to(ROOT).as_posix()
