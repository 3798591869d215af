"""Addresses of providers as people set them."""

from __future__ import annotations

from yarl import URL


def http_address(text: str) -> str:
    """The address without a slash at its end. Raises ValueError for what is not http or https."""
    address = text.strip().rstrip("/")
    url = URL(address)
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("an address begins with http:// or https:// and a host")
    if url.query or url.fragment or url.user:
        raise ValueError("an address has no user, query or fragment")
    return address
