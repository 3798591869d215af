"""Addresses of kept files: signed, made when an output is read, never kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote

from limner.media.file_types import IMAGE_TYPES
from limner.storage.secrets import FileUrls

Json = dict[str, Any]

_HOLDS_OTHERS = (dict, list)


class Links:
    """Makes and reads the absolute signed addresses of assets under the server's public one."""

    def __init__(self, urls: FileUrls, public_url: str) -> None:
        self._urls = urls
        self._public_url = public_url

    def file_url(self, asset_id: str, name: str) -> str:
        """An address that opens for one week."""
        return self._public_url + self._urls.sign_file(asset_id, name)

    def asset_at(self, address: str) -> str | None:
        """The id of the asset at a signed address of this server; None at any other address.

        Raises SignatureInvalid when anything of it was altered, then UrlExpired when it is late.
        """
        own = f"{self._public_url}/files/"
        if not address.startswith(own):
            return None
        path, _, query = address.removeprefix(own).partition("#")[0].partition("?")
        asset_id, _, name = path.partition("/")
        said = parse_qs(query)
        expires, signature = (said.get(key, [""])[-1] for key in ("expires", "signature"))
        self._urls.verify_file(unquote(asset_id), unquote(name), expires, signature)
        return unquote(asset_id)

    def thumbnail_url(self, asset_id: str, width: int) -> str:
        return f"{self._public_url}/api/assets/{asset_id}/content?w={width}"

    def filled(self, value: Any) -> Any:
        """A kept output with `url` in every object that stands for a file, of an image also as
        `imageUrl`. What stands in several places of it is filled once."""
        return self._filled(value, {})

    def _filled(self, value: Any, done: dict[int, Json]) -> Any:
        if isinstance(value, dict):
            known = done.get(id(value))
            return self._filled_object(value, done) if known is None else known
        if isinstance(value, list):
            return [self._filled(item, done) for item in value]
        return value

    def _filled_object(self, value: Json, done: dict[int, Json]) -> Json:
        filled = {
            key: self._filled(item, done) if isinstance(item, _HOLDS_OTHERS) else item
            for key, item in value.items()
        }
        if (metadata := file_metadata(value)) is not None:
            filled["url"] = self.file_url(metadata["attachmentId"], metadata["name"])
            if metadata.get("mimeType") in IMAGE_TYPES:
                filled["imageUrl"] = filled["url"]
            done[id(value)] = filled
        return filled


def file_metadata(value: Json) -> Json | None:
    """What an object tells of the file it stands for; None for one that only looks like it."""
    metadata = value.get("_metadata")
    if not isinstance(metadata, dict):
        return None
    asset_id, name = metadata.get("attachmentId"), metadata.get("name")
    return metadata if isinstance(asset_id, str) and isinstance(name, str) else None
