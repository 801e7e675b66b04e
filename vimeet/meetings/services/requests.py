"""Asking for a meeting, and answering.

Each step locks the row it decides on, so that of two people who act on one request at the same
moment one wins and the other is told how it stands now. ``staff``: the organiser does it for
people, in any phase and beyond any quota.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vimeet.audit.services import record
from vimeet.events.phases import Phase, why_closed
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.pairs import Apart, kept_apart
from vimeet.meetings.selectors.quotas import could_be_withdrawn, quota_of
from vimeet.meetings.selectors.rules import rules_of
from vimeet.meetings.services.locks import hold_delegations, hold_event
from vimeet.meetings.services.locks import locked_request as _locked
from vimeet.meetings.services.request_messages import Step, write_request_messages
from vimeet.registration.models import Delegate, Delegation

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

OPEN = Request.OPEN
# How many names a refusal for the quota gives.
NAMED = 3


class RequestError(Exception):
    """A request that can't be made or changed. The text is meant for the person who tried."""


class RequestStateError(RequestError):
    """A request that can't be answered or withdrawn any more."""


def how_it_stands(request: Request) -> str:
    """The state of ``request`` in a sentence, for who came too late."""
    texts = {
        Request.State.PROPOSED: _("This request is waiting for an answer."),
        Request.State.ACCEPTED: _("This request has been accepted already."),
        Request.State.DECLINED: _("This request has been declined already."),
        Request.State.WITHDRAWN: _("This request has been withdrawn by %(side)s.")
        % {"side": request.get_withdrawn_by_display()},
        Request.State.EXPIRED: _("This request has expired."),
    }
    return texts[Request.State(request.state)]


def check_phase(event: Event, *, staff: bool) -> None:
    """Raise RequestError, saying when, unless requests are open; staff may always."""
    if not staff and (reason := why_closed(event, Phase.REQUESTS)):
        raise RequestError(reason)


def _check_may_ask(asker: Delegation, asked: Delegation, *, staff: bool) -> None:
    """Raise RequestError unless ``asker`` may ask ``asked`` for a meeting now."""
    if asker.pk == asked.pk:
        raise RequestError(_("A delegation can't ask itself for a meeting."))
    allowed = asker.event_id == asked.event_id and (
        asker.participant_type.may_ask.filter(pk=asked.participant_type_id).exists()
    )
    if not allowed:
        raise RequestError(_("You can't ask this participant for a meeting."))
    check_not_apart(asker, asked, staff=staff)
    there = Request.objects.filter(
        Q(asker=asker, asked=asked) | Q(asker=asked, asked=asker), state__in=OPEN
    ).first()
    if there is None:
        return
    if there.state == Request.State.ACCEPTED:
        raise RequestError(_("You have agreed on a meeting already."))
    if there.asker_id == asker.pk:
        raise RequestError(_("You have asked for this meeting already."))
    raise RequestError(_("They asked you already: answer their request."))


def check_not_apart(one: Delegation, other: Delegation, *, staff: bool) -> None:
    """Raise RequestError if the two never meet. Only staff learns of others' wishes."""
    match kept_apart(one, other):
        case None:
            return
        case Apart.FIRST_NEVER if not staff:
            raise RequestError(
                _("You said that you never want to meet them: take them off that list first.")
            )
        case _ if not staff:
            raise RequestError(_("You can't ask this participant for a meeting."))
        case Apart.FORBIDDEN:
            raise RequestError(_("You have said that these two never meet."))
        case apart:
            names = (one.name, other.name)
            says, of = names if apart == Apart.FIRST_NEVER else reversed(names)
            raise RequestError(
                _("%(delegation)s never wants to meet %(other)s.")
                % {"delegation": says, "other": of}
            )


def _check_quota(asker: Delegation) -> None:
    """Raise RequestError, saying what could be withdrawn, if ``asker`` has used its quota up."""
    quota = quota_of(asker)
    if not quota.full or quota.limit is None:
        return
    texts = [
        (
            ngettext(
                "As “%(type)s” you may have %(limit)d open request at once.",
                "As “%(type)s” you may have %(limit)d open requests at once.",
                quota.limit,
            )
            if quota.of_type
            else ngettext(
                "Your package allows %(limit)d open request at once.",
                "Your package allows %(limit)d open requests at once.",
                quota.limit,
            )
        )
        % {"limit": quota.limit, "type": asker.participant_type.name}
    ]
    waiting = [request.asked.name for request in could_be_withdrawn(asker)]
    if waiting:
        names = ", ".join(waiting[:NAMED]) + (" …" if len(waiting) > NAMED else "")
        texts.append(_("Withdraw one that waits for an answer: %(names)s.") % {"names": names})
    elif quota.used:
        texts.append(_("All of yours have been accepted."))
    raise RequestError(" ".join(texts))


def check_members(delegation: Delegation, delegates: Collection[Delegate]) -> None:
    """Raise RequestError unless all ``delegates`` belong to ``delegation``."""
    if any(delegate.delegation_id != delegation.pk for delegate in delegates):
        raise RequestError(_("Only members of the two delegations can be named."))


@transaction.atomic
def propose_request(
    *,
    asker: Delegation,
    asked: Delegation,
    actor: User | None,
    asker_delegates: Collection[Delegate] = (),
    asked_delegates: Collection[Delegate] = (),
    message: str = "",
    priority: str = Request.Priority.WANT,
    staff: bool = False,
    tell: bool = True,
) -> Request:
    """Ask for a meeting; named delegates narrow who attends, none means any.

    ``tell``: write to those who are asked.

    Raises RequestError outside the phase and beyond the quota (unless ``staff``), where the two
    may not meet, or have an open request already, whichever of them asked.
    """
    # Two requests in opposite directions break no constraint; locking both sides, always in the
    # same order, makes the second one see the first, and the asker's next one count this one.
    hold_delegations(asker, asked)
    event = hold_event(asker.event)
    check_phase(event, staff=staff)
    _check_may_ask(asker, asked, staff=staff)
    if not staff:
        _check_quota(Delegation.objects.select_related("participant_type").get(pk=asker.pk))
    check_members(asker, asker_delegates)
    check_members(asked, asked_delegates)
    request = Request(
        event=event,
        asker=asker,
        asked=asked,
        message=message,
        asker_priority=priority,
        created_by=actor,
    )
    request.weight = rules_of(event).weight_of(request.asker_priority, request.asked_priority)
    request.save()
    request.asker_delegates.set(asker_delegates)
    request.asked_delegates.set(asked_delegates)
    record(
        action="request.proposed",
        obj=request,
        actor=actor,
        event=event,
        changes={"state": [None, request.state]},
    )
    if tell:
        write_request_messages(request, Step.PROPOSED)
    return request


def _settle(
    request: Request,
    *,
    state: Request.State,
    step: Step,
    actor: User | None,
    staff: bool,
    answer: str = "",
    tell: bool = True,
) -> Request:
    """Take a proposed request to its answer; RequestStateError if it isn't proposed any more."""
    current = _locked(request)
    if current.state != Request.State.PROPOSED:
        raise RequestStateError(how_it_stands(current))
    check_phase(current.event, staff=staff)
    before = current.state
    current.state = state
    current.answer = answer
    current.answered_at = timezone.now()
    current.save(update_fields=("state", "answer", "answered_at"))
    changes = {"state": [before, current.state]}
    if answer:
        changes["answer"] = ["", answer]
    record(action=f"request.{step}", obj=current, actor=actor, event=current.event, changes=changes)
    if tell:
        write_request_messages(current, step)
    return current


@transaction.atomic
def accept_request(
    *, request: Request, actor: User | None, staff: bool = False, tell: bool = True
) -> Request:
    """Agree to meet. The next plan gives it a slot. ``tell``: write to those who asked.

    Raises RequestStateError if it was answered or withdrawn, RequestError outside the phase.
    """
    return _settle(
        request,
        state=Request.State.ACCEPTED,
        step=Step.ACCEPTED,
        actor=actor,
        staff=staff,
        tell=tell,
    )


@transaction.atomic
def decline_request(
    *, request: Request, actor: User | None, reason: str = "", staff: bool = False
) -> Request:
    """Say no, with a reason that the asker reads.

    Raises RequestStateError if it was answered or withdrawn, RequestError outside the phase.
    """
    return _settle(
        request,
        state=Request.State.DECLINED,
        step=Step.DECLINED,
        actor=actor,
        staff=staff,
        answer=reason,
    )
