"""Orders from the reservation to the placing, and what ends them.

Places are taken when a basket is reserved, under the locks of its products: of two buyers of the
last place the second is told so. Who does not place the order in time loses them to others.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.shop.basket import Basket
from vimeet.shop.models import Order, OrderLine
from vimeet.shop.services.invoices import credited, invoice_of, issue_credit_note
from vimeet.shop.services.letters import tell_placed
from vimeet.shop.services.lines import check_basket, check_stock, price_order, write_lines
from vimeet.shop.services.locks import lock_order
from vimeet.shop.services.settlement import settle_order
from vimeet.shop.stock import holding, lock_products, lock_voucher
from vimeet.shop.taxes import treatment_of

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event, ParticipantType
    from vimeet.registration.models import Delegation, Registration

RESERVED_FOR = dt.timedelta(minutes=15)
DEFAULT_PAYMENT_DAYS = 30
BUYER_FIELDS = (
    "company",
    "contact_name",
    "email",
    "street",
    "postal_code",
    "city",
    "country",
    "vat_number",
    "purchase_order",
    "language",
)


@transaction.atomic
def reserve_order(
    *,
    event: Event,
    basket: Basket,
    actor: User | None,
    delegation: Delegation | None = None,
    registration: Registration | None = None,
    participant_type: ParticipantType | None = None,
    **buyer: Any,
) -> Order:
    """Take what is in ``basket`` off the stock for 15 minutes.

    ``participant_type``: who buys; None: the organiser sells, to whom and when they like.
    ``buyer``: what is known of them already, see ``BUYER_FIELDS``. Raises ValidationError with
    what is wrong: sold out, not on sale, voucher used up.
    """
    order = Order(
        event=event,
        delegation=delegation,
        registration=registration,
        expires_at=timezone.now() + RESERVED_FOR,
        **({"language": event.language} | buyer),
    )
    _fill(order, basket, participant_type)
    record(action="order.reserved", obj=order, actor=actor, event=event)
    return order


@transaction.atomic
def change_basket(
    *,
    order: Order,
    basket: Basket,
    actor: User | None,
    participant_type: ParticipantType | None = None,
) -> Order:
    """Put something else into an order that is not placed yet; the 15 minutes begin anew.

    Raises ValidationError as ``reserve_order``, or if the order was placed meanwhile.
    """
    current = lock_order(order)
    if current.state not in (Order.State.RESERVED, Order.State.EXPIRED):
        raise ValidationError(_("This order was placed already: it can't be changed any more."))
    current.state = Order.State.RESERVED
    current.expires_at = timezone.now() + RESERVED_FOR
    _fill(current, basket, participant_type)
    record(action="order.changed", obj=current, actor=actor, event=current.event)
    return current


def _fill(order: Order, basket: Basket, participant_type: ParticipantType | None) -> None:
    now = timezone.now()
    products = lock_products(order.event, basket.quantities)
    voucher = lock_voucher(basket.voucher) if basket.voucher else None
    check_basket(
        order, basket, products, voucher=voucher, participant_type=participant_type, at=now
    )
    order.voucher = voucher
    order.save()
    order.lines.all().delete()
    write_lines(order, basket, products, at=now)


@transaction.atomic
def place_order(*, order: Order, actor: User | None, **buyer: Any) -> Order:
    """Make a reservation an order: to be paid from then on, at the VAT of this buyer.

    ``buyer``: see ``BUYER_FIELDS``. Placed twice, it stays as it was placed first. After the 15
    minutes it goes on as long as nobody else has taken the places. Raises ValidationError if they
    have. An order of nothing to pay is paid at once.
    """
    current = lock_order(order)
    if current.state in (Order.State.PLACED, Order.State.PAID):
        return current
    if current.state == Order.State.CANCELLED:
        raise ValidationError(_("This order was cancelled."))
    now = timezone.now()
    if current.state == Order.State.EXPIRED or current.expires_at <= now:
        _hold_again(current, now)
    for name, value in buyer.items():
        setattr(current, name, value)
    current.treatment = treatment_of(str(current.country), current.vat_number)
    price_order(current)
    seller = getattr(current.event.organiser, "seller", None)
    days = seller.payment_days if seller else DEFAULT_PAYMENT_DAYS
    current.state = Order.State.PLACED
    current.placed_at = now
    current.due_on = timezone.localdate(now, current.event.zone) + dt.timedelta(days=days)
    current.save()
    record(
        action="order.placed",
        obj=current,
        actor=actor,
        event=current.event,
        changes={"state": [Order.State.RESERVED.value, Order.State.PLACED.value]},
    )
    if current.total:
        tell_placed(current)
    else:
        settle_order(current, actor=actor)
    return current


def _hold_again(order: Order, now: dt.datetime) -> None:
    """Raise ValidationError if others have taken the places that ran out."""
    wanted = {
        line.product_id: line.quantity
        for line in order.lines.exclude(kind=OrderLine.Kind.EXTRA_DELEGATE)
    }
    products = lock_products(order.event, wanted)
    voucher = lock_voucher(order.voucher) if order.voucher else None
    check_stock(order, wanted, products, voucher=voucher, at=now)


@transaction.atomic
def give_up_order(*, order: Order, actor: User | None) -> None:
    """Free the places of an order that is not placed, at once rather than in 15 minutes."""
    current = lock_order(order)
    if current.state != Order.State.RESERVED:
        raise ValidationError(_("This order is no longer being filled in."))
    _end(current, Order.State.EXPIRED, "order.given_up", actor)


@transaction.atomic
def cancel_order(*, order: Order, actor: User) -> None:
    """Cancel a placed order nobody has paid for; its places are free again.

    If it was invoiced, a credit note takes the invoice back.

    Raises ValidationError if money came in: that is refunded, which cancels by itself.
    """
    current = lock_order(order)
    if current.state != Order.State.PLACED:
        raise ValidationError(_("Only an order that awaits payment can be cancelled."))
    if current.payments.exists():
        raise ValidationError(_("Money came in for this order: refund it instead."))
    invoice = invoice_of(current)
    if invoice is not None:
        left = invoice.total - credited(current)
        issue_credit_note(order=current, amount=left, actor=actor)
    _end(current, Order.State.CANCELLED, "order.cancelled", actor)


def expire_reservations() -> int:
    """Free the places of reservations that have run out; return how many there were."""
    late = Order.objects.filter(state=Order.State.RESERVED).exclude(holding(timezone.now()))
    expired = 0
    for pk in late.values_list("pk", flat=True):
        with transaction.atomic():
            # Somebody may just be placing it: they hold its lock, and it is skipped.
            order = (
                late.select_for_update(of=("self",), skip_locked=True)
                .select_related("event__organiser")
                .filter(pk=pk)
                .first()
            )
            if order is not None:
                _end(order, Order.State.EXPIRED, "order.expired", None)
                expired += 1
    return expired


def _end(order: Order, state: Order.State, action: str, actor: User | None) -> None:
    before, order.state = order.state, state
    order.save(update_fields=["state"])
    record(
        action=action,
        obj=order,
        actor=actor,
        event=order.event,
        changes={"state": [str(before), state.value]},
    )
