"""A WebSocket client for tests, straight on the ASGI application."""

from __future__ import annotations

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from vimeet.asgi import application

PATIENCE_SECONDS = 5


class Socket(ApplicationCommunicator):
    """One connection to ``path``, with the session of ``client``."""

    def __init__(
        self, path: str, client: Client | None = None, origin: str = "http://testserver"
    ) -> None:
        headers = [(b"host", b"testserver"), (b"origin", origin.encode())]
        if client is not None:
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode()))
        super().__init__(
            application,
            {
                "type": "websocket",
                "path": path,
                "query_string": b"",
                "headers": headers,
                "subprotocols": [],
            },
        )

    async def connect(self) -> dict[str, Any]:
        """Ask for the connection; the server's answer."""
        await self.send_input({"type": "websocket.connect"})
        return await self.receive_output(PATIENCE_SECONDS)

    async def receive_json(self) -> Any:
        """The next message."""
        output = await self.receive_output(PATIENCE_SECONDS)
        assert output["type"] == "websocket.send"
        return json.loads(output["text"])

    async def leave(self) -> None:
        """Close the connection from this side."""
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(PATIENCE_SECONDS)
