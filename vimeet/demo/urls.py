"""The demo's own page."""

from django.urls import URLPattern

app_name = "demo"
urlpatterns: list[URLPattern] = []
