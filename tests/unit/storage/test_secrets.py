"""The one secret, and signatures made with what is derived from it."""

import hashlib
import hmac
import os
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limner.errors import SignatureInvalid, StorageError, UrlExpired
from limner.storage.secrets import FILE_URL_SECONDS, FileUrls, Keyring, open_keyring

NOON = 1_800_000_000
KEYRING = Keyring(b"a secret of some length")


class Clock:
    """A clock that a test sets, in Unix seconds."""

    def __init__(self) -> None:
        self.seconds = NOON

    def __call__(self) -> int:
        return self.seconds * 1_000_000 + 999_999


def taken_apart(url: str) -> tuple[str, str, str, str]:
    parts = urlsplit(url)
    _, files, asset_id, name = parts.path.split("/")
    assert files == "files"
    query = parse_qs(parts.query, strict_parsing=True)
    return unquote(asset_id), unquote(name), query["expires"][0], query["signature"][0]


def test_a_signed_url_opens_for_a_week() -> None:
    clock = Clock()
    urls = FileUrls(KEYRING, clock)
    signed = taken_apart(urls.sign_file("ast_1", "fox.png"))
    assert signed[:3] == ("ast_1", "fox.png", str(NOON + FILE_URL_SECONDS))

    urls.verify_file(*signed)
    clock.seconds = NOON + FILE_URL_SECONDS - 1
    urls.verify_file(*signed)
    clock.seconds = NOON + FILE_URL_SECONDS
    with pytest.raises(UrlExpired) as expired:
        urls.verify_file(*signed)
    assert expired.value.code == "url_expired"


def test_alteration_is_looked_at_before_expiry() -> None:
    urls = FileUrls(KEYRING, Clock())
    asset_id, name, expires, signature = taken_apart(urls.sign_file("ast_1", "fox.png", NOON - 1))
    with pytest.raises(UrlExpired):
        urls.verify_file(asset_id, name, expires, signature)
    with pytest.raises(SignatureInvalid) as altered:
        urls.verify_file("ast_2", name, expires, signature)
    assert altered.value.code == "signature_invalid"


@given(
    asset_id=st.text(min_size=1, max_size=40),
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    part=st.sampled_from(range(4)),
    other=st.text(max_size=60),
)
def test_any_change_of_any_part_is_found(asset_id: str, name: str, part: int, other: str) -> None:
    urls = FileUrls(KEYRING, Clock())
    signed = list(taken_apart(urls.sign_file(asset_id, name)))
    urls.verify_file(*signed)
    if signed[part] != other:
        signed[part] = other
        with pytest.raises(SignatureInvalid):
            urls.verify_file(*signed)


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s + "0", lambda s: f" {s}"])
def test_another_way_to_write_the_same_moment_is_an_alteration(change: object) -> None:
    urls = FileUrls(KEYRING, Clock())
    asset_id, name, expires, signature = taken_apart(urls.sign_file("ast_1", "fox.png"))
    with pytest.raises(SignatureInvalid):
        urls.verify_file(asset_id, name, change(expires), signature)  # type: ignore[operator]


@given(parts=st.lists(st.text(), max_size=4), others=st.lists(st.text(), max_size=4))
def test_borders_between_parts_count(parts: list[str], others: list[str]) -> None:
    if parts != others:
        assert KEYRING.sign("purpose", *parts) != KEYRING.sign("purpose", *others)


def test_a_signature_is_good_for_one_purpose_and_one_secret() -> None:
    signature = KEYRING.sign("status-token", "part")
    KEYRING.verify("status-token", signature, "part")
    with pytest.raises(SignatureInvalid):
        KEYRING.verify("file-url", signature, "part")
    with pytest.raises(SignatureInvalid):
        Keyring(b"another secret of some length").verify("status-token", signature, "part")


def test_keys_are_those_of_the_standard() -> None:
    """HKDF-SHA256 (RFC 5869, section 2): extract, then the first block of expand."""
    pseudo_random = hmac.new(b"limner", b"a secret of some length", hashlib.sha256).digest()
    expected = hmac.new(pseudo_random, b"purpose\x01", hashlib.sha256).digest()
    assert KEYRING.derive("purpose") == expected
    assert KEYRING.derive("purpose") != KEYRING.derive("other")


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    home = tmp_path / "not" / "yet"
    first = open_keyring(home)
    file = home / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text().strip()) == 64
    assert open_keyring(home).sign("p", "x") == first.sign("p", "x")
    assert [path.name for path in home.iterdir()] == ["secret.key"]


def test_a_configured_secret_is_used_and_not_kept(tmp_path: Path) -> None:
    configured = "configured secret key"
    assert open_keyring(tmp_path, configured).sign("p") == Keyring(configured.encode()).sign("p")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_short_secret_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(StorageError, match="fewer than 16"):
        open_keyring(tmp_path, secret)
    (tmp_path / "secret.key").write_text(secret)
    with pytest.raises(StorageError, match="fewer than 16"):
        open_keyring(tmp_path)


def test_a_home_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError):
        open_keyring(tmp_path / "file")


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from limner.storage.secrets import open_keyring;"
        "print(open_keyring(Path(sys.argv[1])).sign('p', 'x'))"
    )
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert len({racer.communicate()[0] for racer in racers}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


class TestSealed:
    def test_comes_back_to_its_owner_only(self) -> None:
        keyring = Keyring(b"a" * 32)
        sealed = keyring.seal("hooks", "spröde", "wf_1")
        assert "spr" not in sealed
        assert sealed != keyring.seal("hooks", "spröde", "wf_1")
        assert keyring.unseal("hooks", sealed, "wf_1") == "spröde"
        for purpose, owner in (("hooks", "wf_2"), ("keys", "wf_1")):
            with pytest.raises(StorageError):
                keyring.unseal(purpose, sealed, owner)

    @pytest.mark.parametrize("broken", ["", "x", "abcd.", "abcd.!!!!", "abcd.AAAA", "abcd.é"])
    def test_what_was_altered_or_kept_under_another_key_is_told(self, broken: str) -> None:
        keyring = Keyring(b"a" * 32)
        sealed = keyring.seal("hooks", "text")
        for wrong in (broken, sealed[:-5], Keyring(b"b" * 32).seal("hooks", "text")):
            with pytest.raises(StorageError, match="another secret key"):
                keyring.unseal("hooks", wrong)
