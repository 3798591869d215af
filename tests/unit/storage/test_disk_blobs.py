"""Blobs on a disk that is full, read-only, missing, or left in the middle of a write."""

import asyncio
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.disks import mounted
from limner.errors import StorageError, StorageFull
from limner.storage.blobs import open_blob_store
from limner.storage.disk_blobs import DiskBlobs
from limner.values import sha256

END_SECONDS = 20
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    if not mounted(tmp_path, "size=1m"):
        pytest.skip("mounting needs root; the file size limit below is tested everywhere")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.fixture
def read_only_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nothing can be made, by root either."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    if mounted(folder, "ro"):
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
        return
    if AS_ROOT:
        pytest.skip("root may write everywhere here; the folder in a file is tested everywhere")
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_content_is_a_plain_file(tmp_path: Path) -> None:
    digest = await DiskBlobs(tmp_path / "files").put(b"content")
    (file,) = files_in(tmp_path)
    assert file == tmp_path / "files" / "blobs" / digest[:2] / digest[2:4] / digest
    assert file.read_bytes() == b"content"


async def test_what_is_there_is_not_written_again(tmp_path: Path) -> None:
    store = DiskBlobs(tmp_path)
    await store.put(b"content")
    (file,) = files_in(tmp_path)
    before = file.stat()
    await store.put(b"content")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


async def test_a_file_cut_short_is_written_again(tmp_path: Path) -> None:
    store = DiskBlobs(tmp_path)
    digest = await store.put(b"content")
    (file,) = files_in(tmp_path)
    file.write_bytes(b"con")
    assert await store.put(b"content") == digest
    assert await store.get(digest) == b"content"


async def test_a_full_disk_is_told_and_leaves_nothing(small_disk: Path) -> None:
    store = open_blob_store((small_disk / "files").as_uri())
    kept = await store.put(b"small")
    content = os.urandom(2_000_000)
    with pytest.raises(StorageFull) as full:
        await store.put(content)
    assert full.value.code == "storage_full"
    assert full.value.hint
    assert not await store.exists(sha256(content))
    assert [file.read_bytes() for file in files_in(small_disk)] == [b"small"]
    assert await store.get(kept) == b"small"


@pytest.mark.parametrize("as_file", [False, True])
async def test_a_file_that_cannot_grow_leaves_nothing(tmp_path: Path, as_file: bool) -> None:
    store = DiskBlobs(tmp_path / "files")
    content = os.urandom(3_000_000)
    source = tmp_path / "source"
    source.write_bytes(content)
    with files_at_most(1_000_000), pytest.raises(StorageFull):
        await store.put(source if as_file else content)
    assert files_in(tmp_path) == [source]
    assert await store.put(content) == sha256(content)


async def test_a_read_only_folder_is_told(read_only_folder: Path) -> None:
    store = DiskBlobs(read_only_folder)
    with pytest.raises(StorageError) as refused:
        await store.put(b"content")
    assert refused.value.code == "storage_unavailable"
    assert not await store.exists(sha256(b"content"))


async def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    store = DiskBlobs(file / "files")
    with pytest.raises(StorageError):
        await store.put(b"content")
    with pytest.raises(StorageError):
        await store.put_derived(sha256(b"content"), "64.webp", b"thumbnail")
    assert not await store.exists(sha256(b"content"))


WRITER = """
import asyncio, sys
from pathlib import Path
from limner.storage.disk_blobs import DiskBlobs

asyncio.run(DiskBlobs(Path(sys.argv[1])).put(Path(sys.argv[2])))
"""


async def test_a_killed_writer_leaves_no_blob_and_is_swept_up_after(tmp_path: Path) -> None:
    root, source = tmp_path / "files", tmp_path / "fifo"
    os.mkfifo(source)
    paths = os.pathsep.join(filter(None, sys.path))
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root), str(source)], env={"PYTHONPATH": paths}
    )
    with await asyncio.to_thread(source.open, "wb") as pipe:
        # More than the pipe holds: when this returns, the writer has begun its copy.
        await asyncio.to_thread(pipe.write, bytes(4_000_000))
        writer.send_signal(signal.SIGKILL)
        writer.wait(END_SECONDS)
        assert [file.parent.name for file in files_in(root)] == ["incoming"]

    store = DiskBlobs(root)
    kept = await store.put(b"content")
    await store.sweep()

    assert [file.name for file in files_in(root)] == [kept]


async def test_sweeping_a_store_that_was_never_used_is_fine(tmp_path: Path) -> None:
    await DiskBlobs(tmp_path / "files").sweep()
    assert not (tmp_path / "files").exists()


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The inodes that were written to the disk."""
    found: set[int] = set()
    really = os.fsync

    def sync(handle: int) -> None:
        found.add(os.fstat(handle).st_ino)
        really(handle)

    monkeypatch.setattr(os, "fsync", sync)
    return found


async def test_a_file_and_each_new_folder_to_it_are_on_the_disk(
    tmp_path: Path, synced: set[int]
) -> None:
    root = tmp_path / "files"
    store = DiskBlobs(root)
    for content in (b"first", b"second"):
        synced.clear()
        digest = await store.put(content)
        file = root / "blobs" / digest[:2] / digest[2:4] / digest
        way = [file, *file.parents[:3]]
        assert {path.stat().st_ino for path in way} <= synced
    shutil.rmtree(root / "blobs")
    synced.clear()
    digest = await store.put(b"first")
    file = root / "blobs" / digest[:2] / digest[2:4] / digest
    assert {path.stat().st_ino for path in [file, *file.parents[:4]]} <= synced
