"""Uploaded pictures: decoded for good, and written anew as WebP in our own sizes, or refused.

A file is never kept as it came: it is turned upright, brought to sRGB and written anew, so that
neither metadata (place, device, thumbnails) nor anything hidden in it reaches a table.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.functional import lazy
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageCms, ImageOps

# What Pillow may try: the decoders of all its other formats stay out of reach of uploads.
FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPT = "image/jpeg,image/png,image/webp"
MOST_MEGABYTES = 8
# What the header announces is checked before anything is unpacked: a small file may hold a
# picture that fills the memory (a decompression bomb). A phone's photo has up to 50 million.
MOST_PIXELS = 50_000_000
SMALLEST_SIDE = 48
# What is longer is a line in our smallest size, or nothing at all.
MOST_TIMES_AS_LONG = 20
CACHE_SECONDS = 3600


def decoded(upload: UploadedFile[Any], *, longest: int) -> Image.Image:
    """The first frame, upright, in sRGB, with transparency where it has some.

    ``longest``: the longer side, in pixels, that will be asked of it at most. Raises
    ValidationError, with a text for the person, for what is no picture, or too big a one.
    """
    if (upload.size or 0) > MOST_MEGABYTES * 1024 * 1024:
        raise ValidationError(
            _("This picture is too big: at most %(limit)d MB."), params={"limit": MOST_MEGABYTES}
        )
    upload.seek(0)
    return _decoded(upload, longest)


def _decoded(file: IO[Any], longest: int) -> Image.Image:
    wrong = ValidationError(_("This is no picture that can be read: JPEG, PNG or WebP, please."))
    too_many = ValidationError(
        _("This picture has too many pixels: at most %(limit)d million."),
        params={"limit": MOST_PIXELS // 1_000_000},
    )
    try:
        picture = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as fault:
        raise too_many from fault
    except Exception as fault:  # decoders of broken files raise whatever they stumble upon
        raise wrong from fault
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise too_many
    if min(width, height) < SMALLEST_SIDE:
        raise ValidationError(
            _("This picture is too small: at least %(limit)d pixels on each side."),
            params={"limit": SMALLEST_SIDE},
        )
    if max(width, height) > MOST_TIMES_AS_LONG * min(width, height):
        raise ValidationError(
            _("This picture is too narrow: one side may be %(limit)d times the other at most."),
            params={"limit": MOST_TIMES_AS_LONG},
        )
    try:
        # A JPEG can be unpacked at a half, a quarter or an eighth: no more than is needed.
        picture.draft(None, (2 * longest, 2 * longest))
        picture.load()
        return _in_srgb(ImageOps.exif_transpose(picture))
    except Exception as fault:  # as above; also files that end too early
        raise wrong from fault


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    transparent = picture.has_transparency_data
    if profile and picture.mode in ("RGB", "CMYK"):
        # A broken profile is no reason to refuse the picture.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
            if converted is not None:
                return converted
    return picture.convert("RGBA" if transparent else "RGB")


def resized(picture: Image.Image, size: int, *, square: bool = False) -> Image.Image:
    """The bare pixels, the longer side at most ``size``; ``square``: cut to the middle."""
    # A small picture is not blown up: the browser does that as well.
    side = min(size, min(picture.size) if square else max(picture.size))
    small = (ImageOps.fit if square else ImageOps.contain)(picture, (side, side))
    # Only the pixels go on: a new picture has no metadata to lose.
    clean = Image.new(small.mode, small.size)
    clean.paste(small)
    return clean


def webp(picture: Image.Image) -> bytes:
    """The picture as a file."""
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=82, method=4)
    return written.getvalue()


def webp_response(request: HttpRequest, content: bytes, *, version: str) -> HttpResponse:
    """The picture, for the browser of who may see it to keep for an hour, and nobody else's cache.

    A changed picture has another address, so an old one is not shown for a new one. ``version``
    names it among the pictures of its kind.
    """
    etag = quote_etag(version)
    response = HttpResponse(content, content_type="image/webp")
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={CACHE_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    found = get_conditional_response(request, etag=etag, response=response)
    return found if isinstance(found, HttpResponse) else response


def _limit() -> str:
    return _("JPEG, PNG or WebP, at most %(limit)d MB.") % {"limit": MOST_MEGABYTES}


class PictureField(forms.FileField):
    """A picture to upload. The browser is told what fits; whoever keeps it decodes it."""

    def __init__(self, **kwargs: Any) -> None:
        limits = {"accept": ACCEPT, "data-max-bytes": MOST_MEGABYTES * 1024 * 1024}
        texts: dict[str, Any] = {"label": gettext_lazy("Picture"), "help_text": lazy(_limit, str)()}
        texts["widget"] = forms.FileInput(attrs=limits)
        super().__init__(**texts | kwargs)
