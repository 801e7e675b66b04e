"""What is told below the doors is told in English here; Stripe on loopback for who takes cards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.factories import World
from tests.shop.cards import KEY, WEBHOOK_SECRET
from tests.shop.goods import make_seller
from tests.stripe_server import StripeServer, serving
from vimeet.shop.services.stripe_accounts import set_stripe_account


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def stripe(settings) -> Iterator[StripeServer]:
    with serving() as server:
        settings.STRIPE_API_URL = server.url
        yield server


@pytest.fixture
def by_card(world: World, stripe: StripeServer) -> World:
    """An event whose organiser sells by card."""
    make_seller(world)
    set_stripe_account(event=world.event, actor=None, key=KEY, webhook_secret=WEBHOOK_SECRET)
    return world
