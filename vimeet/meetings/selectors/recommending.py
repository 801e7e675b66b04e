"""Whom not to recommend: those asked already, kept apart, or met at an earlier event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, product
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q, QuerySet

from vimeet.meetings.models import Meeting, MeetingReport, NeverWith, Pair, Plan, Request
from vimeet.meetings.selectors.pairs import not_to_meet
from vimeet.registration.models import Delegate, Delegation

if TYPE_CHECKING:
    from vimeet.events.models import Event


def not_to_recommend(delegation: Delegation) -> set[int]:
    """The numbers of those of the event who are no news to ``delegation``, or not to be met.

    Whoever asked whom and whatever became of it; whoever said never; and those who met at an
    earlier event of the organiser.
    """
    asked = Request.objects.of_event(delegation.event).filter(
        Q(asker=delegation) | Q(asked=delegation)
    )
    pairs = asked.values_list("asker_id", "asked_id")
    known = {pk for pair in pairs for pk in pair} - {delegation.pk}
    return known | not_to_meet(delegation) | met_before(delegation)


def no_news(event: Event) -> dict[int, set[int]]:
    """``not_to_recommend`` of all delegations of ``event`` at once, by their pks.

    For what is computed ahead; what somebody reads is asked anew.
    """
    forbidden = Pair.objects.of_event(event).filter(kind=Pair.Kind.FORBIDDEN)
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in chain(
        Request.objects.of_event(event).values_list("asker_id", "asked_id"),
        NeverWith.objects.of_event(event).values_list("delegation_id", "other_id"),
        forbidden.values_list("first_id", "second_id"),
        _all_met_before(event),
    ):
        found[one].add(other)
        found[other].add(one)
    return dict(found)


def met_before(delegation: Delegation) -> set[int]:
    """Those of the event whom ``delegation`` met at an earlier event of the same organiser.

    A company is the same by its name, or by somebody who took part for it then and now. Met: a
    meeting of the last release, unless those who reported on it all say that it did not take place.
    """
    earlier = _same_earlier(delegation)
    if not earlier:
        return set()
    meetings = _meetings_told(Plan.objects.filter(event__delegations__in=earlier)).filter(
        Q(request__asker__in=earlier) | Q(request__asked__in=earlier)
    )
    met = {pk for pair in _took_place(meetings) for pk in pair}
    return _same_now(delegation, met - set(earlier))


def _all_met_before(event: Event) -> Iterator[tuple[int, int]]:
    """``met_before`` of all delegations of ``event``: those who met, in pairs."""
    now = _now_of_earlier(event)
    earlier = {"event__organiser": event.organiser_id, "event__starts_on__lt": event.starts_on}
    for asker, asked in _took_place(_meetings_told(Plan.objects.filter(**earlier))):
        pairs = product(now.get(asker, ()), now.get(asked, ()))
        yield from (pair for pair in pairs if pair[0] != pair[1])


def _meetings_told(plans: QuerySet[Plan]) -> QuerySet[Meeting]:
    """The meetings of the last release of each event that ``plans`` are of."""
    last = (
        plans.filter(state=Plan.State.RELEASED)
        .order_by()
        .values("event")
        .annotate(last=Max("number"))
        .values_list("event_id", "last")
    )
    told = Q(pk__in=())
    for event, number in last:
        told |= Q(plan__event=event, plan__number=number)
    meetings: QuerySet[Meeting] = Meeting.objects.filter(told)
    return meetings


def _took_place(meetings: QuerySet[Meeting]) -> Iterator[tuple[int, int]]:
    """The two sides of each, unless all who reported on it say that it did not take place."""
    missed = _missed(meetings.values("request"))
    sides = meetings.values_list("request_id", "request__asker_id", "request__asked_id")
    return ((asker, asked) for request, asker, asked in sides if request not in missed)


def _same_earlier(delegation: Delegation) -> list[int]:
    """The delegations of the same company at earlier events of the organiser."""
    event = delegation.event
    users = [user for user in delegation.delegates.values_list("user", flat=True) if user]
    rows = (
        Delegation.objects.of_organiser(event.organiser)
        .filter(event__starts_on__lt=event.starts_on)
        .filter(Q(name__iexact=delegation.name) | Q(delegates__user__in=users))
    )
    return list(rows.order_by().values_list("pk", flat=True).distinct())


def _same_now(delegation: Delegation, then: Iterable[int]) -> set[int]:
    """The delegations of this event that are the same companies as those of earlier ones."""
    then = list(then)
    names = {name.casefold() for name in _names(Delegation.objects.filter(pk__in=then))}
    users = Delegate.objects.filter(delegation__in=then).exclude(user=None).values("user")
    here = Delegation.objects.of_event(delegation.event).exclude(pk=delegation.pk)
    same = set(here.filter(delegates__user__in=users).values_list("pk", flat=True))
    return same | {pk for pk, name in here.values_list("pk", "name") if name.casefold() in names}


def _now_of_earlier(event: Event) -> dict[int, set[int]]:
    """For delegations of earlier events of the organiser those of ``event`` that are the same."""
    here = Delegation.objects.of_event(event)
    then = Delegation.objects.of_organiser(event.organiser).filter(
        event__starts_on__lt=event.starts_on
    )
    # By what one is known again by: a name, or the number of a user.
    known: dict[str | int, set[int]] = defaultdict(set)
    for pk, sign in _signs(here):
        known[sign].add(pk)
    now: dict[int, set[int]] = defaultdict(set)
    for pk, sign in _signs(then):
        if sign in known:
            now[pk] |= known[sign]
    return now


def _signs(delegations: QuerySet[Delegation]) -> Iterator[tuple[int, str | int]]:
    for pk, name in delegations.order_by().values_list("pk", "name"):
        yield pk, name.casefold()
    people = Delegate.objects.filter(delegation__in=delegations).exclude(user=None)
    yield from people.order_by().values_list("delegation_id", "user_id")


def _names(delegations: QuerySet[Delegation]) -> Iterable[str]:
    return delegations.order_by().values_list("name", flat=True)


def _missed(requests: QuerySet[Meeting, Any]) -> set[int]:
    """Those of ``requests`` whose meeting did not take place, by all who reported on it."""
    said: dict[int, set[bool]] = {}
    reports = MeetingReport.objects.filter(request__in=requests).exclude(took_place=None)
    for request, took_place in reports.values_list("request_id", "took_place"):
        said.setdefault(request, set()).add(took_place)
    return {request for request, answers in said.items() if answers == {False}}
