"""Asking for a meeting, and answering.

Each step locks the row it decides on, so that of two people who act on one request at the same
moment one wins and the other is told how it stands now.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.meetings.models import Request
from vimeet.meetings.services.request_messages import Step, write_request_messages
from vimeet.registration.models import Delegate, Delegation

if TYPE_CHECKING:
    from vimeet.accounts.models import User

OPEN = (Request.State.PROPOSED, Request.State.ACCEPTED)


class RequestError(Exception):
    """A request that can't be made. The text is meant for the person who tried."""


class RequestStateError(RequestError):
    """A request that can't be answered or withdrawn any more."""


def _how_it_stands(state: str) -> str:
    texts = {
        Request.State.PROPOSED: _("This request is waiting for an answer."),
        Request.State.ACCEPTED: _("This request has been accepted already."),
        Request.State.DECLINED: _("This request has been declined already."),
        Request.State.WITHDRAWN: _("This request has been withdrawn by those who asked."),
        Request.State.EXPIRED: _("This request has expired."),
    }
    return texts[Request.State(state)]


def _check_may_ask(asker: Delegation, asked: Delegation) -> None:
    """Raise RequestError unless ``asker`` may ask ``asked`` for a meeting now."""
    if asker.pk == asked.pk:
        raise RequestError(_("A delegation can't ask itself for a meeting."))
    allowed = asker.event_id == asked.event_id and (
        asker.participant_type.may_ask.filter(pk=asked.participant_type_id).exists()
    )
    if not allowed:
        raise RequestError(_("You can't ask this participant for a meeting."))
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


def _check_members(delegation: Delegation, delegates: Collection[Delegate]) -> None:
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
) -> Request:
    """Ask for a meeting; named delegates narrow who attends, none means any.

    Raises RequestError where the two may not meet or have an open request already, whichever of
    them asked.
    """
    # Two requests in opposite directions break no constraint; locking both sides, always in the
    # same order, makes the second one see the first.
    pks = (asker.pk, asked.pk)
    list(Delegation.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    _check_may_ask(asker, asked)
    _check_members(asker, asker_delegates)
    _check_members(asked, asked_delegates)
    request = Request.objects.create(
        event=asker.event, asker=asker, asked=asked, message=message, created_by=actor
    )
    request.asker_delegates.set(asker_delegates)
    request.asked_delegates.set(asked_delegates)
    record(
        action="request.proposed",
        obj=request,
        actor=actor,
        event=request.event,
        changes={"state": [None, request.state]},
    )
    write_request_messages(request, Step.PROPOSED)
    return request


def _locked(request: Request) -> Request:
    """The row as it is now, locked until the end of the transaction."""
    current: Request = (
        Request.objects.select_for_update(of=("self",))
        .select_related("event__organiser", "asker", "asked")
        .get(pk=request.pk)
    )
    return current


def _settle(
    request: Request, *, state: Request.State, step: Step, actor: User | None, answer: str = ""
) -> Request:
    """Take a proposed request to its answer; RequestStateError if it isn't proposed any more."""
    current = _locked(request)
    if current.state != Request.State.PROPOSED:
        raise RequestStateError(_how_it_stands(current.state))
    before = current.state
    current.state = state
    current.answer = answer
    current.answered_at = timezone.now()
    current.save(update_fields=("state", "answer", "answered_at"))
    changes = {"state": [before, current.state]}
    if answer:
        changes["answer"] = ["", answer]
    record(action=f"request.{step}", obj=current, actor=actor, event=current.event, changes=changes)
    write_request_messages(current, step)
    return current


@transaction.atomic
def accept_request(*, request: Request, actor: User | None) -> Request:
    """Agree to meet. The next plan gives it a slot. Raises RequestStateError."""
    return _settle(request, state=Request.State.ACCEPTED, step=Step.ACCEPTED, actor=actor)


@transaction.atomic
def decline_request(*, request: Request, actor: User | None, reason: str = "") -> Request:
    """Say no, with a reason that the asker reads. Raises RequestStateError."""
    return _settle(
        request, state=Request.State.DECLINED, step=Step.DECLINED, actor=actor, answer=reason
    )


@transaction.atomic
def withdraw_request(*, request: Request, actor: User | None) -> Request:
    """Take back what nobody has answered yet. Raises RequestStateError."""
    return _settle(request, state=Request.State.WITHDRAWN, step=Step.WITHDRAWN, actor=actor)
