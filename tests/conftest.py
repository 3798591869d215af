"""Fixtures for every kind of test."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from harness.postgres import Cluster, running_cluster

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
"""No test fails because the machine has much to do."""


@pytest.fixture
def limner_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory, in force as LIMNER_HOME."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("LIMNER_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server, started when the first test asks for it."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres: Cluster) -> str:
    """The URL of an empty PostgreSQL database of the test's own."""
    return postgres.new_database()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of the test's own, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'limner.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def pytest_configure() -> None:
    """Take Ctrl-C again where a shell that runs the tests in the background has it ignored: the
    programs that the tests start would ignore it, too.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the journeys last: they are slow, and once Playwright has started, its event loop stays
    current in this thread, so that no asynchronous test could run after them.
    """
    journeys = Path(__file__).parent / "journeys"
    items.sort(key=lambda item: item.path.is_relative_to(journeys))
