"""Pairs that never meet or meet in any case (the organiser), and «never with» (a delegation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.meetings.models import NeverWith, Pair, Request
from vimeet.meetings.selectors.pairs import pair_of
from vimeet.meetings.selectors.rules import rules_of
from vimeet.meetings.services.locks import hold_delegations, hold_event, locked_request
from vimeet.meetings.services.request_messages import Step, write_request_messages
from vimeet.meetings.services.requests import RequestError, check_not_apart, check_phase
from vimeet.meetings.services.withdrawals import check_not_in_agendas, end_request, give_up
from vimeet.registration.models import Delegation

if TYPE_CHECKING:
    from vimeet.accounts.models import User


def open_request_between(one: Delegation, other: Delegation) -> Request | None:
    """The open request of these two, whoever asked, locked; None if there is none."""
    found = Request.objects.filter(
        Q(asker=one, asked=other) | Q(asker=other, asked=one), state__in=Request.OPEN
    ).first()
    if found is None:
        return None
    current = locked_request(found)
    return current if current.is_open else None


def _check_two(one: Delegation, other: Delegation) -> None:
    if one.pk == other.pk or one.event_id != other.event_id:
        raise RequestError(_("Choose two different delegations of this event."))


@transaction.atomic
def forbid_pair(*, one: Delegation, other: Delegation, actor: User, note: str = "") -> Pair:
    """Let two delegations never meet: an open request is withdrawn, and none can be made.

    A meeting that people have been told of leaves their agendas with the next release. Raises
    RequestError if they are one and the same, or paired already.
    """
    _check_two(one, other)
    hold_delegations(one, other)
    hold_event(one.event)
    pair = _add_pair(one, other, Pair.Kind.FORBIDDEN, note, actor)
    request = open_request_between(one, other)
    if request is not None:
        end_request(request, by=Request.Side.ORGANISER, actor=actor)
    return pair


@transaction.atomic
def lock_pair(*, one: Delegation, other: Delegation, actor: User, note: str = "") -> Pair:
    """Have two delegations meet in any case: an accepted request that every plan must hold.

    One that waits is accepted; where there is none, ``one`` asks ``other``, whatever their types.
    Raises RequestError if they are one and the same, paired already, or one never wants to.
    """
    _check_two(one, other)
    hold_delegations(one, other)
    event = hold_event(one.event)
    check_not_apart(one, other, staff=True)
    pair = _add_pair(one, other, Pair.Kind.LOCKED, note, actor)
    request = open_request_between(one, other)
    if request is None:
        request = Request(event=event, asker=one, asked=other, created_by=actor)
        request.weight = rules_of(event).weight_of(request.asker_priority, request.asked_priority)
    before = request.state if request.pk else None
    told = before != Request.State.ACCEPTED
    request.must = True
    if told:
        request.state = Request.State.ACCEPTED
        request.answered_at = timezone.now()
    request.save()
    if told:
        record(
            action="request.accepted",
            obj=request,
            actor=actor,
            event=event,
            changes={"state": [before, request.state], "must": [False, True]},
        )
        write_request_messages(request, Step.ARRANGED)
    return pair


def _add_pair(one: Delegation, other: Delegation, kind: str, note: str, actor: User) -> Pair:
    there = pair_of(one, other)
    if there is not None:
        raise RequestError(
            _("These two are on the list already: “%(kind)s”.") % {"kind": there.get_kind_display()}
        )
    first, second = sorted((one, other), key=lambda delegation: delegation.pk)
    pair: Pair = Pair.objects.create(
        event=one.event, first=first, second=second, kind=kind, note=note, created_by=actor
    )
    record(action=f"pair.{kind}", obj=pair, actor=actor, event=one.event)
    return pair


@transaction.atomic
def free_pair(*, pair: Pair, actor: User) -> None:
    """Leave it to the two again. A locked pair's request stays accepted, but plans may omit it."""
    hold_delegations(pair.first, pair.second)
    hold_event(pair.event)
    request = open_request_between(pair.first, pair.second)
    if pair.kind == Pair.Kind.LOCKED and request is not None:
        request.must = False
        request.save(update_fields=["must"])
    record(
        action="pair.freed",
        obj=pair,
        actor=actor,
        event=pair.event,
        changes={"kind": [pair.kind, None]},
    )
    pair.delete()


@transaction.atomic
def say_never(
    *, delegation: Delegation, other: Delegation, actor: User, staff: bool = False
) -> NeverWith:
    """Put ``other`` on the delegation's own list of those it never wants to meet.

    What they asked is declined, what was asked of them or agreed is withdrawn; they are told
    that, not why. Raises RequestError if they are on it already, if the organiser has locked the
    two, if they have agreed to meet and requests are closed, or if agendas tell of that meeting.
    """
    _check_two(delegation, other)
    hold_delegations(delegation, other)
    event = hold_event(delegation.event)
    if NeverWith.objects.filter(delegation=delegation, other=other).exists():
        raise RequestError(_("They are on this list already."))
    pair = pair_of(delegation, other)
    if pair is not None and pair.kind == Pair.Kind.LOCKED:
        raise RequestError(
            _("The organiser has arranged a meeting of these two: please ask them.")
            if not staff
            else _("You have locked these two: unlock them first.")
        )
    request = open_request_between(delegation, other)
    if request is not None:
        _give_up(request, delegation, actor, staff=staff)
    said: NeverWith = NeverWith.objects.create(delegation=delegation, other=other, created_by=actor)
    record(action="never_with.added", obj=said, actor=actor, event=event)
    return said


def _give_up(request: Request, delegation: Delegation, actor: User, *, staff: bool) -> None:
    """End an open request because ``delegation`` never wants to meet the other side."""
    if request.state == Request.State.ACCEPTED:
        check_phase(request.event, staff=staff)
        check_not_in_agendas(request, staff=staff)
    if request.asked_id == delegation.pk and request.state == Request.State.PROPOSED:
        request.state = Request.State.DECLINED
        request.answered_at = timezone.now()
        request.save(update_fields=["state", "answered_at"])
        record(
            action="request.declined",
            obj=request,
            actor=actor,
            event=request.event,
            changes={"state": [Request.State.PROPOSED, request.state]},
        )
        write_request_messages(request, Step.DECLINED)
        return
    asks = request.asker_id == delegation.pk
    give_up(request, by=Request.Side.ASKER if asks else Request.Side.ASKED, actor=actor)


@transaction.atomic
def take_never_back(*, said: NeverWith, actor: User) -> None:
    """Take somebody off the list; what was declined or withdrawn meanwhile stays so."""
    record(action="never_with.removed", obj=said, actor=actor, event=said.delegation.event)
    said.delete()
