"""The addresses that calendar programs read."""

from django.urls import path

from vimeet.portal.views import calendars

app_name = "calendar"
urlpatterns = [path("<str:token>.ics", calendars.feed, name="feed")]
