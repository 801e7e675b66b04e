"""Changing an event's slots. They never overlap, and none that a plan uses goes away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.events.generator import Pattern, Span, spans_of
from vimeet.events.models import Event, Slot
from vimeet.events.services.events import lock_event
from vimeet.events.services.use import clear_discarded, in_use

if TYPE_CHECKING:
    from vimeet.accounts.models import User

FIELDS = ("starts_at", "ends_at")
MOST_SLOTS = 500


@dataclass(frozen=True)
class SlotChange:
    """What applying a pattern does to the slots of its days; other days stay as they are."""

    kept: list[Slot]
    added: list[Span]
    removed: list[Slot]

    @property
    def changes_nothing(self) -> bool:
        """Whether the days have exactly these slots already."""
        return not self.added and not self.removed


def preview_slots(event: Event, pattern: Pattern) -> SlotChange:
    """What ``apply_pattern`` would do now. Raises ValidationError for a pattern without slots."""
    spans = spans_of(pattern, event.zone)
    if not spans:
        raise ValidationError(_("No slot fits between these hours."))
    if len(spans) > MOST_SLOTS:
        raise ValidationError(
            _("That makes %(count)d slots; an event holds %(most)d at most."),
            params={"count": len(spans), "most": MOST_SLOTS},
        )
    days = set(pattern.days)
    there = [s for s in event.slots.all() if s.starts_at.astimezone(event.zone).date() in days]
    wanted = {(span.starts_at, span.ends_at): span for span in spans}
    kept = [slot for slot in there if (slot.starts_at, slot.ends_at) in wanted]
    known = {(slot.starts_at, slot.ends_at) for slot in kept}
    return SlotChange(
        kept=kept,
        added=[span for key, span in wanted.items() if key not in known],
        removed=[slot for slot in there if (slot.starts_at, slot.ends_at) not in wanted],
    )


@transaction.atomic
def apply_pattern(*, event: Event, pattern: Pattern, actor: User) -> SlotChange:
    """Give the pattern's days exactly its slots; those that are there already stay.

    Raises ValidationError if a slot that would go is used by a plan, or if a new one overlaps a
    slot of another day (past midnight).
    """
    event = lock_event(event)
    change = preview_slots(event, pattern)
    _check_free(event, change.removed)
    clear_discarded(change.removed)
    Slot.objects.filter(pk__in=[slot.pk for slot in change.removed]).delete()
    for span in change.added:
        _check_no_overlap(event, span)
    Slot.objects.bulk_create(
        Slot(event=event, starts_at=span.starts_at, ends_at=span.ends_at) for span in change.added
    )
    if not change.changes_nothing:
        record(
            action="slots.generated",
            obj=event,
            actor=actor,
            event=event,
            changes={
                "added": [None, [span.starts_at.isoformat() for span in change.added]],
                "removed": [[slot.starts_at.isoformat() for slot in change.removed], None],
            },
        )
    return change


@transaction.atomic
def add_slot(*, event: Event, starts_at: dt.datetime, ends_at: dt.datetime, actor: User) -> Slot:
    """Add one slot. Raises ValidationError if it overlaps another or lies outside the days."""
    event = lock_event(event)
    _check_span(event, Span(starts_at, ends_at))
    slot: Slot = Slot.objects.create(event=event, starts_at=starts_at, ends_at=ends_at)
    record(action="slot.added", obj=slot, actor=actor, event=event, changes=created(slot, FIELDS))
    return slot


@transaction.atomic
def move_slot(*, slot: Slot, starts_at: dt.datetime, ends_at: dt.datetime, actor: User) -> Slot:
    """Change a slot's times. Raises ValidationError as ``add_slot``, or if a plan uses it."""
    event = lock_event(slot.event)
    current: Slot = Slot.objects.get(pk=slot.pk)
    changes = assign(current, {"starts_at": starts_at, "ends_at": ends_at})
    if not changes:
        return current
    _check_span(event, Span(starts_at, ends_at), but=current)
    _check_free(event, [current])
    current.save(update_fields=list(changes))
    record(action="slot.moved", obj=current, actor=actor, event=event, changes=changes)
    return current


@transaction.atomic
def delete_slot(*, slot: Slot, actor: User) -> None:
    """Delete a slot. Raises ValidationError if a plan uses it."""
    event = lock_event(slot.event)
    _check_free(event, [slot])
    clear_discarded([slot])
    record(action="slot.deleted", obj=slot, actor=actor, event=event, changes=deleted(slot, FIELDS))
    slot.delete()


def _check_span(event: Event, span: Span, but: Slot | None = None) -> None:
    if span.ends_at <= span.starts_at:
        raise ValidationError(_("The end must come after the start."))
    day = span.starts_at.astimezone(event.zone).date()
    if not event.starts_on <= day <= event.ends_on:
        raise ValidationError(_("The slot lies outside the days of the event."))
    _check_no_overlap(event, span, but)


def _check_no_overlap(event: Event, span: Span, but: Slot | None = None) -> None:
    others = event.slots.filter(starts_at__lt=span.ends_at, ends_at__gt=span.starts_at)
    other = others.exclude(pk=but.pk if but else None).first()
    if other is not None:
        raise ValidationError(
            _("It overlaps the slot %(slot)s."), params={"slot": slot_label(other, event)}
        )


def _check_free(event: Event, slots: Collection[Slot]) -> None:
    """Raise ValidationError if a draft or a release holds a meeting in one of ``slots``."""
    used = in_use(slots)
    if used is not None:
        slot, plan = used
        raise ValidationError(
            _("Plan %(plan)s holds meetings in the slot %(slot)s, so it stays as it is."),
            params={"plan": plan, "slot": slot_label(slot, event)},
        )


def slot_label(slot: Slot | Span, event: Event) -> str:
    """A slot in words, in the event's time zone and the reader's language."""
    start, end = (timezone.localtime(t, event.zone) for t in (slot.starts_at, slot.ends_at))
    return f"{date_format(start, 'SHORT_DATE_FORMAT')} {start:%H:%M}–{end:%H:%M}"
