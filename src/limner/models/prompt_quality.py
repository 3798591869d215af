"""Whether a prompt looks like something other than a description. Pure."""

from __future__ import annotations

import json
import re

_HTML = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
_CODE = re.compile(
    r"^[ \t]{0,40}(?:def \w+\(|class \w+[:({]|import [\w.]+(?: as \w+)?;?[ \t]*$"
    r"|from [\w.]+ import |function ?\w*\(|(?:const|let|var) \w+ ?=|#include ?<"
    r"|public (?:class|static|final|void|int) |SELECT .{1,200} FROM )",
    re.MULTILINE,
)
_HTML_TAGS_THAT_TELL = 2


def looks_unlike_a_description(prompt: str) -> str | None:
    """'JSON', 'HTML' or 'source code' where the prompt looks like it, else None."""
    if _is_json(prompt):
        return "JSON"
    if len(_HTML.findall(prompt)) >= _HTML_TAGS_THAT_TELL:
        return "HTML"
    if _CODE.search(prompt):
        return "source code"
    return None


def _is_json(prompt: str) -> bool:
    text = prompt.strip()
    if not (text.startswith(("{", "[")) and text.endswith(("}", "]"))):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
