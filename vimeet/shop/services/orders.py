"""Orders from the reservation to the placing, and what ends them.

Places are taken when a basket is reserved, under the locks of its products: of two buyers of the
last place the second is told so. Who does not place the order in time loses them to others.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.registration.services.completion import hold_place
from vimeet.registration.services.people_limits import lift_people_limit, limit_people
from vimeet.shop.basket import Basket
from vimeet.shop.grants import grants_of
from vimeet.shop.models import CheckoutSession, Order
from vimeet.shop.models.orders import PayBy
from vimeet.shop.services.invoices import credited, invoice_of, issue_credit_note
from vimeet.shop.services.letters import tell_expired, tell_placed
from vimeet.shop.services.lines import check_basket, price_order, write_lines
from vimeet.shop.services.locks import close_sessions, lock_order
from vimeet.shop.services.resuming import basket_in, hold_again, sell_again
from vimeet.shop.services.settlement import settle_order
from vimeet.shop.stock import holding, lock_products, lock_voucher
from vimeet.shop.taxes import treatment_of

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event, ParticipantType
    from vimeet.registration.models import Delegation, Registration

RESERVED_FOR = dt.timedelta(minutes=15)
# What is to be paid by card is kept for as long as Stripe's page may stay open.
CARD_HOLD = dt.timedelta(minutes=45)
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
    if order.country:
        order.treatment = treatment_of(str(order.country), order.vat_number)
    order.save()
    order.lines.all().delete()
    write_lines(order, basket, products, at=now)


def place_order(
    *, order: Order, actor: User | None, pay_by: PayBy | str = PayBy.TRANSFER, **buyer: Any
) -> Order:
    """Make a reservation an order: to be paid from then on, at the VAT of this buyer.

    ``buyer``: see ``BUYER_FIELDS``. Placed twice, it stays as it was placed first. After the 15
    minutes it goes on as long as nobody else has taken the places and it is still sold. Raises
    ValidationError if not, or if the registration names more people than it gives; from then on
    none are added. If only prices have changed, it is reserved anew at the present ones, for the
    buyer to look at, and ValidationError says so. An order of nothing to pay is paid at once. To
    be paid by card, it is kept for 45 minutes.
    """
    with transaction.atomic():
        placed = _place(order, actor, pay_by, buyer)
    if placed is None:
        # Only now: the new prices stay.
        raise ValidationError(
            _(
                "Prices have changed since this was put together. This is what it costs now: look "
                "at it, then order."
            )
        )
    return placed


def _place(
    order: Order, actor: User | None, pay_by: PayBy | str, buyer: dict[str, Any]
) -> Order | None:
    """Place it; None if it is too late for its prices."""
    current = lock_order(order)
    if current.state in (Order.State.PLACED, Order.State.PAID):
        return current
    if current.state == Order.State.CANCELLED:
        raise ValidationError(_("This order was cancelled."))
    now = timezone.now()
    if current.state == Order.State.RESERVED and now < current.expires_at:
        hold_again(current, now)
    elif not sell_again(current, now):
        kind = current.registration.participant_type if current.registration else None
        change_basket(order=current, basket=basket_in(current), actor=actor, participant_type=kind)
        return None
    _limit_people(current)
    for name, value in buyer.items():
        setattr(current, name, value)
    current.treatment = treatment_of(str(current.country), current.vat_number)
    price_order(current)
    current.state = Order.State.PLACED
    current.placed_at = now
    current.pay_by = pay_by
    current.expires_at = now + CARD_HOLD
    current.due_on = _due_on(current, now)
    if current.pay_by == PayBy.TRANSFER:
        _hold_place_until_due(current, now)
    current.save()
    record(
        action="order.placed",
        obj=current,
        actor=actor,
        event=current.event,
        changes={"state": [Order.State.RESERVED.value, Order.State.PLACED.value]},
    )
    if not current.total:
        settle_order(current, actor=actor)
    elif current.pay_by == PayBy.TRANSFER:
        tell_placed(current)
    return current


def _limit_people(order: Order) -> None:
    """See to it that nobody takes part whom the order does not pay for. ``order``: locked."""
    if order.registration is not None and order.delegation is None:
        places = grants_of(order.lines.all()).delegates
        limit_people(registration=order.registration, places=places)


def _due_on(order: Order, now: dt.datetime) -> dt.date:
    """The day by which an order placed now is to be paid."""
    seller = getattr(order.event.organiser, "seller", None)
    days = seller.payment_days if seller else DEFAULT_PAYMENT_DAYS
    return timezone.localdate(now, order.event.zone) + dt.timedelta(days=days)


def _hold_place_until_due(order: Order, now: dt.datetime) -> None:
    """Who is told to pay by a day keeps the registration's place until it has gone by.

    Where the event says how long a place is held, it is due within that time.
    """
    registration = order.registration
    days = order.event.complete_days
    if registration is None or days is None or order.due_on is None:
        return
    zone = order.event.zone
    latest = timezone.localdate(now, zone) + dt.timedelta(days=days)
    order.due_on = min(order.due_on, latest)
    after = order.due_on + dt.timedelta(days=1)
    hold_place(registration=registration, until=dt.datetime.combine(after, dt.time(), tzinfo=zone))


@transaction.atomic
def pay_by_transfer(*, order: Order, actor: User | None) -> Order:
    """Let an order that was to be paid by card be paid by transfer; Stripe's page is closed.

    One that ran out is taken up again, if that can be. Raises ValidationError if not, or while a
    debit is under way, or if nothing is to be paid.
    """
    current = lock_order(order)
    if current.state == Order.State.PLACED and current.pay_by == PayBy.TRANSFER:
        return current
    processing = current.checkout_sessions.filter(state=CheckoutSession.State.PROCESSING)
    if processing.exists():
        raise ValidationError(_("Your payment is under way: your bank is being asked for it."))
    take_up_again(current, actor)
    current.pay_by = PayBy.TRANSFER
    _hold_place_until_due(current, timezone.now())
    current.save(update_fields=["pay_by", "due_on"])
    close_sessions(current)
    tell_placed(current)
    return current


def take_up_again(order: Order, actor: User | None, *, money_is_here: bool = False) -> None:
    """Let an order that ran out unpaid await payment again, from today. ``order``: locked.

    Nothing is done to one that awaits payment. Raises ValidationError if it can't be paid any
    more: its places are gone, it was cancelled, its registration went another way, or it is not
    sold any more at what it costs. The last of these does not matter if ``money_is_here``: it was
    paid at the price that was agreed.
    """
    if order.state == Order.State.PLACED:
        return
    if order.state != Order.State.EXPIRED or order.placed_at is None:
        raise ValidationError(_("Nothing is to be paid for this order."))
    registration = order.registration
    if registration is not None:
        others = registration.orders.exclude(pk=order.pk)
        if others.filter(state__in=(Order.State.PLACED, Order.State.PAID)).exists():
            raise ValidationError(_("There is another order in the place of this one."))
        if registration.is_over:
            raise ValidationError(_("The registration of this order was withdrawn or refused."))
    now = timezone.now()
    if money_is_here:
        hold_again(order, now)
    elif not sell_again(order, now):
        raise ValidationError(
            _("Prices have changed since this order. Choose anew on your registration’s page.")
        )
    _limit_people(order)
    before, order.state = order.state, Order.State.PLACED
    order.expires_at = now + CARD_HOLD
    order.due_on = _due_on(order, now)
    order.save(update_fields=["state", "expires_at", "due_on"])
    record(
        action="order.taken_up",
        obj=order,
        actor=actor,
        event=order.event,
        changes={"state": [str(before), Order.State.PLACED.value]},
    )


@transaction.atomic
def give_up_order(*, order: Order, actor: User | None) -> None:
    """Free the places of an order that is not placed, at once rather than in 15 minutes."""
    current = lock_order(order)
    if current.state != Order.State.RESERVED:
        raise ValidationError(_("This order is no longer being filled in."))
    _end(current, Order.State.EXPIRED, "order.given_up", actor)


@transaction.atomic
def cancel_order(*, order: Order, actor: User | None) -> None:
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
    """Free the places of orders that ran out; return how many there were.

    That is: reservations nobody placed, and what was to be paid by card and was not. An order
    that money came in for, or may still come in for, stays. So does one that was invoiced: the
    invoice says until when it may be paid, and only a credit note takes that back.
    """
    now = timezone.now()
    reserved = Order.objects.filter(state=Order.State.RESERVED).exclude(holding(now))
    active = CheckoutSession.objects.filter(order=OuterRef("pk"), state__in=CheckoutSession.ACTIVE)
    unpaid = Order.objects.filter(
        ~Exists(active),
        state=Order.State.PLACED,
        pay_by=PayBy.CARD,
        expires_at__lte=now,
        payments=None,
        invoices=None,
    )
    return sum(_expire(late, pk) for late in (reserved, unpaid) for pk in _numbers(late))


def _numbers(orders: QuerySet[Order]) -> list[int]:
    return list(orders.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _expire(late: QuerySet[Order], pk: int) -> bool:
    # Somebody may just be placing, paying or invoicing it: they hold its lock, and it is skipped.
    order: Order | None = (
        Order.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("event__organiser", "registration")
        .filter(pk=pk)
        .first()
    )
    # Whether it is still late is asked once it is ours: they may have come in between.
    if order is None or not late.filter(pk=pk).exists():
        return False
    was_placed = order.state == Order.State.PLACED
    _end(order, Order.State.EXPIRED, "order.expired", None)
    if was_placed:
        tell_expired(order)
    return True


def _end(order: Order, state: Order.State, action: str, actor: User | None) -> None:
    before, order.state = order.state, state
    order.save(update_fields=["state"])
    close_sessions(order)
    if before == Order.State.PLACED and order.registration is not None:
        lift_people_limit(registration=order.registration)
    record(
        action=action,
        obj=order,
        actor=actor,
        event=order.event,
        changes={"state": [str(before), state.value]},
    )
