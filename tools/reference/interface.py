"""The HTTP interface, as OpenAPI."""

import json

from limner.server.app import interface


def interface_page() -> str:
    """What a running server answers at `/openapi.json`; the canvas takes its types from it."""
    return json.dumps(interface(), indent=1, ensure_ascii=False) + "\n"
