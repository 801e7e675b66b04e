"""The portal's WebSocket addresses."""

from django.urls import path

from vimeet.portal.consumers import AgendaConsumer

websocket_urlpatterns = [
    path("ws/portal/<slug:organiser>/<slug:event>/agenda/", AgendaConsumer.as_asgi()),
]
