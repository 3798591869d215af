"""What every store of blobs does, on a disk and in a bucket."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from limner.errors import NotFound
from limner.storage.blobs import BlobStore, open_blob_store
from limner.values import sha256

NEVER_STORED = sha256(b"never stored")


@pytest.fixture(params=["disk", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return open_blob_store(tmp_path.as_uri() if request.param == "disk" else "memory:///")


async def test_content_comes_back_by_its_digest(store: BlobStore) -> None:
    digest = await store.put(b"content")
    assert digest == sha256(b"content")
    assert await store.get(digest) == b"content"
    assert await store.size(digest) == 7
    assert await store.exists(digest)


async def test_empty_content_is_content(store: BlobStore) -> None:
    digest = await store.put(b"")
    assert await store.get(digest) == b""
    assert await store.size(digest) == 0


async def test_a_file_is_copied(store: BlobStore, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * 3_000_000)
    digest = await store.put(source)
    assert digest == sha256(b"x" * 3_000_000)
    assert await store.size(digest) == 3_000_000
    assert source.exists()
    assert await store.put(source) == digest


async def test_the_same_content_is_one_blob(store: BlobStore) -> None:
    digests = await asyncio.gather(*(store.put(b"content") for _ in range(20)))
    assert set(digests) == {sha256(b"content")}
    await store.delete(digests[0])
    assert not await store.exists(digests[0])


@pytest.mark.parametrize(
    ("start", "length", "part"),
    [(0, 4, b"0123"), (3, 4, b"3456"), (8, 100, b"89"), (9, 1, b"9"), (0, 10, b"0123456789")],
)
async def test_a_range_is_read(store: BlobStore, start: int, length: int, part: bytes) -> None:
    assert await store.read(await store.put(b"0123456789"), start, length) == part


async def test_what_came_in_pieces_is_kept_whole(store: BlobStore) -> None:
    for _ in range(2):
        incoming = store.incoming()
        for piece in (b"con", b"", b"tent"):
            await incoming.write(piece)
        assert (incoming.look()[:3], incoming.size) == (b"con", 7)
        assert await store.put(incoming) == incoming.digest == sha256(b"content")
    assert await store.get(incoming.digest) == b"content"


async def test_what_nobody_took_in_leaves_nothing(store: BlobStore) -> None:
    incoming = store.incoming()
    assert incoming.look() == b""
    await incoming.write(b"content")
    path = incoming.path
    assert path.read_bytes() == b"content"
    for _ in range(2):
        incoming.close()
        assert not path.exists()


async def test_what_is_not_there_is_not_found(store: BlobStore) -> None:
    assert not await store.exists(NEVER_STORED)
    with pytest.raises(NotFound):
        await store.get(NEVER_STORED)
    with pytest.raises(NotFound):
        await store.size(NEVER_STORED)
    with pytest.raises(NotFound):
        await store.read(NEVER_STORED, 0, 1)
    assert await store.get_derived(NEVER_STORED, "256.webp") is None


async def test_deleting_twice_is_fine(store: BlobStore) -> None:
    digest = await store.put(b"content")
    await store.delete(digest)
    await store.delete(digest)
    with pytest.raises(NotFound):
        await store.get(digest)


async def test_derived_content_goes_with_its_blob(store: BlobStore) -> None:
    digest, other = await store.put(b"content"), await store.put(b"other")
    for width in (64, 256):
        await store.put_derived(digest, f"{width}.webp", b"thumbnail %d" % width)
    await store.put_derived(other, "64.webp", b"another thumbnail")
    await store.put_derived(digest, "64.webp", b"a better one")
    assert await store.get_derived(digest, "64.webp") == b"a better one"
    assert await store.get_derived(digest, "256.webp") == b"thumbnail 256"

    await store.delete(digest)

    assert await store.get_derived(digest, "64.webp") is None
    assert await store.get_derived(digest, "256.webp") is None
    assert await store.get_derived(other, "64.webp") == b"another thumbnail"


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64])
async def test_only_digests_are_looked_up(store: BlobStore, digest: str) -> None:
    for operation in (store.get, store.size, store.exists, store.delete):
        with pytest.raises(ValueError, match="not a SHA-256"):
            await operation(digest)


async def test_sweeping_keeps_what_is_kept(store: BlobStore) -> None:
    digest = await store.put(b"content")
    await store.put_derived(digest, "64.webp", b"thumbnail")
    await store.sweep()
    assert await store.get(digest) == b"content"
    assert await store.get_derived(digest, "64.webp") == b"thumbnail"


@given(content=st.binary(max_size=4096))
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_content_comes_back(store: BlobStore, content: bytes) -> None:
    async def there_and_back() -> bytes:
        return await store.get(await store.put(content))

    assert asyncio.run(there_and_back()) == content
