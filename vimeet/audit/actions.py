"""The audit trail in words: what each action is called, and how its changes read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.audit.models import Entry

# Each sentence may name %(actor)s and %(object)s.
ACTIONS = {
    "organiser.created": gettext_lazy("%(actor)s created the organiser %(object)s."),
    "event.created": gettext_lazy("%(actor)s created the event %(object)s."),
    "event.changed": gettext_lazy("%(actor)s changed the event %(object)s."),
    "event.phases_changed": gettext_lazy("%(actor)s changed the phases of %(object)s."),
    "slots.generated": gettext_lazy("%(actor)s generated slots."),
    "slot.added": gettext_lazy("%(actor)s added a slot."),
    "slot.moved": gettext_lazy("%(actor)s changed a slot."),
    "slot.deleted": gettext_lazy("%(actor)s deleted a slot."),
    "place.added": gettext_lazy("%(actor)s added the place %(object)s."),
    "place.changed": gettext_lazy("%(actor)s changed the place %(object)s."),
    "place.deleted": gettext_lazy("%(actor)s deleted the place %(object)s."),
    "place.marked": gettext_lazy("%(actor)s marked the place %(object)s on the floor plan."),
    "place.unmarked": gettext_lazy("%(actor)s took the mark of %(object)s off the floor plan."),
    "floor_plan.changed": gettext_lazy("%(actor)s changed the floor plan of %(object)s."),
    "floor_plan.removed": gettext_lazy("%(actor)s removed the floor plan of %(object)s."),
    "member.added": gettext_lazy("%(actor)s took somebody into the team: %(object)s."),
    "member.changed": gettext_lazy("%(actor)s changed what somebody of the team is: %(object)s."),
    "member.removed": gettext_lazy("%(actor)s removed somebody from the team: %(object)s."),
    "type.added": gettext_lazy("%(actor)s added the participant type %(object)s."),
    "type.changed": gettext_lazy("%(actor)s changed the participant type %(object)s."),
    "type.deleted": gettext_lazy("%(actor)s deleted the participant type %(object)s."),
    "types.may_ask_changed": gettext_lazy("%(actor)s changed who may ask whom."),
    "track.added": gettext_lazy("%(actor)s added the track %(object)s."),
    "track.changed": gettext_lazy("%(actor)s changed the track %(object)s."),
    "track.deleted": gettext_lazy("%(actor)s deleted the track %(object)s."),
    "speaker.added": gettext_lazy("%(actor)s added the speaker %(object)s."),
    "speaker.changed": gettext_lazy("%(actor)s changed the speaker %(object)s."),
    "speaker.deleted": gettext_lazy("%(actor)s deleted the speaker %(object)s."),
    "session.added": gettext_lazy("%(actor)s added the session %(object)s."),
    "session.changed": gettext_lazy("%(actor)s changed the session %(object)s."),
    "session.taken_out": gettext_lazy("%(actor)s took the session %(object)s out of the draft."),
    "session.put_back": gettext_lazy("%(actor)s put the session %(object)s back into the draft."),
    "session.deleted": gettext_lazy("%(actor)s deleted the session %(object)s."),
    "session.joined": gettext_lazy("%(actor)s registered for a session (%(object)s)."),
    "session.waits": gettext_lazy("%(actor)s waits for a place in a session (%(object)s)."),
    "session.left": gettext_lazy("%(actor)s left a session (%(object)s)."),
    "session.moved_up": gettext_lazy("A place in a session became free (%(object)s)."),
    "programme.released": gettext_lazy("%(actor)s released the programme %(object)s."),
    "programme.rolled_back": gettext_lazy(
        "%(actor)s went back to an earlier programme: %(object)s."
    ),
    "delegation.added": gettext_lazy("%(actor)s added the delegation %(object)s."),
    "delegation.changed": gettext_lazy("%(actor)s changed the delegation %(object)s."),
    "delegation.deleted": gettext_lazy("%(actor)s deleted the delegation %(object)s."),
    "delegate.added": gettext_lazy("%(actor)s added the delegate %(object)s."),
    "delegate.changed": gettext_lazy("%(actor)s changed the delegate %(object)s."),
    "delegate.removed": gettext_lazy("%(actor)s removed the delegate %(object)s."),
    "package.added": gettext_lazy("%(actor)s added the package %(object)s."),
    "package.changed": gettext_lazy("%(actor)s changed the package %(object)s."),
    "package.deleted": gettext_lazy("%(actor)s deleted the package %(object)s."),
    "option.added": gettext_lazy("%(actor)s added the option %(object)s."),
    "option.changed": gettext_lazy("%(actor)s changed the option %(object)s."),
    "option.deleted": gettext_lazy("%(actor)s deleted the option %(object)s."),
    "early_price.added": gettext_lazy("%(actor)s added an early price of %(object)s."),
    "early_price.deleted": gettext_lazy("%(actor)s deleted an early price of %(object)s."),
    "voucher.added": gettext_lazy("%(actor)s added the voucher %(object)s."),
    "voucher.changed": gettext_lazy("%(actor)s changed the voucher %(object)s."),
    "voucher.deleted": gettext_lazy("%(actor)s deleted the voucher %(object)s."),
    "seller.changed": gettext_lazy("%(actor)s changed who sells: %(object)s."),
    "order.billed_by_meeting": gettext_lazy("%(actor)s invoiced meetings: order %(object)s."),
    "order.reserved": gettext_lazy("%(actor)s reserved places for the order %(object)s."),
    "order.changed": gettext_lazy("%(actor)s changed what the order %(object)s contains."),
    "order.placed": gettext_lazy("%(actor)s placed the order %(object)s."),
    "order.given_up": gettext_lazy("%(actor)s gave the order %(object)s up."),
    "order.expired": gettext_lazy("The reservation of the order %(object)s ran out."),
    "order.cancelled": gettext_lazy("%(actor)s cancelled the order %(object)s."),
    "order.taken_up": gettext_lazy("The order %(object)s, which had run out, was taken up again."),
    "order.paid_late": gettext_lazy("The order %(object)s was paid after it had run out."),
    "refund.asked": gettext_lazy("%(actor)s asked for a refund of the order %(object)s to a card."),
    "dispute.noted": gettext_lazy("The bank of the buyer disputes the payment of %(object)s."),
    "stripe.set": gettext_lazy("%(actor)s entered the keys for payment by card (%(object)s)."),
    "stripe.removed": gettext_lazy("%(actor)s removed the keys for payment by card (%(object)s)."),
    "order.paid": gettext_lazy("The order %(object)s is paid."),
    "order.session_left_out": gettext_lazy(
        "%(object)s was not registered for an included session: they are in another one then."
    ),
    "payment.received": gettext_lazy("%(actor)s noted a payment for the order %(object)s."),
    "payment.refunded": gettext_lazy("%(actor)s noted a refund for the order %(object)s."),
    "statement.imported": gettext_lazy("%(actor)s imported the bank statement %(object)s."),
    "bank_entry.set_aside": gettext_lazy("%(actor)s set a bank entry aside (%(object)s)."),
    "form.published": gettext_lazy("%(actor)s published the form %(object)s."),
    "form.discarded": gettext_lazy("%(actor)s forgot the changes to the form %(object)s."),
    "form.imported": gettext_lazy("%(actor)s took another form over for %(object)s."),
    "term.added": gettext_lazy("%(actor)s added the need or offer %(object)s."),
    "term.changed": gettext_lazy("%(actor)s changed the need or offer %(object)s."),
    "terms.imported": gettext_lazy("%(actor)s pasted a list of needs and offers."),
    "term.moved": gettext_lazy("%(actor)s moved the need or offer %(object)s."),
    "term.deleted": gettext_lazy("%(actor)s deleted the need or offer %(object)s."),
    "term_pair.set": gettext_lazy("%(actor)s said what goes together: %(object)s."),
    "term_pair.deleted": gettext_lazy("%(actor)s forgot what goes together: %(object)s."),
    "logo.changed": gettext_lazy("%(actor)s changed the logo of %(object)s."),
    "logo.removed": gettext_lazy("%(actor)s removed the logo of %(object)s."),
    "photo.changed": gettext_lazy("%(actor)s changed the photo of %(object)s."),
    "photo.removed": gettext_lazy("%(actor)s removed the photo of %(object)s."),
    "registration.address_confirmed": gettext_lazy(
        "The contact of a registration confirmed their address: %(object)s."
    ),
    "registration.begun": gettext_lazy("A registration was begun: %(object)s."),
    "registration.discarded": gettext_lazy("A draft was deleted: %(object)s."),
    "registration.sent": gettext_lazy("%(object)s sent its registration."),
    "registration.waiting": gettext_lazy("%(object)s went on the waiting list."),
    "registration.offered": gettext_lazy("A place was offered to %(object)s."),
    "registration.offer_taken": gettext_lazy("%(object)s took the place it was offered."),
    "registration.lapsed": gettext_lazy("%(object)s did not take its place in time."),
    "registration.changed": gettext_lazy("The registration of %(object)s was changed."),
    "registration.answers_changed": gettext_lazy("The answers of %(object)s were changed."),
    "registration.answers_erased": gettext_lazy(
        "Answers of %(object)s were kept long enough and erased."
    ),
    "registration.approved": gettext_lazy("%(actor)s approved the registration of %(object)s."),
    "registration.confirmed": gettext_lazy("%(object)s takes part."),
    "registration.refused": gettext_lazy("%(actor)s refused the registration of %(object)s."),
    "registration.withdrawn": gettext_lazy("The registration of %(object)s was withdrawn."),
    "invoice.issued": gettext_lazy("The invoice %(object)s was issued."),
    "invoice.credited": gettext_lazy("The credit note %(object)s was issued."),
    "recommendation.dismissed": gettext_lazy("%(actor)s waved a recommendation aside: %(object)s."),
    "recommendation.restored": gettext_lazy("%(actor)s wants to see again: %(object)s."),
    "unavailability.added": gettext_lazy("%(actor)s blocked a time: %(object)s."),
    "unavailability.removed": gettext_lazy("%(actor)s freed a time: %(object)s."),
    "request.proposed": gettext_lazy("%(actor)s proposed the meeting %(object)s."),
    "request.accepted": gettext_lazy("%(actor)s accepted the meeting %(object)s."),
    "request.declined": gettext_lazy("%(actor)s declined the meeting %(object)s."),
    "request.withdrawn": gettext_lazy("%(actor)s withdrew the request %(object)s."),
    "request.weighed": gettext_lazy("%(actor)s changed how much %(object)s counts."),
    "request.expired": gettext_lazy("The request %(object)s was not answered in time."),
    "request.people_named": gettext_lazy("%(actor)s said who attends %(object)s."),
    "requests.imported": gettext_lazy("%(actor)s imported requests."),
    "rules.changed": gettext_lazy("%(actor)s changed the rules of requests."),
    "pair.forbidden": gettext_lazy("%(actor)s said that %(object)s never meet."),
    "pair.locked": gettext_lazy("%(actor)s said that %(object)s meet in any case."),
    "pair.freed": gettext_lazy("%(actor)s left it to %(object)s whether they meet."),
    "never_with.added": gettext_lazy("%(actor)s said who never wants to meet whom: %(object)s."),
    "never_with.removed": gettext_lazy("%(actor)s took back: %(object)s never meet."),
    "feed.opened": gettext_lazy("%(actor)s got a new address for the calendar."),
    "feed.closed": gettext_lazy("%(actor)s took the calendar's address back."),
    "meeting.reported": gettext_lazy("%(actor)s told how a meeting went."),
    "wish.asked": gettext_lazy("%(actor)s asked for a change: %(object)s."),
    "wish.done": gettext_lazy("%(actor)s carried a change out: %(object)s."),
    "wish.refused": gettext_lazy("%(actor)s refused a change: %(object)s."),
    "wish.withdrawn": gettext_lazy("%(actor)s took back a wish: %(object)s."),
    "meeting.message": gettext_lazy("%(actor)s wrote to the other side of a meeting."),
    "meeting.moved": gettext_lazy("%(actor)s moved the meeting %(object)s."),
    "meeting.cancelled": gettext_lazy("%(actor)s cancelled the meeting %(object)s."),
    "agenda_rules.changed": gettext_lazy("%(actor)s changed what participants may change."),
    "agenda_book.asked": gettext_lazy("%(actor)s had all agendas printed."),
    "run.started": gettext_lazy("%(actor)s started a planner run (%(object)s)."),
    "run.stopped": gettext_lazy("%(actor)s stopped a planner run (%(object)s)."),
    "run.finished": gettext_lazy("A planner run finished (%(object)s)."),
    "run.cancelled": gettext_lazy("A planner run ended without a result (%(object)s)."),
    "run.infeasible": gettext_lazy("A planner run found that no plan is possible (%(object)s)."),
    "run.failed": gettext_lazy("A planner run failed (%(object)s)."),
    "run.lost": gettext_lazy("A planner run was lost (%(object)s)."),
    "what_if.asked": gettext_lazy("%(actor)s asked the planner: %(object)s."),
    "what_if.stopped": gettext_lazy("%(actor)s gave a question to the planner up: %(object)s."),
    "plan.drafted": gettext_lazy("A draft was made: plan %(object)s."),
    "plan.discarded": gettext_lazy("%(actor)s discarded plan %(object)s."),
    "plan.released": gettext_lazy("%(actor)s released plan %(object)s."),
    "plan.rolled_back": gettext_lazy("%(actor)s went back to an earlier plan: %(object)s."),
    "plan.meeting_added": gettext_lazy("%(actor)s put a meeting into the draft: %(object)s."),
    "plan.meeting_moved": gettext_lazy("%(actor)s moved a meeting in the draft: %(object)s."),
    "plan.meeting_removed": gettext_lazy("%(actor)s took a meeting out of the draft: %(object)s."),
    "plan.meeting_locked": gettext_lazy("%(actor)s locked a meeting: %(object)s."),
    "plan.meeting_unlocked": gettext_lazy("%(actor)s unlocked a meeting: %(object)s."),
    "favourite.added": gettext_lazy("%(actor)s added a favourite of their own."),
    "favourite.removed": gettext_lazy("%(actor)s removed a favourite of their own."),
    "note.written": gettext_lazy("%(actor)s wrote a note of their own."),
    "note.removed": gettext_lazy("%(actor)s removed a note of their own."),
    "search.saved": gettext_lazy("%(actor)s saved a search of their own."),
    "search.changed": gettext_lazy("%(actor)s changed a saved search of their own."),
    "search.deleted": gettext_lazy("%(actor)s deleted a saved search of their own."),
    "message.resent": gettext_lazy("%(actor)s sent a message again (%(object)s)."),
}

# Names of values that are no field of a model.
VALUES = {
    "may_ask": gettext_lazy("may ask"),
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "closed_slots": gettext_lazy("closed in"),
    "span": gettext_lazy("time"),
    "keep_result": gettext_lazy("keep the result"),
    "meetings": gettext_lazy("meetings"),
    "delegation": gettext_lazy("delegation"),
    "people": gettext_lazy("people"),
    "left_out": gettext_lazy("left out"),
    "questions": gettext_lazy("fields of the form"),
    "source": gettext_lazy("taken from"),
    "amount": gettext_lazy("amount"),
    "booked": gettext_lazy("booked"),
    "status": gettext_lazy("state"),
    "until": gettext_lazy("until"),
    "below": gettext_lazy("what stood under it"),
    "price": gettext_lazy("price"),
    "start": gettext_lazy("start"),
    "place": gettext_lazy("place"),
    "version": gettext_lazy("version"),
    # What a release changed in the agendas.
    "new": gettext_lazy("new meetings"),
    "moved": gettext_lazy("moved"),
    "place_only": gettext_lazy("another place"),
    "people_only": gettext_lazy("other people"),
    "cancelled": gettext_lazy("cancelled meetings"),
    "stale": gettext_lazy("could not be held any more"),
    "affected": gettext_lazy("people told"),
    # What a release changed in the programme.
    "sessions_new": gettext_lazy("new sessions"),
    "sessions_moved": gettext_lazy("moved sessions"),
    "sessions_room_only": gettext_lazy("another room"),
    "sessions_text_only": gettext_lazy("other texts"),
    "sessions_cancelled": gettext_lazy("cancelled sessions"),
    "sessions_told": gettext_lazy("people told"),
}


@dataclass(frozen=True)
class Difference:
    """One value before and after, in words; of personal ones the name alone."""

    name: str
    before: str = ""
    after: str = ""

    @property
    def has_values(self) -> bool:
        """Whether it says more than that something changed."""
        return bool(self.before or self.after)


def sentence(entry: Entry) -> str:
    """What happened, in the reader's language. ``entry`` comes with its actor."""
    actor = str(entry.actor) if entry.actor is not None else _("The system")
    values = {"actor": actor, "object": entry.object_name or f"#{entry.object_id}"}
    known = ACTIONS.get(entry.action)
    if known is None:
        return f"{actor}: {entry.action} ({values['object']})"
    return str(known) % values


def differences(entry: Entry) -> list[Difference]:
    """The entry's changes, in words."""
    found = []
    for name, values in entry.changes.items():
        field = _field(entry, name)
        if values is None:
            found.append(Difference(_name(name, field)))
            continue
        before, after = values
        choices = dict(getattr(field, "flatchoices", ()))
        found.append(
            Difference(_name(name, field), _in_words(before, choices), _in_words(after, choices))
        )
    return found


def _field(entry: Entry, name: str) -> Any:
    """The field of that name of the entry's object; None if there is none."""
    try:
        return apps.get_model(entry.object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _name(name: str, field: Any) -> str:
    if name in VALUES:
        return str(VALUES[name])
    return str(getattr(field, "verbose_name", name.replace("_", " ")))


def _in_words(value: Any, choices: Mapping[Any, Any]) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_in_words(item, choices) for item in value)
    if isinstance(value, (str, int)) and value in choices:
        return str(choices[value])
    if isinstance(value, str) and (moment := _moment(value)) is not None:
        return moment
    return str(value)


def _moment(text: str) -> str | None:
    """A date or a date with its time as people write it; None if ``text`` is neither."""
    try:
        if len(text) == len("2027-03-09"):
            return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
        moment = parse_datetime(text) if len(text) >= len("2027-03-09T09:00") else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
