"""Builds what a shop sells, straight on the models."""

from __future__ import annotations

from decimal import Decimal

from tests.factories import World
from vimeet.shop.basket import Basket
from vimeet.shop.models import Product, Seller, Voucher

BUYER = {
    "company": "Acme",
    "contact_name": "P0 Acme",
    "email": "accounts@acme.example",
    "street": "1 rue des Lilas",
    "postal_code": "31000",
    "city": "Toulouse",
    "country": "FR",
    "vat_number": "",
    "purchase_order": "PO-7",
    "language": "fr",
}


def make_package(world: World, name: str = "Gold", **values: object) -> Product:
    """A package at 1,000 € with 10 credits and two delegates."""
    return Product.objects.create(
        **{
            "event": world.event,
            "kind": Product.Kind.PACKAGE,
            "name_en": name,
            "name_fr": f"{name} (fr)",
            "price": Decimal("1000.00"),
            "credits": 10,
            "min_meetings": 4,
            "delegates": 2,
        }
        | values
    )


def make_option(world: World, name: str = "Five more meetings", **values: object) -> Product:
    """An option at 200 € with five credits."""
    return Product.objects.create(
        **{
            "event": world.event,
            "kind": Product.Kind.OPTION,
            "name_en": name,
            "name_fr": f"{name} (fr)",
            "price": Decimal("200.00"),
            "credits": 5,
            "delegates": 0,
        }
        | values
    )


def make_voucher(world: World, code: str = "SPRING", **values: object) -> Voucher:
    """A voucher of 100 €."""
    return Voucher.objects.create(
        **{
            "event": world.event,
            "code": code,
            "effect": Voucher.Effect.AMOUNT,
            "value": Decimal("100.00"),
        }
        | values
    )


def make_seller(world: World) -> Seller:
    """The organiser as a company; its numbers are well-formed and invented."""
    return Seller.objects.create(
        organiser=world.organiser,
        name="Alpha Events SAS",
        legal_form="SAS au capital de 10 000 €",
        street="12 allée Jean-Jaurès",
        postal_code="31000",
        city="Toulouse",
        siret="73282932000074",
        vat_number="FR44732829320",
        email="compta@alpha.example",
        iban="FR1420041010050500013M02606",
        bic="PSSTFRPPTOU",
        payment_days=30,
    )


def one(package: Product, **values: object) -> Basket:
    """A basket with one package."""
    return Basket(package=package, **values)
