"""How the server treats its connections."""

import asyncio
import socket
from typing import Any

from limner.server.http_server import HttpServer
from limner.server.stopping import Stop


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """An application that is never asked."""


async def test_an_answer_is_not_held_back_for_its_last_packet() -> None:
    server = HttpServer(nowhere, Stop())
    server.config.load()
    accepted: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def protocol() -> Any:
        made = server.config.http_protocol_class(server.config, server.server_state, {})
        accepted.set_result(made)
        return made

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listening = await asyncio.get_running_loop().create_server(protocol, sock=listener)
        async with listening:
            _, writer = await asyncio.open_connection(*listener.getsockname())
            transport = (await accepted).transport
            connection = transport.get_extra_info("socket")
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
            writer.close()
            transport.abort()
            await writer.wait_closed()
