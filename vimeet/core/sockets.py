"""Sockets of open pages: each relays what is published to one group."""

from __future__ import annotations

import time
from importlib import import_module
from typing import Any

from channels.auth import get_user
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings

NOT_FOUND = 4404
# How long a page may live on a right that is gone. A page asks for a sign of life more often.
CHECK_EVERY_SECONDS = 60
PING = '{"type":"ping"}'
PONG = '{"type":"pong"}'


class PushConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Relays what ``vimeet.core.live.publish`` sends to the group that ``find_group`` names.

    It ends once its user may not have it any more: signed out, locked, no longer a member.
    """

    group: str | None = None
    checked_at = 0.0

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
        self.checked_at = time.monotonic()
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
        if text_data == PING and await self.stays_open():
            await self.send(text_data=PONG)

    async def push(self, envelope: dict[str, Any]) -> None:
        """Relay a published message."""
        if await self.stays_open():
            await self.send_json(envelope["message"])

    async def stays_open(self) -> bool:
        """Look again, from time to time, whether the page is still its user's; close it if not."""
        if time.monotonic() - self.checked_at < CHECK_EVERY_SECONDS:
            return True
        self.checked_at = time.monotonic()
        # The session as it is now: what was read when the page connected knows of no sign-out.
        store = import_module(settings.SESSION_ENGINE).SessionStore
        session = store(self.scope["session"].session_key)
        self.scope["user"] = await get_user({"session": session})
        if await self.find_group() == self.group:
            return True
        await self.close(code=NOT_FOUND)
        return False
