"""What an order contains: whether it may, and what each line costs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vimeet.shop.basket import Basket
from vimeet.shop.fees import terms_of
from vimeet.shop.grants import EXTRA_DELEGATE, given_by
from vimeet.shop.models import Order, OrderLine, Product, Voucher
from vimeet.shop.money import ZERO
from vimeet.shop.pricing import set_prices
from vimeet.shop.stock import left_of, taken, uses

if TYPE_CHECKING:
    from vimeet.events.models import ParticipantType


def check_basket(
    order: Order,
    basket: Basket,
    products: dict[int, Product],
    *,
    voucher: Voucher | None,
    participant_type: ParticipantType | None,
    at: dt.datetime,
) -> None:
    """Raise ValidationError unless ``basket`` may become ``order`` now.

    ``products`` and ``voucher``: fresh and locked. ``participant_type`` None: the organiser
    sells, whom no sale period and no visibility binds.
    """
    if not basket.quantities:
        raise ValidationError(_("Choose what to order."))
    gone = basket.quantities.keys() - products.keys()
    if gone or (basket.voucher is not None and voucher is None):
        raise ValidationError(_("Something is no longer sold. Look at the choice again."))
    package = products[basket.package.pk] if basket.package else None
    for product in products.values():
        if participant_type is not None:
            _check_for_sale(product, participant_type, voucher, at)
        most = product.max_per_order
        if most is not None and basket.quantities[product.pk] > most:
            raise ValidationError(
                ngettext(
                    "“%(name)s”: one per order at most.",
                    "“%(name)s”: %(most)d per order at most.",
                    most,
                ),
                params={"name": product.name, "most": most},
            )
    _check_extra_delegates(basket, package)
    if voucher is not None:
        _check_voucher(voucher, package, at)
    check_stock(order, basket.quantities, products, voucher=voucher, at=at)


def _check_for_sale(
    product: Product, participant_type: ParticipantType, voucher: Voucher | None, at: dt.datetime
) -> None:
    types = list(product.participant_types.all())
    opened = not product.hidden or (voucher is not None and voucher.package_id == product.pk)
    if not (product.on_sale_at(at) and opened and (not types or participant_type in types)):
        raise ValidationError(_("“%(name)s” is not on sale."), params={"name": product.name})


def _check_extra_delegates(basket: Basket, package: Product | None) -> None:
    if not basket.extra_delegates:
        return
    if package is None or package.extra_delegate_price is None:
        raise ValidationError(_("There are no extra delegates with this package."))
    most = package.max_extra_delegates
    if most is not None and basket.extra_delegates > most:
        raise ValidationError(
            ngettext(
                "One extra delegate at most with this package.",
                "%(most)d extra delegates at most with this package.",
                most,
            ),
            params={"most": most},
        )


def _check_voucher(voucher: Voucher, package: Product | None, at: dt.datetime) -> None:
    if voucher.valid_until is not None and voucher.valid_until <= at:
        raise ValidationError(
            _("The voucher %(code)s is no longer valid."), params={"code": voucher.code}
        )
    if voucher.package_id is not None and (package is None or package.pk != voucher.package_id):
        raise ValidationError(
            _("The voucher %(code)s is for another package."), params={"code": voucher.code}
        )


def check_stock(
    order: Order,
    wanted: dict[int, int],
    products: dict[int, Product],
    *,
    voucher: Voucher | None,
    at: dt.datetime,
) -> None:
    """Raise ValidationError if less is left than ``order`` wants, or its voucher is used up."""
    taken_by_others = taken(order.event, at, but=order if order.pk else None)
    for pk, product in products.items():
        left = left_of(product, taken_by_others)
        if left is None or wanted[pk] <= left:
            continue
        if left == 0:
            raise ValidationError(_("“%(name)s” is sold out."), params={"name": product.name})
        raise ValidationError(
            ngettext(
                "Only one of “%(name)s” is left.", "Only %(left)d of “%(name)s” are left.", left
            ),
            params={"name": product.name, "left": left},
        )
    if (
        voucher is not None
        and voucher.max_uses is not None
        and uses(voucher, at, but=order) >= voucher.max_uses
    ):
        raise ValidationError(_("The voucher %(code)s is used up."), params={"code": voucher.code})


def write_lines(
    order: Order, basket: Basket, products: dict[int, Product], *, at: dt.datetime
) -> None:
    """Write what ``basket`` contains as the order's lines, at the prices of ``at``."""
    lines = []
    if basket.package is not None:
        package = products[basket.package.pk]
        lines.append(_line(order, package, OrderLine.Kind.PACKAGE, 1, at))
        if basket.extra_delegates:
            lines.append(_extra_delegates(order, package, basket.extra_delegates))
    for option, quantity in basket.options.items():
        if quantity:
            lines.append(_line(order, products[option.pk], OrderLine.Kind.OPTION, quantity, at))
    for line in lines:
        line.full_tax_rate = line.product.tax_rate
    price_order(order, lines)
    order.save(update_fields=["net", "tax"])


def _line(
    order: Order, product: Product, kind: OrderLine.Kind, quantity: int, at: dt.datetime
) -> OrderLine:
    return OrderLine(
        order=order,
        kind=kind,
        product=product,
        description_en=product.name_en,
        description_fr=product.name_fr,
        quantity=quantity,
        unit_price=product.price_at(at),
        gives=given_by(product),
        billing=terms_of(product),
    )


def _extra_delegates(order: Order, package: Product, quantity: int) -> OrderLine:
    in_language = {}
    for language in ("en", "fr"):
        with translation.override(language):
            in_language[f"description_{language}"] = _("%(package)s: extra delegate") % {
                "package": package.name
            }
    return OrderLine(
        order=order,
        kind=OrderLine.Kind.EXTRA_DELEGATE,
        product=package,
        quantity=quantity,
        unit_price=package.extra_delegate_price or ZERO,
        gives=EXTRA_DELEGATE,
        **in_language,
    )


def price_order(order: Order, lines: list[OrderLine] | None = None) -> None:
    """Price the lines for the order's voucher and VAT; saves them, sets the order's totals.

    ``lines``: new ones; None: those the order has.
    """
    lines = list(order.lines.all()) if lines is None else lines
    set_prices(order, lines)
    for line in lines:
        line.save()
