"""A participant asks to move or cancel a meeting: carried out at once, or by the organiser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign
from vimeet.audit.services import record
from vimeet.events.models import Event, Slot
from vimeet.events.phases import Phase, why_closed
from vimeet.meetings.models import AgendaRules, ChangeWish, Plan, Request
from vimeet.meetings.selectors.agenda_rules import agenda_rules, notice, rule_for
from vimeet.meetings.selectors.encounters import Encounter
from vimeet.meetings.selectors.openings import openings_for_participants, why_taken
from vimeet.meetings.selectors.pairs import is_locked
from vimeet.meetings.services.amendments import (
    AmendmentError,
    cancel_meeting,
    move_meeting,
    released_meeting,
)
from vimeet.meetings.services.encounters import EncounterError
from vimeet.meetings.services.locks import hold_event
from vimeet.messaging.models import Message
from vimeet.messaging.services import write_message
from vimeet.messaging.texts import render_email

if TYPE_CHECKING:
    from vimeet.accounts.models import User

Rule = AgendaRules.Rule
Kind = ChangeWish.Kind


class WishError(Exception):
    """A wish that can't be decided so. The text is meant for the person who tried."""


def why_not(encounter: Encounter, kind: str) -> str:
    """Why the delegate can't ask for this now, in words; empty if they can."""
    event = encounter.request.event
    rules = agenda_rules(event)
    if encounter.cancelled:
        return _("This meeting was cancelled.")
    if encounter.has_begun(timezone.now()):
        return _("This meeting has begun.")
    if closed := why_closed(event, Phase.CHANGES):
        return closed
    if rule_for(rules, kind) == Rule.NEVER:
        if kind == Kind.MOVE:
            return _("Your organiser does not let participants move meetings.")
        return _("Your organiser does not let participants cancel meetings.")
    if encounter.has_begun(timezone.now() + notice(rules)):
        return _("It is too late to change this meeting here: please ask the staff on site.")
    return ""


def is_free(encounter: Encounter, kind: str) -> bool:
    """Whether the wish would be carried out at once, without the organiser.

    A meeting that the organiser has arranged is theirs to cancel, whatever the rule.
    """
    request = encounter.request
    if kind == Kind.CANCEL and is_locked(request.asker, request.asked):
        return False
    return rule_for(agenda_rules(request.event), kind) == Rule.FREELY


@transaction.atomic
def ask_change(
    *,
    encounter: Encounter,
    kind: str,
    actor: User | None,
    slot: Slot | None = None,
    reason: str = "",
) -> ChangeWish:
    """Ask to move (to ``slot``) or cancel a meeting; done at once where the organiser lets it.

    Raises EncounterError if the organiser's rules, the time or somebody's agenda stand against
    it, or if a wish about this meeting waits already.
    """
    if refusal := why_not(encounter, kind):
        raise EncounterError(refusal)
    event = hold_event(encounter.request.event)
    try:
        meeting = released_meeting(encounter.request)
        if kind == Kind.MOVE:
            if slot is None:
                raise EncounterError(_("No slot was named to move to."))
            if slot not in openings_for_participants(meeting):
                raise EncounterError(why_taken(meeting, slot))
        wish = ChangeWish(
            delegate=encounter.delegate,
            request=encounter.request,
            kind=kind,
            slot=slot if kind == Kind.MOVE else None,
            reason=reason,
        )
        try:
            with transaction.atomic():
                wish.save()
        except IntegrityError:
            raise EncounterError(
                _("A change of this meeting has been asked for already: the organiser decides.")
            ) from None
        record(
            action="wish.asked",
            obj=wish,
            actor=actor,
            event=event,
            changes={"reason": ["", reason]} if reason else {},
        )
        if is_free(encounter, kind):
            _carry_out(wish, event, by=_side(encounter), actor=actor)
    except AmendmentError as error:
        raise EncounterError(str(error)) from error
    return wish


@transaction.atomic
def withdraw_wish(*, encounter: Encounter, actor: User | None) -> None:
    """Take one's own open wish back. Raises EncounterError if it was decided meanwhile."""
    wish = (
        encounter.delegate.change_wishes.select_for_update(of=("self",))
        .filter(request=encounter.request, state=ChangeWish.State.OPEN)
        .first()
    )
    if wish is None:
        raise EncounterError(_("The organiser has decided already."))
    wish.state = ChangeWish.State.WITHDRAWN
    wish.decided_at = timezone.now()
    wish.save(update_fields=["state", "decided_at"])
    record(action="wish.withdrawn", obj=wish, actor=actor, event=encounter.request.event)


@transaction.atomic
def grant_wish(*, wish: ChangeWish, actor: User) -> Plan:
    """Carry a wish out: a release tells everybody concerned.

    Raises WishError if it was decided already, or if it can no longer be done.
    """
    event = hold_event(wish.request.event)
    current = _open(wish)
    side = Request.Side.ORGANISER
    try:
        return _carry_out(current, event, by=side, actor=actor)
    except AmendmentError as error:
        raise WishError(str(error)) from error


@transaction.atomic
def refuse_wish(*, wish: ChangeWish, answer: str, actor: User) -> None:
    """Leave the meeting as it is, and tell who asked why. Raises WishError if decided already."""
    event = hold_event(wish.request.event)
    current = _open(wish)
    _decide(current, ChangeWish.State.REFUSED, actor, answer=answer)
    record(
        action="wish.refused",
        obj=current,
        actor=actor,
        event=event,
        changes={"answer": ["", answer]} if answer else {},
    )
    _tell_refused(current, event)


@transaction.atomic
def set_agenda_rules(*, event: Event, actor: User, **values: object) -> AgendaRules:
    """Say what participants may change (``moves``, ``cancellations``, ``notice_minutes``)."""
    hold_event(event)
    rules = agenda_rules(event)
    changes = assign(rules, values)
    rules.save()
    if changes:
        record(action="agenda_rules.changed", obj=rules, actor=actor, event=event, changes=changes)
    return rules


def _side(encounter: Encounter) -> str:
    mine = encounter.request.asker_id == encounter.delegate.delegation_id
    return Request.Side.ASKER if mine else Request.Side.ASKED


def _open(wish: ChangeWish) -> ChangeWish:
    current: ChangeWish = (
        ChangeWish.objects.select_for_update(of=("self",))
        .select_related("request__asker", "request__asked", "request__event", "delegate")
        .get(pk=wish.pk)
    )
    if current.state != ChangeWish.State.OPEN:
        raise WishError(_("This has been decided already."))
    return current


def _carry_out(wish: ChangeWish, event: Event, *, by: str, actor: User | None) -> Plan:
    if wish.kind == Kind.CANCEL:
        plan = cancel_meeting(request=wish.request, by=by, actor=actor)
    elif wish.slot is not None:
        plan = move_meeting(request=wish.request, slot=wish.slot, actor=actor)
    else:
        raise AmendmentError(_("No slot was named to move to."))
    wish.plan = plan
    _decide(wish, ChangeWish.State.DONE, actor)
    record(action="wish.done", obj=wish, actor=actor, event=event)
    return plan


def _decide(wish: ChangeWish, state: str, actor: User | None, answer: str = "") -> None:
    wish.state, wish.answer = state, answer
    wish.decided_at, wish.decided_by = timezone.now(), actor
    wish.save(update_fields=["state", "answer", "decided_at", "decided_by", "plan"])


def _tell_refused(wish: ChangeWish, event: Event) -> None:
    delegate, request = wish.delegate, wish.request
    mine = request.asker_id == delegate.delegation_id
    page = reverse("portal:meeting", kwargs=event.url_kwargs | {"pk": request.pk})
    subject, body = render_email(
        "wish_refused_email",
        language=delegate.language,
        zone=event.zone,
        context={
            "event": event,
            "delegate": delegate,
            "wish": wish,
            "counterpart": request.asked if mine else request.asker,
            "url": urljoin(settings.SITE_URL, page),
        },
    )
    write_message(
        key=f"wish:{wish.pk}:refused:email",
        channel=Message.Channel.EMAIL,
        recipient_name=delegate.name,
        address=delegate.email,
        language=delegate.language,
        subject=subject,
        body=body,
        event=event,
    )
