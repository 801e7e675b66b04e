"""What is locked while requests change, in one order: delegations, the event, people, requests.

Who locks many of a kind locks them by their numbers, all before the next kind.

``hold_event`` lets one change at a time happen to what an event's requests share: its rules, its
pairs, its release. Events, delegations and people are held by the weaker of PostgreSQL's two locks
for changes, with which rows that merely point at them can still be written (an audit entry, by
somebody who holds a request; a meeting that a release copies): with the stronger one, they and we
would wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable

from vimeet.events.models import Event
from vimeet.meetings.models import Request
from vimeet.registration.models import Delegate, Delegation


def hold_delegations(*delegations: Delegation) -> None:
    """Lock the rows of ``delegations`` until the end of the transaction."""
    pks = [delegation.pk for delegation in delegations]
    held = Delegation.objects.select_for_update(of=("self",), no_key=True)
    list(held.filter(pk__in=pks).order_by("pk"))


def hold_event(event: Event) -> Event:
    """The event as it is now; who else holds it, plans or releases waits for us."""
    held: Event = (
        Event.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organiser")
        .get(pk=event.pk)
    )
    return held


def hold_people(people: Iterable[Delegate]) -> None:
    """Lock the rows of ``people`` until the end of the transaction."""
    pks = [person.pk for person in people]
    held = Delegate.objects.select_for_update(of=("self",), no_key=True)
    list(held.filter(pk__in=pks).order_by("pk"))


def locked_request(request: Request) -> Request:
    """The request as it is now, locked until the end of the transaction."""
    current: Request = (
        Request.objects.select_for_update(of=("self",))
        .select_related("event__organiser", "asker", "asked")
        .get(pk=request.pk)
    )
    return current
