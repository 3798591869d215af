"""Ollama's chat completions, which need no key and cost nothing.

POST /v1/chat/completions
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from limner.testing.emulators.base import Emulator
from limner.testing.emulators.chat import complete_chat
from limner.testing.emulators.faults import STATUSES, Fault, Refused

_REFUSALS: Mapping[Fault, str] = {
    "bad_request": "invalid message format",
    "not_found": "model 'llama3.2' not found",
    "server_error": "llama runner process has terminated",
    "unavailable": "server busy, please try again. maximum pending requests exceeded",
}
_BROKEN: frozenset[Fault] = frozenset(
    {
        "html",
        "lost_after_charge",
        "lost_before_charge",
        "slow_start",
        "stall",
        "truncated",
        "wrong_type",
    }
)


class OllamaEmulator(Emulator):
    """A server with any model that is asked for."""

    name = "ollama"
    title = "Ollama"
    faults = frozenset(_REFUSALS) | _BROKEN

    @staticmethod
    def environment(address: str) -> Mapping[str, str]:
        return {"OLLAMA_BASE_URL": address}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1/chat/completions", self._chat)

    def refusal(self, fault: Fault) -> web.Response:
        return _error(STATUSES[fault], _REFUSALS[fault])

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        return await complete_chat(self, request, _complaint)


def _complaint(field: str, what: str) -> Refused:
    return Refused(_error(400, f"{field}: {what}"))


def _error(status: int, message: str) -> web.Response:
    error = {"message": message, "type": "api_error", "param": None, "code": None}
    return web.json_response({"error": error}, status=status)


EMULATOR = OllamaEmulator
