"""How much a request counts in planning: to each side, by the organiser's rules, or by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, PositiveSmallIntegerField, Value, When
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign
from vimeet.audit.services import record
from vimeet.meetings.models import Request, RequestRules
from vimeet.meetings.selectors.pairs import is_locked
from vimeet.meetings.selectors.rules import rules_of
from vimeet.meetings.services.locks import hold_event, locked_request
from vimeet.meetings.services.requests import (
    RequestError,
    RequestStateError,
    check_phase,
    how_it_stands,
)

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

LIGHTEST, HEAVIEST = 1, 100
SCHEDULE = ("remind_after_days", "remind_before_close_days", "expire_after_days")


@transaction.atomic
def set_priority(
    *, request: Request, weight: int | None, must: bool, actor: User | None
) -> Request:
    """Weigh a request (1 to 100; None: by the rules), or have no plan without it (``must``).

    Raises RequestError if a locked pair would lose its ``must``.
    """
    current = locked_request(request)
    if not must and is_locked(current.asker, current.asked):
        raise RequestError(_("These two are locked: no plan leaves them out."))
    by_hand = weight is not None
    if weight is None:
        weight = _by_rules(current)
    changes = assign(current, {"weight": weight, "weight_by_hand": by_hand, "must": must})
    _save(current, changes, actor)
    return current


@transaction.atomic
def set_side_priority(
    *, request: Request, side: str, priority: str, actor: User | None, staff: bool = False
) -> Request:
    """Say how much a request counts to one side; unless weighed by hand, it is weighed anew.

    Raises RequestStateError if it doesn't stand any more, RequestError outside the phase.
    """
    current = locked_request(request)
    if not current.is_open:
        raise RequestStateError(how_it_stands(current))
    check_phase(current.event, staff=staff)
    values: dict[str, object] = {f"{Request.Side(side)}_priority": priority}
    changes = assign(current, values)
    if changes and not current.weight_by_hand:
        changes |= assign(current, {"weight": _by_rules(current)})
    _save(current, changes, actor)
    return current


def _by_rules(request: Request) -> int:
    # The row is locked: rules that change at the same moment weigh it after us, or before.
    return rules_of(request.event).weight_of(request.asker_priority, request.asked_priority)


def _save(request: Request, changes: dict[str, list[object]], actor: User | None) -> None:
    if changes:
        request.save(update_fields=list(changes))
        record(
            action="request.weighed",
            obj=request,
            actor=actor,
            event=request.event,
            changes=changes,
        )


@transaction.atomic
def set_rules(
    *,
    event: Event,
    actor: User,
    weights: dict[str, dict[str, int]],
    **schedule: int | None,
) -> RequestRules:
    """Say what priorities weigh and when people are reminded; ``schedule``: see ``SCHEDULE``.

    All requests of the event that are not weighed by hand are weighed anew. Raises
    ValidationError for a weight that is missing or outside 1 to 100.
    """
    _check_weights(weights)
    held = hold_event(event)
    rules = rules_of(held)
    before = rules.weights
    changes = assign(rules, schedule)
    for asker, row in weights.items():
        for asked, weight in row.items():
            if before[asker][asked] != weight:
                changes[f"{asker} × {asked}"] = [before[asker][asked], weight]
    rules.weights = weights
    rules.full_clean(exclude=["event"])
    if not changes:
        return rules
    rules.save()
    _weigh_anew(rules)
    record(action="rules.changed", obj=rules, actor=actor, event=held, changes=changes)
    return rules


def _check_weights(weights: dict[str, dict[str, int]]) -> None:
    known = set(Request.Priority.values)
    whole = weights.keys() == known and all(row.keys() == known for row in weights.values())
    if not whole or not all(
        LIGHTEST <= weight <= HEAVIEST for row in weights.values() for weight in row.values()
    ):
        raise ValidationError(_("A weight is a whole number from 1 to 100."))


def _weigh_anew(rules: RequestRules) -> None:
    """Give each request not weighed by hand the weight of its priorities.

    One statement: a request whose priority changes at the same moment is weighed by what it has
    then, and never missed.
    """
    cells = [
        When(asker_priority=asker, asked_priority=asked, then=Value(weight))
        for asker, row in rules.weights.items()
        for asked, weight in row.items()
    ]
    Request.objects.of_event(rules.event).filter(weight_by_hand=False).update(
        weight=Case(*cells, output_field=PositiveSmallIntegerField())
    )
