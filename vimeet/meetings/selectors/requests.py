"""Reading requests, as one delegation sees them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from vimeet.meetings.models import Request
from vimeet.registration.models import Delegation

# What waits for an answer stands first, what came to nothing last.
_ORDER = Case(
    When(state=Request.State.PROPOSED, then=Value(0)),
    When(state=Request.State.ACCEPTED, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def _as_list(requests: QuerySet[Request]) -> QuerySet[Request]:
    return (
        requests.select_related("asker__participant_type", "asked__participant_type")
        .prefetch_related("asker_delegates", "asked_delegates")
        .order_by(_ORDER, "-created_at", "-pk")
    )


def requests_received(delegation: Delegation) -> QuerySet[Request]:
    """Who asked ``delegation``, with both sides and the named delegates.

    What was withdrawn before they answered is gone; what they had agreed to is still there.
    """
    return _as_list(
        Request.objects.of_event(delegation.event)
        .filter(asked=delegation)
        .exclude(state=Request.State.WITHDRAWN, answered_at=None)
    )


def requests_made(delegation: Delegation) -> QuerySet[Request]:
    """Whom ``delegation`` asked, with both sides and the named delegates."""
    return _as_list(Request.objects.of_event(delegation.event).filter(asker=delegation))


def request_of(delegation: Delegation, pk: int) -> Request | None:
    """The request ``pk`` if ``delegation`` asked or is asked; else None."""
    return (
        Request.objects.of_event(delegation.event)
        .filter(Q(asker=delegation) | Q(asked=delegation), pk=pk)
        .select_related("asker", "asked", "event__organiser")
        .first()
    )


def waiting_for(delegation: Delegation) -> int:
    """How many requests wait for the delegation's answer."""
    return requests_received(delegation).filter(state=Request.State.PROPOSED).count()


def agreed_with(delegation: Delegation) -> int:
    """How many meetings the delegation has agreed on, planned or not."""
    return (
        Request.objects.of_event(delegation.event)
        .filter(Q(asker=delegation) | Q(asked=delegation), state=Request.State.ACCEPTED)
        .count()
    )


def open_requests_with(delegation: Delegation, others: Iterable[int]) -> dict[int, Request]:
    """The open request between ``delegation`` and each of ``others`` (pks), by the other's pk."""
    pks = list(others)
    found = Request.objects.of_event(delegation.event).filter(
        Q(asker=delegation, asked__in=pks) | Q(asked=delegation, asker__in=pks),
        state__in=(Request.State.PROPOSED, Request.State.ACCEPTED),
    )
    return {r.asked_id if r.asker_id == delegation.pk else r.asker_id: r for r in found}


def have_request(delegation: Delegation, other: int) -> bool:
    """Whether one of the two (``other`` by its number) ever asked the other."""
    return (
        Request.objects.of_event(delegation.event)
        .filter(Q(asker=delegation, asked=other) | Q(asked=delegation, asker=other))
        .exists()
    )
