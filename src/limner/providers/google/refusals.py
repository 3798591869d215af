"""Why Google refuses content: its own words for it, and ours.

Reasons: https://ai.google.dev/api/generate-content#FinishReason and #BlockReason.
"""

from __future__ import annotations

from collections.abc import Mapping

REFUSED_HINT = "Change the prompt or the references."

REFUSALS: Mapping[str, str] = {
    "SAFETY": "its safety filters stopped it",
    "IMAGE_SAFETY": "its safety filters stopped the picture",
    "PROHIBITED_CONTENT": "it asks for content that is prohibited there",
    "IMAGE_PROHIBITED_CONTENT": "the picture would show content that is prohibited there",
    "BLOCKLIST": "it uses words that are blocked there",
    "SPII": "it is about personal data",
    "RECITATION": "it comes too close to an existing work",
    "IMAGE_RECITATION": "the picture would come too close to an existing one",
    "LANGUAGE": "its language is not supported",
    "JAILBREAK": "it looks like an attempt to get round the rules",
    "MODEL_ARMOR": "the account's own filter stopped it",
}
