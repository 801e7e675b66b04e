"""What buyers and organisers are told of card payments that went another way than planned."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from vimeet.accounts.models import Membership, User
from vimeet.messaging.services import write_message
from vimeet.messaging.texts import render_email
from vimeet.shop.models import CardRefund, CheckoutSession, Dispute, Order
from vimeet.shop.money import ZERO
from vimeet.shop.services.letters import order_url


def tell_card_trouble(session: CheckoutSession, amount: Decimal, back: Decimal = ZERO) -> None:
    """Tell both sides that ``amount`` came in and could not simply be kept; ``back`` goes back."""
    order = session.order
    context = {"session": session, "amount": amount, "back": back}
    if back:
        subject, body = _text("card_back_email", order, order.language, context)
        write_message(
            key=f"card:{session.pk}:back:email",
            channel="email",
            recipient_name=order.contact_name or order.company,
            address=order.email,
            language=order.language,
            subject=subject,
            body=body,
            event=order.event,
        )
    _tell_organisers("card_trouble_email", f"card:{session.pk}:trouble", order, context)


def tell_refund_failed(refund: CardRefund) -> None:
    """Tell organisers and accountants that a buyer is still owed money."""
    order = refund.session.order
    _tell_organisers("refund_failed_email", f"refund:{refund.pk}:failed", order, {"refund": refund})


def tell_dispute(dispute: Dispute) -> None:
    """Tell organisers and accountants how a dispute stands."""
    key = f"dispute:{dispute.dispute_id}:{dispute.status}"
    _tell_organisers("dispute_email", key, dispute.session.order, {"dispute": dispute})


def _tell_organisers(template: str, key: str, order: Order, context: dict[str, Any]) -> None:
    members = User.objects.filter(
        memberships__organiser=order.event.organiser,
        memberships__role__in=Membership.MONEY,
        is_active=True,
    )
    for member in members.order_by("pk"):
        language = member.language or order.event.language
        subject, body = _text(template, order, language, context)
        write_message(
            key=f"{key}:{member.pk}:email",
            channel="email",
            recipient_name=member.name,
            address=member.email,
            language=language,
            subject=subject,
            body=body,
            event=order.event,
        )


def _text(template: str, order: Order, language: str, context: dict[str, Any]) -> tuple[str, str]:
    kwargs = order.event.url_kwargs | {"pk": order.pk}
    return render_email(
        template,
        language=language,
        zone=order.event.zone,
        context=context
        | {
            "order": order,
            "event": order.event,
            "url": order_url(order),
            "console_url": urljoin(settings.SITE_URL, reverse("console:order", kwargs=kwargs)),
        },
    )
