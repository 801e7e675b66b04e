"""The ways to pay, behind one small interface: bank transfer, and Stripe Checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.urls import reverse

from vimeet.shop.models import Order, StripeAccount
from vimeet.shop.models.orders import PayBy
from vimeet.shop.services.card import begin_card_payment
from vimeet.shop.services.orders import pay_by_transfer

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event


class Provider(Protocol):
    """A way to pay an order."""

    pay_by: PayBy

    def offered(self, event: Event) -> bool:
        """Whether buyers of this event may choose it."""

    def begin(self, order: Order, actor: User | None) -> str:
        """Let a placed order be paid this way; the address where the buyer goes on.

        Raises ValidationError if it can't be paid, StripeTrouble if the provider is in trouble.
        Begun twice, it stays as it was begun first.
        """


class BankTransfer:
    """The order's page says where to; the accountant notes what arrives."""

    pay_by = PayBy.TRANSFER

    def offered(self, event: Event) -> bool:
        """Always."""
        return True

    def begin(self, order: Order, actor: User | None) -> str:
        """The order's page."""
        return _page("order", pay_by_transfer(order=order, actor=actor))


class StripeCheckout:
    """A page of Stripe's; its webhooks and our own questions tell what came of it."""

    pay_by = PayBy.CARD

    def offered(self, event: Event) -> bool:
        """If the organiser has entered their keys."""
        return StripeAccount.objects.of_organiser(event.organiser).exists()

    def begin(self, order: Order, actor: User | None) -> str:
        """The page that leads on to Stripe's."""
        return _page("order_card", begin_card_payment(order=order, actor=actor).order)


PROVIDERS: dict[PayBy, Provider] = {
    PayBy.CARD: StripeCheckout(),
    PayBy.TRANSFER: BankTransfer(),
}


def ways_to_pay(event: Event) -> list[PayBy]:
    """What buyers of this event choose from, the quickest first."""
    return [way for way, provider in PROVIDERS.items() if provider.offered(event)]


def _page(name: str, order: Order) -> str:
    kwargs = order.event.url_kwargs | {"secret": order.secret}
    return reverse(f"register:{name}", kwargs=kwargs)
