"""Reading recommendations: whom, and why in the reader's language."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, DecimalField, Max, QuerySet
from django.utils import timezone

from vimeet.directory.recommendations.models import Computation, Dismissal, RecommendationList
from vimeet.directory.recommendations.reasons import reasons_of
from vimeet.events.models import Event, ParticipantType
from vimeet.registration.models import Delegation
from vimeet.registration.selectors import delegations_to_ask
from vimeet.registration.selectors.terms import term_tree

SHOWN_AT_ONCE = 20


@dataclass(frozen=True)
class Recommended:
    """Somebody to meet. ``mutual``: each has what the other looks for; ``reasons`` in words."""

    delegation: Delegation
    mutual: bool
    reasons: list[str]


@dataclass(frozen=True)
class Recommendations:
    """What a delegation is shown. ``computed_at`` None: nothing has been computed yet.

    ``more``: how many fit besides those shown.
    """

    shown: list[Recommended]
    more: int
    computed_at: dt.datetime | None


def recommendations_for(
    delegation: Delegation, *, without: Collection[int] = (), most: int = SHOWN_AT_ONCE
) -> Recommendations:
    """Those who fit ``delegation``, the best first.

    Never those of ``without`` (numbers of delegations: asked, refused, blocked or met before, which
    the caller knows), those waved aside, or those it may not ask any more.
    """
    stored = RecommendationList.objects.filter(delegation=delegation).first()
    if stored is None:
        return Recommendations([], 0, None)
    out = set(without) | set(
        Dismissal.objects.filter(delegation=delegation).values_list("other_id", flat=True)
    )
    found = [one for one in stored.found if one["to"] not in out]
    others = (
        delegations_to_ask(delegation).select_related("logo").in_bulk([one["to"] for one in found])
    )
    tree = term_tree(delegation.event)
    fitting = [
        Recommended(others[one["to"]], one["mutual"], reasons)
        for one in found
        # A reason whose term was deleted a moment ago is none.
        if one["to"] in others and (reasons := reasons_of(one, tree))
    ]
    return Recommendations(fitting[:most], len(fitting[most:]), stored.computed_at)


def dismissed_by(delegation: Delegation) -> QuerySet[Dismissal]:
    """What ``delegation`` waved aside, the last first."""
    rows: QuerySet[Dismissal] = Dismissal.objects.filter(delegation=delegation).select_related(
        "other"
    )
    return rows


def last_computed_at(event: Event) -> dt.datetime | None:
    """When the event's recommendations were computed; None: not yet."""
    state = Computation.objects.of_event(event).first()
    return state.finished_at if state else None


class _Moments(Aggregate):
    """The sum of moments, in seconds.

    Of two changes at once the earlier may be committed last: the last moment does not show it, the
    sum does. SQLite has one writer at a time; there whole seconds do.
    """

    template = "SUM(EXTRACT(EPOCH FROM %(expressions)s))"
    output_field = DecimalField(max_digits=30, decimal_places=6)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """As ``template``, in its words."""
        template = "SUM(CAST(86400 * julianday(%(expressions)s) AS INTEGER))"
        return self.as_sql(compiler, connection, template=template, **extra)


def signatures(event: Event | None = None) -> dict[int, tuple[str, dt.datetime]]:
    """For each event that has not ended (or only ``event``) what its recommendations hang on.

    That is how many delegations there are, when profiles or the taxonomy last changed, and who may
    ask whom; with it the moment of the last change. Events without delegations are left out.
    """
    # A day late: somewhere it is still yesterday.
    events = Event.objects.filter(ends_on__gte=timezone.now().date() - dt.timedelta(days=1))
    if event is not None:
        events = Event.objects.filter(pk=event.pk)
    rows = (
        Delegation.objects.filter(event__in=events)
        .order_by()
        .values_list("event")
        .annotate(
            count=Count("pk"),
            changed_at=Max("profile_changed_at"),
            moments=_Moments("profile_changed_at"),
        )
    )
    through = ParticipantType.may_ask.through
    allowed: dict[int, list[str]] = defaultdict(list)
    for pk, asker, asked in (
        through.objects.filter(from_participanttype__event__in=events)
        .order_by("from_participanttype_id", "to_participanttype_id")
        .values_list(
            "from_participanttype__event_id", "from_participanttype_id", "to_participanttype_id"
        )
    ):
        allowed[pk].append(f"{asker}>{asked}")
    return {
        pk: (f"{count} {changed_at.isoformat()} {moments} {_digest(allowed[pk])}", changed_at)
        for pk, count, changed_at, moments in rows
    }


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]
