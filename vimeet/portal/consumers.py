"""The socket of an open agenda: tells the page to look again."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from vimeet.accounts.models import User
from vimeet.core.live import agenda_group
from vimeet.registration.models import Delegate
from vimeet.registration.selectors import delegate_of_user

NOT_FOUND = 4404


class AgendaConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Relays what is published to the agenda of the signed-in user's delegate in this event."""

    group: str | None = None

    async def connect(self) -> None:
        """Join the group of one's own agenda; who takes no part finds nothing here."""
        delegate = await self._delegate()
        if delegate is None:
            # Accepted first: browsers learn the code of an open socket only, and then give up.
            await self.accept()
            await self.close(code=NOT_FOUND)
            return
        self.group = agenda_group(delegate.pk)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def push(self, envelope: dict[str, Any]) -> None:
        """Relay what ``vimeet.core.live.publish`` sent."""
        await self.send_json(envelope["message"])

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _delegate(self) -> Delegate | None:
        user = self.scope["user"]
        names = self.scope["url_route"]["kwargs"]
        if not (isinstance(user, User) and user.is_active):
            return None
        return delegate_of_user(user, organiser=names["organiser"], event=names["event"])
