"""Logos and photos: an uploaded file becomes a few small WebP pictures, or is refused."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from vimeet.core.pictures import decoded, resized, webp, webp_response
from vimeet.registration.models import PictureSize

# The longer side, in pixels: beside a line, in a card, on a page; each twice its size on paper.
SIZES = (96, 256, 640)


def picture_sizes(upload: UploadedFile[Any], *, square: bool) -> dict[int, bytes]:
    """The picture as WebP, by size; ``square``: cut to its middle, as photos of people are.

    Raises ValidationError, with a text for the person, for what is no picture, or too big a one.
    """
    picture = decoded(upload, longest=SIZES[-1])
    return {size: webp(resized(picture, size, square=square)) for size in SIZES}


def picture_response(request: HttpRequest, stored: PictureSize) -> HttpResponse:
    """The picture in that size; see ``webp_response``."""
    version = f"{stored.picture_id}-{stored.size}"
    return webp_response(request, bytes(stored.content), version=version)
