"""The WebSocket of the canvas."""

from __future__ import annotations

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketState

from limner.server.answers import TheStudio
from limner.server.live import LiveConnection
from limner.server.stopping import Stopping

router = APIRouter()

GOING_AWAY = 1001
"""RFC 6455, section 7.4.1: the canvas connects again by itself."""


@router.websocket("/api/live")
async def live(websocket: WebSocket, studio: TheStudio, stopping: Stopping) -> None:
    """Follow workflows and runs on one connection."""
    await websocket.accept()
    await LiveConnection(websocket, studio).serve(stopping)
    if websocket.client_state is WebSocketState.CONNECTED:
        await websocket.close(GOING_AWAY)
