"""Which addresses name a store."""

from pathlib import Path

import pytest

from limner.errors import StorageError
from limner.storage.blobs import open_blob_store


async def test_a_folder_with_odd_characters(tmp_path: Path) -> None:
    folder = tmp_path / "my files ü #1"
    digest = await open_blob_store(folder.as_uri()).put(b"content")
    assert (folder / "blobs" / digest[:2] / digest[2:4] / digest).exists()


@pytest.mark.parametrize(
    "url",
    ["", "files", "/var/files", "file://host/folder", "ftp://host/x", "s3:///", "https://x/y"],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(StorageError) as refused:
        open_blob_store(url)
    assert refused.value.code == "storage_unavailable"


async def test_a_bucket_out_of_reach_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "key",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    store = open_blob_store("s3://bucket/prefix")
    with pytest.raises(StorageError) as refused:
        await store.put(b"content")
    assert refused.value.code == "storage_unavailable"
    assert "\n" not in refused.value.detail
