"""Whom not to recommend: those asked already, kept apart, or met at an earlier event."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max, Q, QuerySet

from vimeet.meetings.models import Meeting, MeetingReport, Plan, Request
from vimeet.meetings.selectors.pairs import not_to_meet
from vimeet.registration.models import Delegate, Delegation


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


def met_before(delegation: Delegation) -> set[int]:
    """Those of the event whom ``delegation`` met at an earlier event of the same organiser.

    A company is the same by its name, or by somebody who took part for it then and now. Met: a
    meeting of the last release, unless those who reported on it all say that it did not take place.
    """
    earlier = _same_earlier(delegation)
    if not earlier:
        return set()
    last = (
        Plan.objects.filter(event__delegations__in=earlier, state=Plan.State.RELEASED)
        .order_by()
        .values("event")
        .annotate(last=Max("number"))
        .values_list("event_id", "last")
    )
    plans = Q()
    for event, number in last:
        plans |= Q(plan__event=event, plan__number=number)
    if not plans:
        return set()
    meetings = Meeting.objects.filter(
        plans, Q(request__asker__in=earlier) | Q(request__asked__in=earlier)
    )
    missed = _missed(meetings.values("request"))
    met = {
        pk
        for request, asker, asked in meetings.values_list(
            "request_id", "request__asker_id", "request__asked_id"
        )
        if request not in missed
        for pk in (asker, asked)
    }
    return _same_now(delegation, met - set(earlier))


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


def _names(delegations: QuerySet[Delegation]) -> Iterable[str]:
    return delegations.order_by().values_list("name", flat=True)


def _missed(requests: QuerySet[Meeting, dict[str, int]]) -> set[int]:
    """Those of ``requests`` whose meeting did not take place, by all who reported on it."""
    said: dict[int, set[bool]] = {}
    reports = MeetingReport.objects.filter(request__in=requests).exclude(took_place=None)
    for request, took_place in reports.values_list("request_id", "took_place"):
        said.setdefault(request, set()).add(took_place)
    return {request for request, answers in said.items() if answers == {False}}
