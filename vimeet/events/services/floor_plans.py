"""The event's floor plan, and the places marked on it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.changes import deleted, values_of
from vimeet.audit.services import record
from vimeet.core.pictures import decoded, resized, webp
from vimeet.events.models import Event, FloorPlan, Place, PlaceMark

if TYPE_CHECKING:
    from vimeet.accounts.models import User

# The longer side, in pixels: small lettering stays readable when a phone is zoomed in.
LONGEST = 2000
FIELDS = ("x", "y")


def set_floor_plan(*, event: Event, actor: User | None, upload: UploadedFile[Any]) -> FloorPlan:
    """Make ``upload`` the event's floor plan. Marks stay where they are on the picture.

    Raises ValidationError if it is no fit picture.
    """
    picture = resized(decoded(upload, longest=LONGEST), LONGEST)
    content = webp(picture)
    with transaction.atomic():
        current = _lock(event)
        FloorPlan.objects.of_event(current).delete()
        plan: FloorPlan = FloorPlan.objects.create(
            event=current, content=content, width=picture.width, height=picture.height
        )
        record(action="floor_plan.changed", obj=current, actor=actor, event=current)
    return plan


@transaction.atomic
def remove_floor_plan(*, event: Event, actor: User | None) -> None:
    """Delete the floor plan with all marks, if there is one."""
    current = _lock(event)
    if FloorPlan.objects.of_event(current).delete()[0]:
        PlaceMark.objects.of_event(current).delete()
        record(action="floor_plan.removed", obj=current, actor=actor, event=current)


@transaction.atomic
def mark_place(*, place: Place, actor: User | None, x: Decimal, y: Decimal) -> PlaceMark:
    """Mark the place, or move its mark; ``x``, ``y``: fractions of width and height, 0 to 1.

    Raises ValidationError if there is no floor plan, or the position is not on it.
    """
    event = _lock(place.event)
    if not FloorPlan.objects.of_event(event).exists():
        raise ValidationError(_("There is no floor plan to mark a place on."))
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ValidationError(_("This position is not on the floor plan."))
    mark = PlaceMark.objects.filter(place=place).first()
    before = values_of(mark, FIELDS) if mark else dict.fromkeys(FIELDS)
    mark = mark or PlaceMark(place=place)
    mark.x, mark.y = x, y
    mark.save()
    # As the table keeps them: 0.5 and 0.5000 are the same position.
    mark.refresh_from_db(fields=FIELDS)
    after = values_of(mark, FIELDS)
    changes = {name: [before[name], after[name]] for name in FIELDS if before[name] != after[name]}
    if changes:
        record(action="place.marked", obj=place, actor=actor, event=event, changes=changes)
    return mark


@transaction.atomic
def unmark_place(*, place: Place, actor: User | None) -> None:
    """Take the place's mark off the floor plan, if it has one."""
    event = _lock(place.event)
    mark = PlaceMark.objects.filter(place=place).first()
    if mark is not None:
        changes = deleted(mark, FIELDS)
        mark.delete()
        record(action="place.unmarked", obj=place, actor=actor, event=event, changes=changes)


def _lock(event: Event) -> Event:
    """The event's row, held: one change of its plan at a time."""
    locked: Event = (
        Event.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organiser")
        .get(pk=event.pk)
    )
    return locked
