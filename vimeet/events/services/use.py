"""Whether plans use a slot or a place: what people were told of does not vanish under them."""

from __future__ import annotations

from collections.abc import Collection

from vimeet.events.models import Place, Slot

# States of plans. Plans live in ``meetings``, above this app, so they are named here by value.
COUNTING = ("draft", "released")
DISCARDED = "discarded"


def in_use[Thing: (Slot, Place)](things: Collection[Thing]) -> tuple[Thing, str] | None:
    """The first of ``things`` that a draft or release holds a meeting at, and that plan's name."""
    if not things:
        return None
    first = next(iter(things))
    meeting = (
        type(first)
        .objects.filter(pk__in=[thing.pk for thing in things], meetings__plan__state__in=COUNTING)
        .values_list("pk", "meetings__plan__number")
        .order_by("-meetings__plan__number")
        .first()
    )
    if meeting is None:
        return None
    pk, number = meeting
    return next(thing for thing in things if thing.pk == pk), f"v{number}"


def clear_discarded(things: Collection[Slot] | Collection[Place]) -> None:
    """Let go of the meetings that discarded plans still hold at ``things``."""
    for thing in things:
        thing.meetings.filter(plan__state=DISCARDED).delete()


def sessions_at(place: Place) -> bool:
    """Whether the programme, as edited or as ever released, has sessions at ``place``."""
    return place.sessions.exists() or place.releasedsessions.exists()
