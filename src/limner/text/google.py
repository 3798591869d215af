"""Gemini's text models, with the key and at the address of its image models."""

from __future__ import annotations

from limner.providers.google import GoogleSettings
from limner.settings import Settings
from limner.text._connected import ConnectedWriter, Connection

_OWN_ADDRESS = "https://generativelanguage.googleapis.com"


class Google(ConnectedWriter):
    """The Gemini API's text models."""

    protocol = "google"

    @classmethod
    def instances(cls, settings: Settings) -> tuple[Google, ...]:
        given = settings.section(GoogleSettings)
        key = given.key.get_secret_value() if given.key else None
        return (cls("google", Connection("Google", given.url.rstrip("/"), key)),)

    @property
    def own_address(self) -> bool:
        return self.connection.address == _OWN_ADDRESS

    def unavailable_reason(self) -> str | None:
        if self.connection.key:
            return None
        return "It has no key. Set GEMINI_API_KEY to a key from aistudio.google.com/apikey."


WRITER = Google
