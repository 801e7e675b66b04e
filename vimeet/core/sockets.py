"""Sockets of open pages: each relays what is published to one group."""

from __future__ import annotations

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer

NOT_FOUND = 4404
PING = '{"type":"ping"}'
PONG = '{"type":"pong"}'


class PushConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Relays what ``vimeet.core.live.publish`` sends to the group that ``find_group`` names."""

    group: str | None = None

    async def find_group(self) -> str | None:
        """The group of this page, or None if this user has no such page."""
        raise NotImplementedError

    async def connect(self) -> None:
        """Join the group; who may not see the page finds nothing here."""
        self.group = await self.find_group()
        if self.group is None:
            # Accepted first: a browser learns the code of an open socket only, and then gives up.
            await self.accept()
            await self.close(code=NOT_FOUND)
            return
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        """Answer a page's sign of life; nothing else that a page sends means anything here.

        A page can see neither the server's own pings nor that their answers stay away, so it
        asks by itself (``static/js/live.js``).
        """
        if text_data == PING:
            await self.send(text_data=PONG)

    async def push(self, envelope: dict[str, Any]) -> None:
        """Relay a published message."""
        await self.send_json(envelope["message"])
