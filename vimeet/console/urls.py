"""The door's addresses."""

from django.urls import URLPattern

app_name = "console"
urlpatterns: list[URLPattern] = []
