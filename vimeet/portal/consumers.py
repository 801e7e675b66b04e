"""The socket of an open agenda: tells the page to look again."""

from __future__ import annotations

from channels.db import database_sync_to_async

from vimeet.accounts.models import User
from vimeet.core.live import agenda_group
from vimeet.core.sockets import PushConsumer
from vimeet.registration.selectors import delegate_of_user


class AgendaConsumer(PushConsumer):
    """Relays what is published to the agenda of the signed-in user's delegate in this event."""

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def find_group(self) -> str | None:
        """The group of one's own agenda; None for who takes no part."""
        user = self.scope["user"]
        names = self.scope["url_route"]["kwargs"]
        if not (isinstance(user, User) and user.is_active):
            return None
        delegate = delegate_of_user(user, organiser=names["organiser"], event=names["event"])
        return agenda_group(delegate.pk) if delegate else None
