"""What credentials that are sent in a header have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from limner.services._hosts import Hosts, is_address
from limner.services.contract import CredentialData


def _checked_address(text: str) -> str:
    if text and not is_address(text):
        raise ValueError("an address begins with https:// or http://")
    return text


class HttpData(CredentialData):
    """Where the credential is sent, and what tells whether it is right."""

    hosts: Hosts = Field(
        title="Sent to",
        description="The hosts it may be sent to, separated by commas: api.example.com, "
        "*.example.com.",
        max_length=2_000,
    )
    test_url: Annotated[str, AfterValidator(_checked_address)] = Field(
        "",
        title="Test address",
        description="An address that answers only who is known; it is asked with GET.",
        max_length=2_000,
    )


BOUND_TO = ("hosts", "testUrl")
