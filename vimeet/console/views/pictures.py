"""Logos and photos, for the organiser."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View

from vimeet.console.views.base import ConsolePage
from vimeet.registration.models import PictureSize
from vimeet.registration.pictures import picture_response


class PictureView(ConsolePage, View):
    """A picture of the event in one of its sizes."""

    def get(self, request: HttpRequest, pk: int, size: int) -> HttpResponse:
        """The picture, or 404."""
        stored = PictureSize.objects.of_event(self.event).filter(picture=pk, size=size).first()
        if stored is None:
            raise Http404
        return picture_response(request, stored)
