"""What the demo's event sells, and a few companies that have ordered already."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from vimeet.accounts.models import User
from vimeet.events.models import Event, ParticipantType
from vimeet.messaging.models import Message
from vimeet.registration.models import Delegation
from vimeet.shop.basket import Basket
from vimeet.shop.models import Order, Product, Voucher
from vimeet.shop.services.catalogue import add_early_price, add_product
from vimeet.shop.services.orders import place_order, reserve_order
from vimeet.shop.services.payments import record_payment
from vimeet.shop.services.sellers import set_seller
from vimeet.shop.services.stripe_accounts import set_stripe_account
from vimeet.shop.services.vouchers import add_voucher

# Known to the demo's stand-in for Stripe only.
STRIPE_KEY = "sk_test_demo"
STRIPE_WEBHOOK_SECRET = "whsec_demo"  # noqa: S105 -- a secret of nothing
EARLY_UNTIL = dt.datetime(2027, 1, 31, 22, 59, tzinfo=dt.UTC)

# The numbers are well-formed and invented.
SELLER = {
    "name": "Occitanie Events SAS",
    "legal_form": "SAS au capital de 20 000 €",
    "street": "14 allée Jean-Jaurès",
    "postal_code": "31000",
    "city": "Toulouse",
    "siret": "73282932000074",
    "vat_number": "FR44732829320",
    "email": "compta@occitanie-events.example",
    "iban": "FR1420041010050500013M02606",
    "bic": "PSSTFRPPTOU",
    "payment_days": 30,
}
ADDRESSES = (
    ("8 rue des Ateliers", "31700", "Blagnac"),
    ("27 avenue de l’Aérodrome", "65000", "Tarbes"),
    ("3 quai de la Garonne", "33000", "Bordeaux"),
    ("52 boulevard des Pyrénées", "31100", "Toulouse"),
)


def sell(event: Event, organiser: User, buyer: ParticipantType, supplier: ParticipantType) -> None:
    """Put packages, options and a voucher on sale, by transfer and by card."""
    set_seller(event=event, actor=organiser, **SELLER)
    set_stripe_account(
        event=event, actor=organiser, key=STRIPE_KEY, webhook_secret=STRIPE_WEBHOOK_SECRET
    )

    def add(kind: Product.Kind, kinds: list[ParticipantType], **values: Any) -> Product:
        return add_product(
            event=event, kind=kind, actor=organiser, participant_types=kinds, **values
        )

    add(
        Product.Kind.PACKAGE,
        [supplier],
        name_fr="Exposant",
        name_en="Exhibitor",
        description_fr="Votre stand, quatorze rendez-vous, deux personnes.",
        description_en="Your own stand, fourteen meetings, two people.",
        price=Decimal("2450.00"),
        stock=26,
        credits=14,
        min_meetings=3,
        delegates=2,
        extra_delegate_price=Decimal("290.00"),
        max_extra_delegates=4,
        stand=True,
        position=1,
    )
    meetings = add(
        Product.Kind.PACKAGE,
        [supplier],
        name_fr="Rendez-vous",
        name_en="Meetings",
        description_fr="Douze rendez-vous à une table du hall, une personne.",
        description_en="Twelve meetings at a table of the hall, one person.",
        price=Decimal("1250.00"),
        stock=40,
        credits=12,
        min_meetings=2,
        delegates=1,
        extra_delegate_price=Decimal("290.00"),
        max_extra_delegates=4,
        position=2,
    )
    add_early_price(product=meetings, until=EARLY_UNTIL, price=Decimal("1090.00"), actor=organiser)
    add(
        Product.Kind.PACKAGE,
        [buyer],
        name_fr="Donneur d’ordres",
        name_en="Buyer",
        description_fr="Huit rendez-vous, deux personnes, invitées par l’organisateur.",
        description_en="Eight meetings, two people, as guests of the organiser.",
        price=Decimal("0.00"),
        credits=8,
        min_meetings=1,
        delegates=2,
        extra_delegate_price=Decimal("190.00"),
        position=3,
    )
    add(
        Product.Kind.OPTION,
        [supplier],
        name_fr="Cinq rendez-vous de plus",
        name_en="Five more meetings",
        price=Decimal("350.00"),
        max_per_order=1,
        credits=5,
        delegates=0,
        position=1,
    )
    add(
        Product.Kind.OPTION,
        [],
        name_fr="Dîner au bord de la Garonne",
        name_en="Dinner by the Garonne",
        description_fr="Le 9 mars au soir, prix par personne.",
        description_en="On the evening of 9 March, price per person.",
        price=Decimal("65.00"),
        tax_rate=Decimal("10.00"),
        stock=80,
        max_per_order=6,
        credits=0,
        delegates=0,
        position=2,
    )
    add_voucher(
        event=event,
        actor=organiser,
        code="AERO10",
        effect=Voucher.Effect.PERCENT,
        value=Decimal(10),
        package=None,
        max_uses=30,
        valid_until=None,
    )


def order_for(exhibitors: list[Delegation], organiser: User) -> None:
    """Have some exhibitors have ordered: two have paid, one still may, one is late."""
    package = Product.objects.of_event(exhibitors[0].event).get(name_en="Exhibitor")
    now = timezone.now()
    for index, (delegation, address) in enumerate(zip(exhibitors, ADDRESSES, strict=False)):
        contact = delegation.delegates.order_by("pk")[0]
        street, postal_code, city = address
        order = place_order(
            order=reserve_order(
                event=delegation.event,
                basket=Basket(package=package),
                actor=organiser,
                delegation=delegation,
            ),
            actor=organiser,
            company=delegation.name,
            contact_name=contact.name,
            email=contact.email,
            street=street,
            postal_code=postal_code,
            city=city,
            country="FR",
            vat_number="",
            purchase_order="",
            language="fr",
        )
        if index < 3:
            record_payment(order=order, amount=order.total, received_on=now.date(), actor=organiser)
        elif index == 4:
            Order.objects.filter(pk=order.pk).update(
                created_at=now - dt.timedelta(days=40),
                placed_at=now - dt.timedelta(days=40),
                due_on=now.date() - dt.timedelta(days=10),
            )
    # They are invented: nobody is written to.
    Message.objects.filter(event=package.event).delete()
