"""Computing an event's recommendations, and waving one aside.

A computation reads, computes outside any transaction, and writes in a short one: it takes seconds
for a thousand delegations, and nobody waits for it. When profiles change meanwhile, the signature
it was made from is an old one, and the next sweep computes again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.directory import above
from vimeet.directory.recommendations.matching import matches
from vimeet.directory.recommendations.models import Computation, Dismissal, RecommendationList
from vimeet.directory.recommendations.ranking import Found, Profile, rank
from vimeet.directory.recommendations.selectors import signatures
from vimeet.events.models import Event, ParticipantType
from vimeet.registration.models import Delegation, TermPair
from vimeet.registration.selectors.terms import term_tree

if TYPE_CHECKING:
    from vimeet.accounts.models import User

# A profile is being worked on: wait until nothing has changed for so long, but no longer than that.
QUIET = dt.timedelta(seconds=5)
PATIENCE = dt.timedelta(minutes=1)
# After so long a computation that has not ended is held for lost.
LOST = dt.timedelta(minutes=5)
_ROWS_AT_ONCE = 100


def due_events() -> list[int]:
    """The events whose recommendations are to be computed now, by number.

    Those that have not ended, whose profiles have changed, and have been left alone since. Notes
    since when each of the others waits for that.
    """
    now = timezone.now()
    states = {state.event_id: state for state in Computation.objects.all()}
    due = []
    for event, (signature, changed_at) in signatures().items():
        state = states.get(event)
        if state is None or state.finished_at is None:
            if state is None or state.started_at is None or state.started_at < now - LOST:
                due.append(event)
        elif state.signature != signature:
            begun = state.started_at
            if begun is not None and begun > max(state.finished_at, now - LOST):
                continue
            pending = state.pending_since
            if changed_at <= now - QUIET or (pending is not None and pending <= now - PATIENCE):
                due.append(event)
            elif pending is None:
                Computation.objects.filter(pk=state.pk).update(pending_since=now)
    return due


def compute(*, event: Event) -> int:
    """Compute the event's recommendations afresh; returns for how many delegations.

    May be called again at any time, also at once by two: each writes the same.
    """
    Computation.objects.update_or_create(
        event=event, defaults={"started_at": timezone.now(), "pending_since": None}
    )
    signature = signatures(event).get(event.pk, ("", None))[0]
    found = dict(rank(_profiles(event), _matches(event), _may_ask(event)))
    try:
        _write(event, found)
    except IntegrityError:
        # A delegation was deleted since it was read: the sweep comes again.
        Computation.objects.filter(event=event).update(started_at=None)
        return 0
    Computation.objects.filter(event=event).update(signature=signature, finished_at=timezone.now())
    return len(found)


def compute_again(*, event: Event) -> None:
    """Have the next sweep, seconds from now, compute the event's recommendations."""
    Computation.objects.filter(event=event).update(signature="", started_at=None)


@transaction.atomic
def _write(event: Event, found: dict[int, list[Found]]) -> None:
    now = timezone.now()
    there = Delegation.objects.of_event(event).filter(pk__in=found).values_list("pk", flat=True)
    RecommendationList.objects.bulk_create(
        [
            RecommendationList(
                delegation_id=pk, found=[one.to_json() for one in found[pk]], computed_at=now
            )
            for pk in there
        ],
        batch_size=_ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["delegation"],
        update_fields=["found", "computed_at"],
    )


def _profiles(event: Event) -> list[Profile]:
    delegations = Delegation.objects.of_event(event).order_by("name", "pk")
    chosen: dict[str, dict[int, set[int]]] = {}
    for field in ("needed_terms", "offered_terms"):
        through = getattr(Delegation, field).through
        chosen[field] = defaultdict(set)
        rows = through.objects.filter(delegation__event=event)
        for delegation, term in rows.values_list("delegation_id", "term_id"):
            chosen[field][delegation].add(term)
    known = defaultdict(set, above.no_news(event))
    for delegation, other in Dismissal.objects.of_event(event).values_list("delegation", "other"):
        known[delegation].add(other)
    return [
        Profile(
            delegation.pk,
            delegation.participant_type_id,
            frozenset(chosen["needed_terms"][delegation.pk]),
            frozenset(chosen["offered_terms"][delegation.pk]),
            (("en", delegation.needs_en), ("fr", delegation.needs_fr)),
            (
                ("en", f"{delegation.presentation_en}\n{delegation.offers_en}"),
                ("fr", f"{delegation.presentation_fr}\n{delegation.offers_fr}"),
            ),
            frozenset(known[delegation.pk]),
        )
        for delegation in delegations
    ]


def _matches(event: Event) -> dict:  # type: ignore[type-arg]
    return matches(term_tree(event), TermPair.objects.of_event(event))


def _may_ask(event: Event) -> dict[int, set[int]]:
    """Whom each participant type may ask, by their numbers."""
    allowed: dict[int, set[int]] = defaultdict(set)
    through = ParticipantType.may_ask.through
    rows = through.objects.filter(from_participanttype__event=event)
    for asker, asked in rows.values_list("from_participanttype_id", "to_participanttype_id"):
        allowed[asker].add(asked)
    return allowed


@transaction.atomic
def dismiss(*, delegation: Delegation, other: Delegation, actor: User) -> None:
    """Do not recommend ``other`` to ``delegation`` any more.

    Raises ValidationError if it is another event's, or the delegation itself.
    """
    if other.event_id != delegation.event_id or other.pk == delegation.pk:
        raise ValidationError(_("This participant can’t be recommended to you."))
    dismissal, new = Dismissal.objects.get_or_create(delegation=delegation, other=other)
    if new:
        record(
            action="recommendation.dismissed",
            obj=dismissal,
            actor=actor,
            event=delegation.event,
        )


@transaction.atomic
def restore(*, delegation: Delegation, other: Delegation, actor: User) -> None:
    """Recommend ``other`` again where it fits."""
    dismissal = Dismissal.objects.filter(delegation=delegation, other=other).first()
    if dismissal is not None:
        record(
            action="recommendation.restored",
            obj=dismissal,
            actor=actor,
            event=delegation.event,
        )
        dismissal.delete()
