"""Letting a registration in where the event sells packages: bought first, confirmed then.

Whether something is to be bought is asked here, for everybody who sends, accepts or approves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vimeet.registration.models import Registration
from vimeet.registration.services import (
    accept_offer,
    approve_registration,
    confirm_registration,
    submit_registration,
)
from vimeet.shop.models import Order
from vimeet.shop.selectors import must_buy
from vimeet.shop.services.withdrawals import end_orders_of

if TYPE_CHECKING:
    from vimeet.accounts.models import User


def send(*, registration: Registration, actor: User | None) -> Registration:
    """Send a draft; raises as ``submit_registration``."""
    return submit_registration(
        registration=registration, actor=actor, confirms=not must_buy(registration)
    )


def take_place(*, registration: Registration, actor: User | None) -> Registration:
    """Take the place that was offered; raises as ``accept_offer``."""
    return accept_offer(registration=registration, actor=actor, confirms=not must_buy(registration))


def approve(*, registration: Registration, actor: User) -> Registration:
    """Let a registration in; raises as ``approve_registration``."""
    return approve_registration(
        registration=registration, actor=actor, confirms=not must_buy(registration)
    )


def may_be_free(registration: Registration) -> bool:
    """Whether the organiser may let it take part without a package.

    Where there is none, approving does it; one that was approved before may have come to wait for
    a package that is no longer there.
    """
    state = Registration.State(registration.state)
    to_decide = (Registration.State.TO_APPROVE, Registration.State.WAITING)
    return state == Registration.State.APPROVED or (state in to_decide and must_buy(registration))


def admit_free(*, registration: Registration, actor: User) -> None:
    """Let a registration take part though it buys nothing: the organiser says so.

    Raises ValidationError if it can't be let in any more, or while an order of it is to be paid.
    One after the other, not in one transaction: whoever places an order takes its lock before the
    registration's. What is placed in this very moment ends, if no money came in for it.
    """
    if registration.orders.filter(state=Order.State.PLACED).exists():
        raise ValidationError(
            _("An order of %(company)s awaits payment: note its payment, or cancel it first."),
            params={"company": registration.name},
        )
    if registration.state == Registration.State.APPROVED:
        confirm_registration(registration=registration, actor=actor)
    else:
        approve_registration(registration=registration, actor=actor, confirms=True)
    end_orders_of(registration=registration, actor=actor)
