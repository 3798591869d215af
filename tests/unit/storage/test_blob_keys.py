"""Names in a store come from digests alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limner.storage.blob_keys import blob_key, derived_key

DIGEST = "ab" + "cd" + "0" * 60


def test_keys_fan_out_by_digest() -> None:
    assert blob_key(DIGEST) == f"blobs/ab/cd/{DIGEST}"
    assert derived_key(DIGEST, "256.webp") == f"derived/ab/cd/{DIGEST}/256.webp"


@pytest.mark.parametrize(
    "digest", ["", "../../etc/passwd", DIGEST.upper(), DIGEST[:-1], DIGEST + "0", DIGEST + "\n"]
)
def test_only_digests_name_blobs(digest: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        blob_key(digest)


@pytest.mark.parametrize(
    "variant", ["", ".", "..", "../x", "a/b", "a\\b", "a..b", ".hidden", "a\n"]
)
def test_only_plain_names_are_variants(variant: str) -> None:
    with pytest.raises(ValueError, match="not the name of a variant"):
        derived_key(DIGEST, variant)


@given(st.text())
def test_no_text_leads_out_of_its_folder(text: str) -> None:
    try:
        key = derived_key(DIGEST, text)
    except ValueError:
        return
    assert key == f"derived/ab/cd/{DIGEST}/{text}"
    assert key.count("/") == 4
    assert text not in {".", ".."}
