"""Reading what is sold and what was ordered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from vimeet.shop.models import Order, Product, Seller, Voucher
from vimeet.shop.money import ZERO
from vimeet.shop.stock import left_of, taken

if TYPE_CHECKING:
    from vimeet.events.models import Event, ParticipantType
    from vimeet.registration.models import Registration


@dataclass(frozen=True)
class Offer:
    """A product as it is sold now."""

    product: Product
    price: Decimal
    taken: int
    # None: there is no limit.
    left: int | None

    @property
    def sold_out(self) -> bool:
        """Whether there is none left."""
        return self.left == 0


def offers(event: Event, products: Iterable[Product], at: dt.datetime) -> list[Offer]:
    """``products`` with their price and what is left of them at ``at``."""
    taken_by_product = taken(event, at)
    return [
        Offer(
            product,
            product.price_at(at),
            taken_by_product.get(product.pk, 0),
            left_of(product, taken_by_product),
        )
        for product in products
    ]


def products_of(event: Event, kind: Product.Kind | None = None) -> QuerySet[Product]:
    """What the event sells, in its order of appearance."""
    products: QuerySet[Product] = (
        Product.objects.of_event(event).prefetch_related("early_prices").order_by("position", "pk")
    )
    return products.filter(kind=kind) if kind else products


def on_sale(
    event: Event,
    kind: Product.Kind,
    participant_type: ParticipantType,
    at: dt.datetime,
    voucher: Voucher | None = None,
) -> list[Offer]:
    """What of ``kind`` somebody of ``participant_type`` may buy at ``at``, sold out or not.

    A hidden product is there only with the voucher that opens it.
    """
    opened = Q(hidden=False) | Q(pk=voucher.package_id if voucher else None)
    products = (
        products_of(event, kind)
        .filter(opened)
        .filter(Q(participant_types=None) | Q(participant_types=participant_type))
        .distinct()
    )
    return offers(event, [p for p in products if p.on_sale_at(at)], at)


def packages_on_sale(
    event: Event,
    participant_type: ParticipantType,
    at: dt.datetime | None = None,
    voucher: Voucher | None = None,
) -> list[Offer]:
    """The packages that somebody of ``participant_type`` may buy (now)."""
    return on_sale(event, Product.Kind.PACKAGE, participant_type, at or timezone.now(), voucher)


def find_voucher(event: Event, code: str) -> Voucher | None:
    """The event's voucher with this code, however it is typed."""
    voucher: Voucher | None = (
        Voucher.objects.of_event(event).filter(code=code.strip().upper()).first()
    )
    return voucher


def vouchers_of(event: Event) -> QuerySet[Voucher]:
    """The event's vouchers, each with the number of orders that use it (``used``)."""
    now = timezone.now()
    held = Q(orders__state__in=(Order.State.PLACED, Order.State.PAID)) | Q(
        orders__state=Order.State.RESERVED, orders__expires_at__gt=now
    )
    vouchers: QuerySet[Voucher] = (
        Voucher.objects.of_event(event)
        .select_related("package")
        .annotate(used=Count("orders", filter=held))
    )
    return vouchers


def order_of(registration: Registration) -> Order | None:
    """The order that a registration is about: the last one that was not cancelled."""
    orders: QuerySet[Order] = Order.objects.of_event(registration.event)
    return (
        orders.filter(registration=registration)
        .exclude(state=Order.State.CANCELLED)
        .order_by("-pk")
        .first()
    )


def must_buy(registration: Registration) -> bool:
    """Whether a package is sold to the registration's type now: then it is paid to be confirmed."""
    return bool(packages_on_sale(registration.event, registration.participant_type))


def seller_of(event: Event) -> Seller | None:
    """Who sells at the event; None until the organiser has said so."""
    seller: Seller | None = Seller.objects.of_organiser(event.organiser).first()
    return seller


@dataclass(frozen=True)
class Sales:
    """The event's orders in figures."""

    awaiting: int
    overdue: int
    paid: int
    # Euros: without VAT, of paid orders; VAT included, still to come in.
    revenue: Decimal
    outstanding: Decimal


def sales_of(event: Event) -> Sales:
    """The event's orders in figures."""
    orders = Order.objects.of_event(event)
    placed = Q(state=Order.State.PLACED)
    figures = orders.aggregate(
        awaiting=Count("pk", filter=placed),
        overdue=Count("pk", filter=placed & Q(due_on__lt=timezone.localdate())),
        paid=Count("pk", filter=Q(state=Order.State.PAID)),
        revenue=Sum("net", filter=Q(state=Order.State.PAID)),
        net=Sum("net", filter=placed),
        tax=Sum("tax", filter=placed),
    )
    received = orders.filter(placed).aggregate(sum=Sum("payments__amount"))["sum"] or ZERO
    placed_total = (figures["net"] or ZERO) + (figures["tax"] or ZERO)
    return Sales(
        awaiting=figures["awaiting"],
        overdue=figures["overdue"],
        paid=figures["paid"],
        revenue=figures["revenue"] or ZERO,
        outstanding=placed_total - received,
    )
