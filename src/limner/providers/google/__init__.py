"""Google: Gemini image models over generateContent, answered inline."""

from limner.providers.google.provider import GoogleProvider, GoogleSettings

PROVIDER = GoogleProvider

__all__ = ["PROVIDER", "GoogleProvider", "GoogleSettings"]
