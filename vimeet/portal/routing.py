"""The portal's WebSocket addresses."""

from django.urls import path

from vimeet.events.models import Event
from vimeet.portal.consumers import AgendaConsumer

websocket_urlpatterns = [
    path("ws/portal/<slug:organiser>/<slug:event>/agenda/", AgendaConsumer.as_asgi()),
]


def agenda_socket(event: Event) -> str:
    """The address of the socket of an agenda in ``event``."""
    return "/ws/portal/{organiser}/{event}/agenda/".format(**event.url_kwargs)
