"""Orders that were paid by card, for tests of what comes after."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.factories import World, make_registration
from tests.shop.goods import BUYER, one
from tests.stripe_server import StripeServer
from vimeet.demo.stripe_stand_in import webhook
from vimeet.registration.models import Registration
from vimeet.registration.services.links import create_token
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


def order_by_card(
    world: World, client: Client, package: Product, name: str = "Nova", voucher: str = ""
) -> Order:
    """An approved registration's order by card, placed through the pages."""
    registration = make_registration(
        world.event, world.types[0], name, state=Registration.State.APPROVED
    )
    names = world.event.url_kwargs | {"token": create_token(registration)}
    choose(client, registration, package, voucher)
    page = client.post(reverse("register:checkout", kwargs=names), BUYER | {"pay_by": "card"})
    order = Order.objects.get(registration=registration)
    names = world.event.url_kwargs | {"secret": order.secret}
    assert page["Location"] == reverse("register:order_card", kwargs=names)
    return order


def choose(client: Client, registration: Registration, package: Product, voucher: str = "") -> None:
    """Put a package into the registration's order, on its page."""
    names = registration.event.url_kwargs | {"token": create_token(registration)}
    client.post(
        reverse("register:packages", kwargs=names),
        {"package": package.pk, "voucher": voucher, "extra_delegates": ""},
    )


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
