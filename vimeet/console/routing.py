"""The console's WebSocket addresses."""

from django.urls import path

from vimeet.console.consumers import RunsConsumer

websocket_urlpatterns = [
    path("ws/console/<slug:organiser>/<slug:event>/runs/", RunsConsumer.as_asgi()),
]
