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
    "slots.generated": gettext_lazy("%(actor)s generated slots."),
    "slot.added": gettext_lazy("%(actor)s added a slot."),
    "slot.moved": gettext_lazy("%(actor)s changed a slot."),
    "slot.deleted": gettext_lazy("%(actor)s deleted a slot."),
    "place.added": gettext_lazy("%(actor)s added the place %(object)s."),
    "place.changed": gettext_lazy("%(actor)s changed the place %(object)s."),
    "place.deleted": gettext_lazy("%(actor)s deleted the place %(object)s."),
    "type.added": gettext_lazy("%(actor)s added the participant type %(object)s."),
    "type.changed": gettext_lazy("%(actor)s changed the participant type %(object)s."),
    "type.deleted": gettext_lazy("%(actor)s deleted the participant type %(object)s."),
    "types.may_ask_changed": gettext_lazy("%(actor)s changed who may ask whom."),
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
    "order.reserved": gettext_lazy("%(actor)s reserved places for the order %(object)s."),
    "order.changed": gettext_lazy("%(actor)s changed what the order %(object)s contains."),
    "order.placed": gettext_lazy("%(actor)s placed the order %(object)s."),
    "order.given_up": gettext_lazy("%(actor)s gave the order %(object)s up."),
    "order.expired": gettext_lazy("The reservation of the order %(object)s ran out."),
    "order.cancelled": gettext_lazy("%(actor)s cancelled the order %(object)s."),
    "order.paid": gettext_lazy("The order %(object)s is paid."),
    "payment.received": gettext_lazy("%(actor)s noted a payment for the order %(object)s."),
    "payment.refunded": gettext_lazy("%(actor)s noted a refund for the order %(object)s."),
    "form.published": gettext_lazy("%(actor)s published the form %(object)s."),
    "form.discarded": gettext_lazy("%(actor)s forgot the changes to the form %(object)s."),
    "form.imported": gettext_lazy("%(actor)s took another form over for %(object)s."),
    "term.added": gettext_lazy("%(actor)s added the need or offer %(object)s."),
    "term.changed": gettext_lazy("%(actor)s changed the need or offer %(object)s."),
    "term.deleted": gettext_lazy("%(actor)s deleted the need or offer %(object)s."),
    "registration.begun": gettext_lazy("A registration was begun: %(object)s."),
    "registration.discarded": gettext_lazy("A draft was deleted: %(object)s."),
    "registration.sent": gettext_lazy("%(object)s sent its registration."),
    "registration.waiting": gettext_lazy("%(object)s went on the waiting list."),
    "registration.offered": gettext_lazy("A place was offered to %(object)s."),
    "registration.offer_taken": gettext_lazy("%(object)s took the place it was offered."),
    "registration.lapsed": gettext_lazy("%(object)s did not take its place in time."),
    "registration.changed": gettext_lazy("The registration of %(object)s was changed."),
    "registration.answers_changed": gettext_lazy("The answers of %(object)s were changed."),
    "registration.approved": gettext_lazy("%(actor)s approved the registration of %(object)s."),
    "registration.confirmed": gettext_lazy("%(object)s takes part."),
    "registration.refused": gettext_lazy("%(actor)s refused the registration of %(object)s."),
    "registration.withdrawn": gettext_lazy("The registration of %(object)s was withdrawn."),
    "invoice.issued": gettext_lazy("The invoice %(object)s was issued."),
    "invoice.credited": gettext_lazy("The credit note %(object)s was issued."),
    "unavailability.added": gettext_lazy("%(actor)s blocked a time: %(object)s."),
    "unavailability.removed": gettext_lazy("%(actor)s freed a time: %(object)s."),
    "request.proposed": gettext_lazy("%(actor)s proposed the meeting %(object)s."),
    "request.accepted": gettext_lazy("%(actor)s accepted the meeting %(object)s."),
    "request.declined": gettext_lazy("%(actor)s declined the meeting %(object)s."),
    "request.withdrawn": gettext_lazy("%(actor)s withdrew the request %(object)s."),
    "request.weighed": gettext_lazy("%(actor)s changed how much %(object)s counts."),
    "run.started": gettext_lazy("%(actor)s started a planner run (%(object)s)."),
    "run.stopped": gettext_lazy("%(actor)s stopped a planner run (%(object)s)."),
    "run.finished": gettext_lazy("A planner run finished (%(object)s)."),
    "run.cancelled": gettext_lazy("A planner run ended without a result (%(object)s)."),
    "run.infeasible": gettext_lazy("A planner run found that no plan is possible (%(object)s)."),
    "run.failed": gettext_lazy("A planner run failed (%(object)s)."),
    "run.lost": gettext_lazy("A planner run was lost (%(object)s)."),
    "plan.drafted": gettext_lazy("A draft was made: plan %(object)s."),
    "plan.discarded": gettext_lazy("%(actor)s discarded plan %(object)s."),
    "plan.released": gettext_lazy("%(actor)s released plan %(object)s."),
    "plan.rolled_back": gettext_lazy("%(actor)s went back to an earlier plan: %(object)s."),
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
    "source": gettext_lazy("taken from"),
    "amount": gettext_lazy("amount"),
    "until": gettext_lazy("until"),
    "price": gettext_lazy("price"),
    # What a release changed in the agendas.
    "new": gettext_lazy("new meetings"),
    "moved": gettext_lazy("moved"),
    "place_only": gettext_lazy("another place"),
    "people_only": gettext_lazy("other people"),
    "cancelled": gettext_lazy("cancelled meetings"),
    "stale": gettext_lazy("could not be held any more"),
    "affected": gettext_lazy("people told"),
}


@dataclass(frozen=True)
class Difference:
    """One value before and after, in words."""

    name: str
    before: str
    after: str


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
    for name, (before, after) in entry.changes.items():
        field = _field(entry, name)
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
