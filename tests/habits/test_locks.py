"""The lock files hold what pyproject.toml asks for, with hashes and fit licences."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from harness.project import ROOT

RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
PINNED = re.compile(r"^([\w.-]+)==(\S+)(.*)$", re.MULTILINE)
PERMISSIVE = re.compile(r"MIT|BSD|Apache|MPL|Mozilla|ISC|PSF|Python Software Foundation")


def pins(lock: Path) -> dict[str, set[Version]]:
    """Versions by name; a package may be locked to several, for several Pythons."""
    versions: dict[str, set[Version]] = {}
    for name, version, _ in PINNED.findall(lock.read_text()):
        versions.setdefault(canonicalize_name(name), set()).add(Version(version))
    return versions


def wanted(*groups: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = list(project["project"]["dependencies"])
    for group in groups:
        lines += project["dependency-groups"][group]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(
    ("lock", "groups"), [(RUN_LOCK, ["build"]), (DEV_LOCK, ["build", "dev"])], ids=["run", "dev"]
)
def test_every_requirement_is_locked(lock: Path, groups: list[str]) -> None:
    locked = pins(lock)
    missing = [
        str(requirement)
        for requirement in wanted(*groups)
        if not any(
            map(requirement.specifier.contains, locked.get(canonicalize_name(requirement.name), ()))
        )
    ]
    assert missing == [], "run: make lock"


def test_development_uses_the_versions_that_users_get() -> None:
    development = pins(DEV_LOCK)
    assert {
        name for name, version in pins(RUN_LOCK).items() if development[name] != version
    } == set()


@pytest.mark.parametrize(
    "lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda lock: lock.name
)
def test_every_package_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    packages = len(PINNED.findall(text))
    assert packages
    assert len(re.findall(r"==[^\n]*\\\n    --hash=sha256:", text)) == packages
    assert "://" not in text


def test_what_users_install_is_permissively_licensed() -> None:
    locked = pins(RUN_LOCK)
    packages = [
        package
        for package in importlib.metadata.distributions()
        if canonicalize_name(package.name) in locked
    ]
    assert packages
    assert [each.name for each in packages if not PERMISSIVE.search(licence(each))] == []


def licence(package: importlib.metadata.Distribution) -> str:
    """All that a package says about its licence."""
    metadata = package.metadata
    stated = metadata.get_all("License-Expression", []) + metadata.get_all("License", [])
    stated += [line for line in metadata.get_all("Classifier", []) if line.startswith("License")]
    files = [file.read_text() for file in package.files or () if "licenses" in file.parts]
    return " ".join(stated or files)
