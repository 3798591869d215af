"""Google: Gemini's images over generateContent, answered inline; its films as interactions."""

from limner.providers.google.provider import GoogleProvider, GoogleSettings

PROVIDER = GoogleProvider

__all__ = ["PROVIDER", "GoogleProvider", "GoogleSettings"]
