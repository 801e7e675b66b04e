"""The floor plan of the demo's venue, drawn anew and alike at every start, with its places marked.

A hall of tables between two rows of stands, two rooms beside it. It is drawn at twice
the size it is kept in, so that edges are smooth.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import count

from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from vimeet.accounts.models import User
from vimeet.events.models import Event, Place, PlaceMark
from vimeet.events.services.floor_plans import set_floor_plan

Box = tuple[int, int, int, int]

WIDTH, HEIGHT = 2800, 1800
_WALL, _FLOOR, _HALL, _STAND, _INK = "#3d4a5c", "#f7f8fa", "#e9eef5", "#d5e3f2", "#1f2937"
_HOUSE: Box = (60, 60, 2740, 1740)
_HALL_BOX: Box = (100, 420, 2000, 1380)
_ROOM_BOXES: tuple[Box, ...] = ((2080, 100, 2700, 760), (2080, 800, 2700, 1200))
_WELCOME: Box = (2080, 1240, 2700, 1700)
_STANDS_IN_A_ROW, _STAND_STEP, _STAND_WIDTH, _STAND_DEPTH = 11, 174, 156, 250
_STAND_TOPS = (100, 1450)
_TABLES_IN_A_ROW = 8
# How far down its box each kind of place has its name, and below it its mark.
_NAME_AT: dict[str, float] = {Place.Kind.STAND: 0.2, Place.Kind.ROOM: 0.2, Place.Kind.TABLES: 0.09}
_MARK_AT: dict[str, float] = {
    Place.Kind.STAND: 0.68,
    Place.Kind.ROOM: 0.6,
    Place.Kind.TABLES: 0.235,
}
_FONT = "fonts/inter-latin-wght-normal.woff2"


def add_floor_plan(event: Event, actor: User) -> None:
    """Draw the plan of the event's places, and mark each of them on it."""
    places = Place.objects.of_event(event).order_by("pk")
    boxes = dict(_boxes(places))
    set_floor_plan(event=event, actor=actor, upload=_drawing(boxes))
    PlaceMark.objects.bulk_create(
        PlaceMark(
            place=place,
            x=_fraction((left + right) / 2, WIDTH),
            y=_fraction(top + (bottom - top) * _MARK_AT[place.kind], HEIGHT),
        )
        for place, (left, top, right, bottom) in boxes.items()
    )


def _fraction(part: float, whole: int) -> Decimal:
    return round(Decimal(part) / whole, 4)


def _boxes(places: Iterable[Place]) -> Iterator[tuple[Place, Box]]:
    """Where each place is: stands along two walls, the hall between them, rooms beside."""
    rooms, stands = iter(_ROOM_BOXES), count()
    for place in places:
        match place.kind:
            case Place.Kind.STAND:
                row, column = divmod(next(stands), _STANDS_IN_A_ROW)
                left, top = 100 + column * _STAND_STEP, _STAND_TOPS[row]
                yield place, (left, top, left + _STAND_WIDTH, top + _STAND_DEPTH)
            case Place.Kind.ROOM:
                yield place, next(rooms)
            case _:
                yield place, _HALL_BOX


def _drawing(boxes: dict[Place, Box]) -> SimpleUploadedFile:
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle(_HOUSE, fill=_FLOOR, outline=_WALL, width=12)
    for place, box in boxes.items():
        match place.kind:
            case Place.Kind.STAND:
                draw.rectangle(box, fill=_STAND, outline=_WALL, width=4)
                _write(draw, box, place.name.rpartition(" ")[2], 68, _NAME_AT[place.kind])
            case Place.Kind.ROOM:
                draw.rectangle(box, fill="white", outline=_WALL, width=8)
                _write(draw, box, place.name, 68, _NAME_AT[place.kind])
            case _:
                draw.rounded_rectangle(box, 24, fill=_HALL)
                _tables(draw, box, place.capacity)
                _write(draw, box, place.name, 80, _NAME_AT[place.kind])
    draw.rectangle(_WELCOME, fill="white", outline=_WALL, width=8)
    _write(draw, _WELCOME, "Accueil · Welcome", 68, 0.3)
    # The door to the street, and the way in.
    draw.line((2260, 1734, 2520, 1734), fill="white", width=16)
    draw.polygon(((2390, 1540), (2340, 1624), (2440, 1624)), fill=_INK)
    written = io.BytesIO()
    picture.reduce(2).save(written, "PNG", compress_level=1)
    return SimpleUploadedFile("plan.png", written.getvalue(), "image/png")


def _tables(draw: ImageDraw.ImageDraw, hall: Box, number: int) -> None:
    """Round tables with two chairs each, in rows, with room for the hall's name above."""
    for table in range(number):
        row, column = divmod(table, _TABLES_IN_A_ROW)
        x, y = hall[0] + 180 + column * 220, hall[1] + 380 + row * 220
        for chair in (-72, 72):
            draw.circle((x + chair, y), 16, fill=_WALL)
        draw.circle((x, y), 48, fill="white", outline=_WALL, width=4)


def _write(draw: ImageDraw.ImageDraw, box: Box, text: str, size: int, at: float) -> None:
    """Lettering in the middle of the box's width, ``at`` a fraction of its height."""
    left, top, right, bottom = box
    place = ((left + right) / 2, top + (bottom - top) * at)
    draw.text(place, text, fill=_INK, font=font(size), anchor="mm")


def font(size: int) -> ImageFont.FreeTypeFont:
    """The pages' own lettering."""
    return ImageFont.truetype(str(finders.find(_FONT)), size)
