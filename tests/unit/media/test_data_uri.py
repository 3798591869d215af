"""Images written out in text."""

from base64 import b64encode

import pytest

from limner.errors import BadField, FileTooLarge
from limner.media.data_uri import is_data_uri, read_data_uri


def uri(data: bytes) -> str:
    return f"data:image/png;base64,{b64encode(data).decode()}"


@pytest.mark.parametrize("length", range(8))
def test_the_bytes_come_out_as_they_went_in(length: int) -> None:
    data = bytes(range(length))
    assert read_data_uri(uri(data), length) == data


@pytest.mark.parametrize("length", range(1, 8))
def test_one_byte_too_many_is_too_many(length: int) -> None:
    with pytest.raises(FileTooLarge):
        read_data_uri(uri(bytes(length)), length - 1)


def test_what_is_too_long_is_not_decoded() -> None:
    with pytest.raises(FileTooLarge):
        read_data_uri("data:;base64," + "#" * 100, 10)


@pytest.mark.parametrize("header", ["data:;base64,", "data:image/svg+xml;charset=utf-8;BASE64,"])
def test_what_it_says_of_the_type_plays_no_part(header: str) -> None:
    assert read_data_uri(header + "Zm94", 3) == b"fox"


@pytest.mark.parametrize(
    "text",
    [
        "data:",
        "data:image/png",
        "data:,fox",
        "data:image/png,fox",
        "data:base64,Zm94",
        "data:;base64,Zm9",
        "data:;base64,Zm94\n",
        "data:;base64,Zm-_",
        "data:;base64,Zm9%34",
        "data:;base64,=m94",
        "data:;base64,füchse==",
    ],
)
def test_what_is_no_base64_is_refused(text: str) -> None:
    assert is_data_uri(text)
    with pytest.raises(BadField):
        read_data_uri(text, 100)
