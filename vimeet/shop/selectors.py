"""Reading what is sold and what was ordered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from vimeet.shop.included import IncludedSession, included_in
from vimeet.shop.models import Invoice, Order, OrderLine, Product, Seller, StripeAccount, Voucher
from vimeet.shop.money import ZERO
from vimeet.shop.pricing import set_prices
from vimeet.shop.stock import left_of, taken
from vimeet.shop.taxes import SELLER_COUNTRY, clean_vat_number, treatment_of

if TYPE_CHECKING:
    from vimeet.events.models import Event, ParticipantType
    from vimeet.registration.models import Delegate, Registration


@dataclass(frozen=True)
class Offer:
    """A product as it is sold now."""

    product: Product
    price: Decimal
    taken: int
    # None: there is no limit.
    left: int | None
    sessions: tuple[IncludedSession, ...] = ()
    # Of an early price: when it ends.
    until: dt.datetime | None = None

    @property
    def later(self) -> Decimal:
        """What it costs once the early price has ended."""
        return self.product.price_at(self.until) if self.until else self.price

    @property
    def sold_out(self) -> bool:
        """Whether there is none left."""
        return self.left == 0


def offers(event: Event, products: Iterable[Product], at: dt.datetime) -> list[Offer]:
    """``products`` with their price, what is left of them at ``at``, and their sessions."""
    products = list(products)
    sessions = included_in(event, products)
    taken_by_product = taken(event, at)
    result = []
    for product in products:
        early = product.early_at(at)
        result.append(
            Offer(
                product,
                early.price if early else product.price,
                taken_by_product.get(product.pk, 0),
                left_of(product, taken_by_product),
                tuple(sessions.get(product.pk, ())),
                early.until if early else None,
            )
        )
    return result


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


def packages_by_type(
    event: Event, types: Iterable[ParticipantType], at: dt.datetime
) -> dict[int, list[Offer]]:
    """What each of ``types`` (by pk) may buy at ``at`` without a voucher, for all to read."""
    products = products_of(event, Product.Kind.PACKAGE).filter(hidden=False)
    found = offers(
        event, [p for p in products.prefetch_related("participant_types") if p.on_sale_at(at)], at
    )
    return {
        kind.pk: [
            offer
            for offer in found
            if not (buyers := offer.product.participant_types.all()) or kind in buyers
        ]
        for kind in types
    }


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
    """The order that a registration is about: the last one, unless it was cancelled or ran out.

    One that was placed and ran out stays as it is, for money that comes late: what is ordered
    after it is another order.
    """
    return (
        _orders_of(registration)
        .exclude(state=Order.State.CANCELLED)
        .exclude(state=Order.State.EXPIRED, placed_at__isnull=False)
        .first()
    )


def as_bought_by(order: Order, country: str, vat_number: str) -> list[OrderLine]:
    """The lines as a buyer of this country and VAT number pays them; ``order`` has the totals.

    ``country``: ISO code, empty as long as none is chosen. A number that isn't one counts for
    nothing. Only what is returned and ``order`` itself are changed, nothing is saved.
    """
    try:
        vat_number = clean_vat_number(vat_number, country)
    except ValidationError:
        vat_number = ""
    order.treatment = treatment_of(country or SELLER_COUNTRY, vat_number)
    lines = list(order.lines.all())
    set_prices(order, lines)
    return lines


def orders_for(delegate: Delegate) -> QuerySet[Order]:
    """The placed orders of their delegation that are a delegate's to see, latest first.

    Those of the registration whose contact they are, and those whose invoice goes to them.
    """
    contact = Q(registration__people__delegate=delegate, registration__people__is_contact=True)
    orders: QuerySet[Order] = (
        Order.objects.of_event(delegate.delegation.event)
        .filter(contact | Q(delegation=delegate.delegation, email__iexact=delegate.email))
        .exclude(placed_at=None)
        .distinct()
    )
    return orders.prefetch_related(Prefetch("invoices", Invoice.objects.defer("pdf"))).order_by(
        "-pk"
    )


def former_order_of(registration: Registration) -> Order | None:
    """The order that ran out before, for what was typed then."""
    return _orders_of(registration).filter(state=Order.State.EXPIRED).first()


def _orders_of(registration: Registration) -> QuerySet[Order]:
    orders: QuerySet[Order] = Order.objects.of_event(registration.event)
    return orders.filter(registration=registration).order_by("-pk")


def stripe_account_of(event: Event) -> StripeAccount | None:
    """The organiser's account at Stripe; None while they take no cards."""
    account: StripeAccount | None = StripeAccount.objects.of_organiser(event.organiser).first()
    return account


def stripe_account_of_organiser(slug: str) -> StripeAccount | None:
    """The account at Stripe of the organiser with this slug."""
    account: StripeAccount | None = (
        StripeAccount.objects.filter(organiser__slug=slug).select_related("organiser").first()
    )
    return account


def must_buy(registration: Registration) -> bool:
    """Whether there is a package for the registration's type: then it is paid to be confirmed.

    Also while none is on sale, and where only a voucher opens one: nobody takes part for nothing
    because they came too early or too late.
    """
    return _packages_for(registration.event, registration.participant_type).exists()


def _packages_for(event: Event, participant_type: ParticipantType) -> QuerySet[Product]:
    """The packages meant for ``participant_type``, hidden or not, whatever the date."""
    return products_of(event, Product.Kind.PACKAGE).filter(
        Q(participant_types=None) | Q(participant_types=participant_type)
    )


@dataclass(frozen=True)
class NoSale:
    """Why no package is on sale to a type: it begins later, is over, or a voucher opens one."""

    begins: dt.datetime | None
    by_voucher: bool


def why_no_sale(event: Event, participant_type: ParticipantType, at: dt.datetime) -> NoSale | None:
    """Why nothing is on sale to ``participant_type`` at ``at``; None: something is."""
    packages = list(_packages_for(event, participant_type))
    shown = [package for package in packages if not package.hidden]
    if any(package.on_sale_at(at) for package in shown):
        return None
    to_come = [p.on_sale_from for p in shown if p.on_sale_from and p.on_sale_from > at]
    opened = any(package.hidden and package.on_sale_at(at) for package in packages)
    return NoSale(min(to_come, default=None), opened)


def bills_by_meeting(event: Event) -> bool:
    """Whether a package that was sold, or is, is billed by the meeting."""
    products: QuerySet[Product] = Product.objects.of_event(event)
    sold = OrderLine.objects.of_event(event).exclude(billing={})
    return bool(products.exclude(billed_by="").exists() or sold.exists())


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
