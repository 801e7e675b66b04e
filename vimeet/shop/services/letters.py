"""What a buyer is told by e-mail: how to pay, and that it is time to."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from vimeet.messaging.services import write_message
from vimeet.messaging.texts import render_email
from vimeet.shop.models import CheckoutSession, Order, Payment, Seller
from vimeet.shop.services.invoices import paid_for

# Days after the due day on which a reminder goes out.
REMINDERS = (1, 8, 22)


def order_url(order: Order) -> str:
    """The absolute address of an order's page."""
    kwargs = order.event.url_kwargs | {"secret": order.secret}
    return urljoin(settings.SITE_URL, reverse("register:order", kwargs=kwargs))


def tell_placed(order: Order) -> None:
    """Tell the buyer how to pay."""
    _write(order, "order_placed_email", f"order:{order.pk}:placed")


def tell_partial(payment: Payment) -> None:
    """Tell the buyer that a part arrived, and what is still due."""
    order = payment.order
    _write(order, "order_partial_email", f"order:{order.pk}:partial:{payment.pk}", payment)


def tell_expired(order: Order) -> None:
    """Tell the buyer that their order was not paid by card in time, and how to go on."""
    moment = int(order.expires_at.timestamp())
    _write(order, "order_expired_email", f"order:{order.pk}:expired:{moment}")


def remind_overdue() -> int:
    """Remind those who are overdue, each reminder once; return how many are written.

    Who was overdue unnoticed (no worker ran) gets the latest reminder only. While a debit is
    under way nobody is reminded.
    """
    today = timezone.localdate()
    debits = CheckoutSession.objects.filter(
        order=OuterRef("pk"), state=CheckoutSession.State.PROCESSING
    )
    late = Order.objects.filter(~Exists(debits), state=Order.State.PLACED, due_on__lt=today)
    written = 0
    for order in late.select_related("event__organiser"):
        assert order.due_on is not None  # noqa: S101 -- the query says so
        days = (today - order.due_on).days
        number = sum(days >= after for after in REMINDERS)
        written += _write(order, "order_reminder_email", f"order:{order.pk}:reminder:{number}")
    return written


def _write(order: Order, template: str, key: str, payment: Payment | None = None) -> bool:
    due: dt.date | None = order.due_on
    subject, body = render_email(
        template,
        language=order.language,
        zone=order.event.zone,
        context={
            "order": order,
            "payment": payment,
            "event": order.event,
            "due": order.total - paid_for(order),
            "due_on": due,
            "seller": Seller.objects.of_organiser(order.event.organiser).first(),
            "url": order_url(order),
        },
    )
    message = write_message(
        key=key,
        channel="email",
        recipient_name=order.contact_name or order.company,
        address=order.email,
        language=order.language,
        subject=subject,
        body=body,
        event=order.event,
    )
    return message is not None
