"""What a refunded order had given goes back, as far as nothing was planned on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from vimeet.registration.selectors.delegations import COUNTING_PLANS, planned_meetings
from vimeet.registration.services import lock_delegation, update_delegation
from vimeet.shop.grants import grants_of
from vimeet.shop.models import Order
from vimeet.shop.services.included import take_sessions_back

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.registration.models import Delegation
    from vimeet.shop.grants import Grants


def take_back(order: Order, *, actor: User | None) -> None:
    """Lower the delegation's credits and quota, free its stand and its places in sessions.

    ``order``: locked.

    Credits never go below the meetings already planned; a stand where meetings are planned stays.
    An order gives back once, and only what it had given once it was paid. Its people stay: the
    organiser withdraws them if they no longer come.
    """
    if order.delegation is None or order.paid_at is None or order.taken_back:
        return
    delegation = lock_delegation(order.delegation)
    grants = grants_of(order.lines.all())
    values = _credits_left(delegation, grants, _others(order, delegation))
    values |= _quota_left(delegation, grants)
    if grants.stand and not _stand_needed(order, delegation):
        values["stand"] = None
    update_delegation(delegation=delegation, actor=actor, **values)
    order.taken_back = True
    order.save(update_fields=["taken_back"])
    transaction.on_commit(partial(take_sessions_back, order.pk, actor=actor), robust=True)


def _others(order: Order, delegation: Delegation) -> list[Order]:
    paid = Order.objects.of_event(order.event).filter(
        delegation=delegation, state=Order.State.PAID, taken_back=False
    )
    return list(paid.exclude(pk=order.pk).prefetch_related("lines"))


def _credits_left(delegation: Delegation, grants: Grants, others: list[Order]) -> dict[str, Any]:
    most, least = delegation.max_meetings, max(delegation.min_meetings - grants.min_meetings, 0)
    planned = planned_meetings(delegation)
    if grants.credits is not None:
        left = None if most is None else most - grants.credits
    else:
        # Without limit before: what the other orders give remains.
        given = [grants_of(other.lines.all()).credits for other in others]
        left = None if None in given else sum(n for n in given if n is not None)
    if left is None:
        return {"max_meetings": None, "min_meetings": least}
    left = max(left, planned, 0)
    return {"max_meetings": left, "min_meetings": min(least, left)}


def _quota_left(delegation: Delegation, grants: Grants) -> dict[str, Any]:
    before = delegation.max_open_requests
    if grants.open_requests is None or before is None:
        return {}
    left = max(before - grants.open_requests, 0)
    # A package set the number: once nothing is left of it, the participant type's counts again.
    return {"max_open_requests": None if grants.package and not left else left}


def _stand_needed(order: Order, delegation: Delegation) -> bool:
    if delegation.stand is None:
        return False
    if any(grants_of(other.lines.all()).stand for other in _others(order, delegation)):
        return True
    here: bool = delegation.stand.meetings.filter(plan__state__in=COUNTING_PLANS).exists()
    return here
