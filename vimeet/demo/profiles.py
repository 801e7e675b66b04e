"""What the demo's companies say of themselves in the event's list, and the logos of some."""

from __future__ import annotations

import colorsys
import io
import random
from collections.abc import Iterable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from vimeet.accounts.models import User
from vimeet.demo.taxonomy import CLASHING, FITTING, LIST
from vimeet.demo.trades import Said
from vimeet.events.models import Event
from vimeet.registration.models import Delegation, Picture, PictureSize, Term, TermPair
from vimeet.registration.pictures import picture_sizes
from vimeet.registration.services.term_lists import read_lines
from vimeet.registration.services.terms import import_terms

# So many of ten have a logo; the others show what a list looks like without.
WITH_LOGO = 6
_SIDE = 192


def add_taxonomy(event: Event, actor: User) -> dict[str, Term]:
    """The event's list and its pairs; returns the terms by their English names."""
    import_terms(event=event, actor=actor, lines=read_lines(LIST))
    terms = {term.name_en: term for term in Term.objects.of_event(event)}
    TermPair.objects.bulk_create(
        TermPair(event=event, need=terms[need], offer=terms[offer], kind=kind)
        for kind, pairs in ((TermPair.Kind.FITS, FITTING), (TermPair.Kind.CLASHES, CLASHING))
        for need, offer in pairs
    )
    return terms


def choose_terms(said: Iterable[tuple[Delegation, Said, Said]], terms: Mapping[str, Term]) -> None:
    """Have each delegation tick what stands for what it says it needs and offers."""
    rows = list(said)
    for field, column in (("needed_terms", 1), ("offered_terms", 2)):
        through = getattr(Delegation, field).through
        through.objects.bulk_create(
            through(delegation_id=row[0].pk, term_id=terms[name].pk)
            for row in rows
            for name in row[column].terms  # type: ignore[union-attr]
        )


def add_logos(event: Event, delegations: Iterable[Delegation]) -> None:
    """Draw some delegations a logo, the same one at every start."""
    chosen = [d for number, d in enumerate(delegations) if number * 7 % 10 < WITH_LOGO]
    pictures = Picture.objects.bulk_create(
        Picture(event=event, delegation=delegation) for delegation in chosen
    )
    PictureSize.objects.bulk_create(
        PictureSize(picture=picture, size=size, content=content)
        for picture, delegation in zip(pictures, chosen, strict=True)
        for size, content in picture_sizes(
            _upload(draw_logo(delegation.name)), square=False
        ).items()
    )


def draw_logo(name: str) -> Image.Image:
    """A sign of two shapes in one colour, from the letters of the name."""
    dice = random.Random(name)
    hue = dice.random()
    strong, light = (
        tuple(round(255 * part) for part in colorsys.hls_to_rgb(hue, lightness, 0.6))
        for lightness in (0.36, 0.72)
    )
    picture = Image.new("RGB", (_SIDE, _SIDE), "white")
    draw = ImageDraw.Draw(picture)
    middle, half = _SIDE // 2, dice.randrange(60, 80)
    box = (middle - half, middle - half, middle + half, middle + half)
    match dice.randrange(3):
        case 0:
            draw.ellipse(box, fill=strong)
        case 1:
            draw.rounded_rectangle(box, radius=dice.choice((8, 24)), fill=strong)
        case _:
            draw.regular_polygon((middle, middle, half), dice.choice((3, 5, 6)), fill=strong)
    start = dice.randrange(0, 360, 30)
    inner = half // 2
    draw.pieslice(
        (middle - inner, middle - inner, middle + inner, middle + inner),
        start,
        start + dice.choice((90, 180, 270)),
        fill=light,
    )
    return picture


def _upload(picture: Image.Image) -> SimpleUploadedFile:
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=1)
    return SimpleUploadedFile("logo.png", written.getvalue(), "image/png")
