"""An event in figures: for its dashboard, the list of events and the navigation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from vimeet.events.models import Event, ParticipantType, Place, Slot
from vimeet.meetings.models import ChangeWish, Meeting, Plan, Request, Run
from vimeet.programme.models import Session
from vimeet.registration.models import Delegate, Delegation, Registration


@dataclass(frozen=True)
class EventFigures:
    """What a dashboard says of an event. ``capacity``: meetings its places hold over all slots."""

    delegations: int
    delegates: int
    without_delegate: int
    requests: dict[str, int]
    slots: int
    places: int
    places_at_once: int
    capacity: int
    last_run: Run | None
    draft: Plan | None
    release: Plan | None
    released_meetings: int

    @property
    def accepted(self) -> int:
        """Requests that wait to be planned or are."""
        return self.requests[Request.State.ACCEPTED]

    @property
    def room_scale(self) -> int:
        """The end of the bars that compare what is asked for with what the places hold."""
        return max(self.accepted, self.capacity, 1)

    @property
    def unanswered(self) -> int:
        """Requests nobody has answered yet."""
        return self.requests[Request.State.PROPOSED]


def event_figures(event: Event) -> EventFigures:
    """Count what belongs to ``event``, in a fixed number of queries."""
    delegations = Delegation.objects.of_event(event)
    places = Place.objects.of_event(event).aggregate(
        places=Count("pk"), at_once=Coalesce(Sum("capacity"), 0)
    )
    slots = Slot.objects.of_event(event).count()
    closed = Place.closed_slots.through.objects.filter(place__event=event).aggregate(
        n=Coalesce(Sum("place__capacity"), 0)
    )["n"]
    plans = Plan.objects.of_event(event).select_related("run", "released_by")
    release = plans.filter(state=Plan.State.RELEASED).order_by("-number").first()
    return EventFigures(
        delegations=delegations.count(),
        delegates=Delegate.objects.of_event(event).count(),
        without_delegate=delegations.filter(delegates=None).count(),
        requests=request_counts(event),
        slots=slots,
        places=places["places"],
        places_at_once=places["at_once"],
        capacity=places["at_once"] * slots - closed,
        last_run=Run.objects.of_event(event).order_by("-number").first(),
        draft=plans.filter(state=Plan.State.DRAFT).order_by("-number").first(),
        release=release,
        released_meetings=Meeting.objects.filter(plan=release).count() if release else 0,
    )


def request_counts(event: Event) -> dict[str, int]:
    """How many of the event's requests are in each state (every state is named)."""
    counted = dict(
        Request.objects.of_event(event).order_by().values_list("state").annotate(n=Count("pk"))
    )
    return {state: counted.get(state, 0) for state in Request.State.values}


def _count(rows: QuerySet[Any], key: str) -> Coalesce:
    """A subquery: how many of ``rows`` there are per ``key``."""
    counted = rows.order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_counts(events: QuerySet[Event]) -> QuerySet[Event]:
    """``events``, each with its numbers of delegations, people, requests, and its release."""
    accepted = Request.objects.filter(event=OuterRef("pk"), state=Request.State.ACCEPTED)
    released = Plan.objects.filter(event=OuterRef("pk"), state=Plan.State.RELEASED)
    return events.annotate(
        delegation_count=_count(Delegation.objects.filter(event=OuterRef("pk")), "event"),
        delegate_count=_count(
            Delegate.objects.filter(delegation__event=OuterRef("pk")), "delegation__event"
        ),
        accepted_count=_count(accepted, "event"),
        released_number=Subquery(released.order_by("-number").values("number")[:1]),
    )


def navigation_counts(event: Event) -> dict[str, int]:
    """The numbers beside the entries of the console's navigation, in one query."""
    parts: dict[str, Any] = {
        "slots": Slot,
        "places": Place,
        "types": ParticipantType,
        "delegations": Delegation,
        "requests": Request,
    }
    rows = {name: part.objects.filter(event=OuterRef("pk")) for name, part in parts.items()}
    rows["programme"] = Session.objects.filter(event=OuterRef("pk"), dropped=False)
    rows["registrations"] = Registration.objects.filter(event=OuterRef("pk")).exclude(
        state=Registration.State.DRAFT
    )
    # What waits for a decision: one wish at most is open for a request.
    rows["agendas"] = Request.objects.filter(
        event=OuterRef("pk"), change_wishes__state=ChangeWish.State.OPEN
    )
    counted = (
        Event.objects.filter(pk=event.pk)
        .values_list(*(_count(part, "event") for part in rows.values()))
        .get()
    )
    return dict(zip(rows, counted, strict=True))


def with_meeting_counts(delegations: QuerySet[Delegation], event: Event) -> QuerySet[Delegation]:
    """``delegations`` of ``event``, each with its people, requests and meetings told to it.

    Adds ``delegate_count``, ``accepted_count``, ``open_count`` (not answered yet) and
    ``meeting_count`` (in the latest release).
    """
    requests = Request.objects.filter(event=event)
    release = Plan.objects.of_event(event).filter(state=Plan.State.RELEASED).order_by("-number")
    meetings = Meeting.objects.filter(plan=Subquery(release.values("pk")[:1]))
    return delegations.annotate(
        delegate_count=_count(Delegate.objects.filter(delegation=OuterRef("pk")), "delegation"),
        accepted_count=_of_both_sides(requests.filter(state=Request.State.ACCEPTED)),
        open_count=_of_both_sides(requests.filter(state=Request.State.PROPOSED)),
        meeting_count=_of_both_sides(meetings, "request__"),
    )


def _of_both_sides(rows: QuerySet[Any], path: str = "") -> CombinedExpression:
    """How many of ``rows`` a delegation has as one side and as the other.

    Two counts with an index each: one with "or" reads all rows anew for every delegation.
    """
    asker, asked = f"{path}asker", f"{path}asked"
    return _count(rows.filter(**{asker: OuterRef("pk")}), asker) + _count(
        rows.filter(**{asked: OuterRef("pk")}), asked
    )
