"""What a paid order brings: the delegation gets what was bought."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from vimeet.audit.services import record
from vimeet.registration.models import Registration
from vimeet.registration.services import (
    confirm_registration,
    lock_delegation,
    update_delegation,
)
from vimeet.registration.services.people_limits import grant_people
from vimeet.shop.grants import Grants, grants_of
from vimeet.shop.models import Order
from vimeet.shop.services.included import give_sessions
from vimeet.shop.services.stands import free_stand

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.registration.models import Delegation


def settle_order(order: Order, *, actor: User | None) -> None:
    """Call an order paid, and give what it contains. ``order``: locked, all of it paid."""
    before = order.state
    order.state = Order.State.PAID
    order.paid_at = timezone.now()
    order.save(update_fields=["state", "paid_at"])
    record(
        action="order.paid",
        obj=order,
        actor=actor,
        event=order.event,
        changes={"state": [str(before), Order.State.PAID.value]},
    )
    grants = grants_of(order.lines.all())
    if order.registration is not None and order.delegation is None:
        _confirm(order, order.registration, grants, actor)
    elif order.delegation is not None:
        give(order.delegation, grants, actor=actor)
    if grants.sessions:
        # On its own, once the money is safe; what fails is done by the schedule.
        transaction.on_commit(partial(give_sessions, order.pk, actor=actor), robust=True)


def _confirm(order: Order, registration: Registration, grants: Grants, actor: User | None) -> None:
    """Make the registration a delegation with what was bought.

    One that was withdrawn or refused meanwhile stays so: the money is there all the same, and the
    organiser sees it on the order's page.
    """
    registration.refresh_from_db(fields=["state"])
    if registration.state != Registration.State.APPROVED:
        return
    delegation = confirm_registration(
        registration=registration,
        actor=actor,
        max_meetings=grants.credits,
        min_meetings=grants.min_meetings,
        people_limit=grants.delegates,
    )
    order.delegation = delegation
    order.save(update_fields=["delegation"])
    values: dict[str, Any] = {}
    if grants.open_requests is not None:
        values["max_open_requests"] = grants.open_requests
    if grants.stand:
        values["stand"] = free_stand(delegation, actor=actor)
    if values:
        update_delegation(delegation=delegation, actor=actor, **values)


def give(delegation: Delegation, grants: Grants, *, actor: User | None) -> None:
    """Give a delegation its credits, its people, its quota of open requests and its stand.

    A package sets the numbers; options alone add to those that are there, which are read under
    the delegation's lock: another of its orders may be paid at the same time.
    """
    # First, as the registration's row is locked before the delegation's everywhere.
    grant_people(delegation=delegation, places=grants.delegates, package=grants.package)
    delegation = lock_delegation(delegation)
    values: dict[str, Any] = {
        "max_meetings": grants.credits,
        "min_meetings": grants.min_meetings,
    }
    if not grants.package:
        values["min_meetings"] += delegation.min_meetings
        if delegation.max_meetings is None or grants.credits is None:
            values["max_meetings"] = None
        else:
            values["max_meetings"] = delegation.max_meetings + grants.credits
    if grants.open_requests is not None:
        values["max_open_requests"] = grants.open_requests
        if not grants.package:
            before = delegation.max_open_requests
            if before is None:
                before = delegation.participant_type.max_open_requests
            # Without a quota there is nothing to add to.
            values["max_open_requests"] = None if before is None else before + grants.open_requests
    if grants.stand and delegation.stand is None:
        values["stand"] = free_stand(delegation, actor=actor)
    update_delegation(delegation=delegation, actor=actor, **values)
