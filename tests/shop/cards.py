"""Orders that were paid by card, for tests of what comes after."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.shop.goods import BUYER, one
from tests.stripe_server import StripeServer
from vimeet.demo.stripe_stand_in import webhook
from vimeet.shop.models import CheckoutSession, Order, Product
from vimeet.shop.services.card import begin_card_payment, read_session
from vimeet.shop.services.orders import place_order, reserve_order

WEBHOOK_SECRET = "whsec_test"
KEY = "sk_test_0123456789"


def paying_by_card(
    world: World, stripe: StripeServer, package: Product, **buyer: object
) -> CheckoutSession:
    """The first delegation's order of one package, just paid on Stripe's page; we do not know."""
    reserved = reserve_order(
        event=world.event, basket=one(package), actor=None, delegation=world.delegations[0]
    )
    order = place_order(order=reserved, actor=None, pay_by="card", **(BUYER | buyer))
    session = begin_card_payment(order=order, actor=None)
    stripe.stand_in.pay(session.session_id)
    return session


def paid_by_card(world: World, stripe: StripeServer, package: Product) -> Order:
    """The first delegation's order of one package, paid on Stripe's page."""
    order = read_session(paying_by_card(world, stripe, package)).order
    order.refresh_from_db()
    return order


def send_webhook(
    world: World, kind: str, thing: dict[str, Any], event_id: str = "", secret: str = WEBHOOK_SECRET
) -> int:
    """Stripe's webhook comes in; what it is answered."""
    body, signature = webhook(kind, thing, secret, event_id)
    answer = Client().post(
        reverse("stripe_webhook", kwargs={"organiser": world.organiser.slug}),
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )
    return answer.status_code
