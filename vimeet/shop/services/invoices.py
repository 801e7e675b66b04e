"""Issuing invoices and credit notes.

The next number is taken under the lock of the counter's row and written with the invoice in one
transaction: whoever comes next waits for the end of it, so that no number is given twice and none
is lost. See docs/shop.md.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.events.models import Organiser
from vimeet.messaging.services import write_message
from vimeet.messaging.texts import render_email
from vimeet.shop.documents.content import Line, content_of, lines_of, refund_lines, total_of
from vimeet.shop.documents.pdf import invoice_pdf, proforma_pdf
from vimeet.shop.models import Invoice, InvoiceCounter, Order, Seller
from vimeet.shop.money import ZERO, rounded
from vimeet.shop.services.locks import lock_order
from vimeet.shop.taxes import SELLER_ZONE

if TYPE_CHECKING:
    from vimeet.accounts.models import User


def next_number(organiser: Organiser, year: int) -> int:
    """The organiser's next number of the year; the caller's transaction holds it until its end."""
    InvoiceCounter.objects.get_or_create(organiser=organiser, year=year)
    counter = InvoiceCounter.objects.select_for_update().get(organiser=organiser, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    number: int = counter.last
    return number


def invoice_of(order: Order) -> Invoice | None:
    """The order's invoice, without its document."""
    found: Invoice | None = (
        Invoice.objects.filter(order=order, kind=Invoice.Kind.INVOICE).defer("pdf").first()
    )
    return found


def may_be_invoiced(order: Order) -> bool:
    """Whether there is something to invoice, and it was not yet."""
    return (
        order.state in (Order.State.PLACED, Order.State.PAID)
        and order.total > 0
        and invoice_of(order) is None
    )


@transaction.atomic
def issue_invoice(*, order: Order, actor: User | None) -> Invoice:
    """Issue the order's invoice and send it to the buyer; once issued, it is returned as it is.

    What went back of a paid order before it was invoiced is credited at once.
    Raises ValidationError if nothing was ordered, or it is not said who sells.
    """
    current = lock_order(order)
    issued = invoice_of(current)
    if issued is not None:
        return issued
    if not may_be_invoiced(current):
        raise ValidationError(_("There is nothing to invoice."))
    invoice = _issue(current, lines_of(current, current.language), actor)
    gone = current.total - paid_for(current)
    if current.state == Order.State.PAID and gone > 0:
        issue_credit_note(order=current, amount=gone, actor=actor)
    return invoice


@transaction.atomic
def issue_credit_note(*, order: Order, amount: Decimal, actor: User | None) -> Invoice | None:
    """Take ``amount`` (VAT included) of the order's invoice back; None if there is no invoice.

    The whole of it is credited line by line, a part in one line for each VAT rate.
    """
    current = lock_order(order)
    invoice = invoice_of(current)
    if invoice is None:
        return None
    if amount == invoice.total:
        lines = invoice.content["lines"]
    else:
        with translation.override(invoice.language):
            description = _("Partial refund of the invoice %(number)s") % {"number": invoice.number}
        lines = refund_lines(invoice.content, amount, description)
    return _issue(current, lines, actor, corrects=invoice)


def proforma(order: Order, seller: Seller) -> bytes:
    """The pro-forma of a placed order: it bears no number and counts in no book."""
    placed = order.placed_at or order.created_at
    return proforma_pdf(
        content_of(
            order,
            seller,
            lines_of(order, order.language),
            number=order.reference,
            issued_on=timezone.localdate(placed, order.event.zone),
            language=order.language,
            received=paid_for(order),
        )
    )


def paid_for(order: Order) -> Decimal:
    """What came in for the order, less what went back."""
    return rounded(order.payments.aggregate(sum=Sum("amount"))["sum"] or ZERO)


def credited(order: Order) -> Decimal:
    """How much of the order's invoice was taken back."""
    notes = Invoice.objects.filter(order=order, kind=Invoice.Kind.CREDIT_NOTE).defer("pdf")
    return sum((note.total for note in notes), start=ZERO)


def _issue(
    order: Order, lines: list[Line], actor: User | None, corrects: Invoice | None = None
) -> Invoice:
    seller = Seller.objects.of_organiser(order.event.organiser).first()
    if seller is None:
        raise ValidationError(_("Fill in first who sells: the invoice says so."))
    issued_on = timezone.localdate(timezone=SELLER_ZONE)
    year = issued_on.year
    sequence = next_number(order.event.organiser, year)
    number = f"{year}-{sequence:05d}"
    # Read again once the number is ours, so that later numbers bear no earlier day.
    today = timezone.localdate(timezone=SELLER_ZONE)
    if today.year == year:
        issued_on = today
    if corrects is None:
        # What was paid too much is no part of the invoice; of what went back a credit note says so.
        paid = order.state == Order.State.PAID
        received = order.total if paid else min(paid_for(order), order.total)
    else:
        # What was never paid does not go back.
        received = total_of(lines) if order.state == Order.State.PAID else ZERO
    content = content_of(
        order,
        seller,
        lines,
        number=number,
        issued_on=issued_on,
        language=order.language,
        received=received,
        corrects=(corrects.number, corrects.issued_on) if corrects else None,
    )
    invoice: Invoice = Invoice.objects.create(
        organiser=order.event.organiser,
        event=order.event,
        order=order,
        kind=Invoice.Kind.CREDIT_NOTE if corrects else Invoice.Kind.INVOICE,
        corrects=corrects,
        year=year,
        sequence=sequence,
        number=number,
        issued_on=issued_on,
        language=order.language,
        content=content,
        net=Decimal(content["net"]),
        tax=Decimal(content["tax"]),
        pdf=invoice_pdf(content),
    )
    record(
        action="invoice.credited" if corrects else "invoice.issued",
        obj=invoice,
        actor=actor,
        event=order.event,
        changes={"amount": [None, content["total"]]},
    )
    _send(invoice)
    return invoice


def _send(invoice: Invoice) -> None:
    """Write the e-mail that carries the document."""
    order = invoice.order
    subject, body = render_email(
        "invoice_email",
        language=invoice.language,
        zone=invoice.event.zone,
        context={"invoice": invoice, "order": order, "event": invoice.event},
    )
    write_message(
        key=f"invoice:{invoice.pk}:email",
        channel="email",
        recipient_name=order.contact_name or order.company,
        address=order.email,
        language=invoice.language,
        subject=subject,
        body=body,
        event=invoice.event,
        attachment=(f"{invoice.number}.pdf", bytes(invoice.pdf)),
    )
