"""Pushing to open pages: one call for every set-up.

With Redis any process may publish. In the demo the workers are threads of the web process and
the channel layer lives in memory, bound to the server's event loop; there the message is handed
over to that loop.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

_server_loop: asyncio.AbstractEventLoop | None = None


def bind_server_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    """Name the event loop on which an embedded server's sockets live (None: none)."""
    global _server_loop
    _server_loop = loop


def runs_group(event_id: int) -> str:
    """The group of the organisers' pages that watch the event's planner runs."""
    return f"event.{event_id}.runs"


def agenda_group(delegate_id: int) -> str:
    """The group of the open agendas of one delegate."""
    return f"delegate.{delegate_id}.agenda"


def publish(group: str, message: dict[str, Any]) -> None:
    """Send ``message`` (JSON-able, with a ``type`` naming the page's event) to a group.

    Call it after commit. A message that nobody listens to is dropped: pages always read the
    truth from the database, a push only tells them to look.
    """
    layer = get_channel_layer()
    envelope = {"type": "push", "message": message}
    if _server_loop is not None:
        asyncio.run_coroutine_threadsafe(layer.group_send(group, envelope), _server_loop)
        return
    try:
        async_to_sync(layer.group_send)(group, envelope)
    except Exception:  # whatever the layer's own client raises
        # What was to be shown is in the database; it must not fail because Redis is away.
        logger.warning("a push to %s was lost", group, exc_info=True)
