"""The browser of the journeys: one that is installed, or the one inside an npm package.

`@sparticuz/chromium` (MIT, Linux x86-64) carries a headless Chromium with the libraries and fonts
it needs, so a machine with nothing else on it can run the journeys.
"""

import io
import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import brotli
import platformdirs

_PACKAGE = Path(__file__).parents[2] / "web" / "node_modules" / "@sparticuz" / "chromium"
_INSTALLED = ("chromium-headless-shell", "chromium")
# Containers have a small /dev/shm; hinting depends on the machine's font settings; the rest keeps
# Chromium from calling home while a test runs.
_ARGUMENTS = (
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


class NoBrowser(Exception):
    """No Chromium on this machine; the message says what to do."""


def launch_options() -> dict[str, Any]:
    """Playwright's launch options for the first Chromium found.

    Looked for in this order: LIMNER_CHROMIUM, the programs on the PATH, the npm package, which is
    unpacked once into the user's cache.

    Raises:
        NoBrowser: none of these is there.
    """
    given = os.environ.get("LIMNER_CHROMIUM")
    installed = given or next(filter(None, map(shutil.which, _INSTALLED)), None)
    if installed:
        return {"executable_path": installed, "args": list(_ARGUMENTS)}
    if not (_PACKAGE / "bin" / "chromium.br").is_file():
        raise NoBrowser("Install Chromium, or name one in LIMNER_CHROMIUM, or run: make test")
    folder = _unpacked()
    environment = {
        **os.environ,
        "LD_LIBRARY_PATH": str(folder / "lib"),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    executable = str(folder / "chromium")
    return {"executable_path": executable, "env": environment, "args": list(_ARGUMENTS)}


def _unpacked() -> Path:
    version = json.loads((_PACKAGE / "package.json").read_text())["version"]
    cache = platformdirs.user_cache_path("limner", appauthor=False)
    folder = cache / f"chromium-{version}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        # Renamed into place when complete: an interrupted run leaves nothing half unpacked there.
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            unpacking = Path(scratch) / "chromium"
            _unpack(unpacking, folder)
            unpacking.rename(folder)
    return folder


def _unpack(folder: Path, destination: Path) -> None:
    folder.mkdir()
    for archive in ("al2023", "fonts", "swiftshader"):
        archived = brotli.decompress((_PACKAGE / "bin" / f"{archive}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(archived)) as tar:
            tar.extractall(folder, filter="data")
    (folder / "fonts.conf").write_text(_FONTS.format(folder=destination))
    decompressor = brotli.Decompressor()
    executable = folder / "chromium"
    with (_PACKAGE / "bin" / "chromium.br").open("rb") as packed, executable.open("wb") as plain:
        while block := packed.read(1 << 20):
            plain.write(decompressor.process(block))
    executable.chmod(0o755)
