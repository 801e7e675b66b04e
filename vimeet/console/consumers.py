"""The socket of the console's planning pages: tells of runs and releases."""

from __future__ import annotations

from channels.db import database_sync_to_async

from vimeet.accounts.models import User
from vimeet.console.access import ROLES
from vimeet.core.live import runs_group
from vimeet.core.sockets import PushConsumer
from vimeet.events.selectors import event_of_member


class RunsConsumer(PushConsumer):
    """Relays what is published about the planner runs of one event, to its organisers only."""

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def find_group(self) -> str | None:
        """The event's group, if the user is one of its organisers."""
        user = self.scope["user"]
        names = self.scope["url_route"]["kwargs"]
        if not (isinstance(user, User) and user.is_active):
            return None
        event = event_of_member(user, ROLES, organiser=names["organiser"], event=names["event"])
        return runs_group(event.pk) if event else None
