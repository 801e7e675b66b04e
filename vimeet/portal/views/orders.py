"""The page of an order, and its documents."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView, View

from vimeet.portal.order_access import OrderMixin
from vimeet.shop.models import CardRefund, CheckoutSession, Invoice, Order
from vimeet.shop.selectors import seller_of, stripe_account_of
from vimeet.shop.services.invoices import paid_for, proforma
from vimeet.shop.services.payments import still_due


class OrderView(OrderMixin, TemplateView):
    """The order: how to pay, what came in, the invoices."""

    template_name = "checkout/order.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add all there is to know."""
        order = self.order
        account = stripe_account_of(self.event)
        session = order.checkout_sessions.last()
        return super().get_context_data(
            order=order,
            lines=list(order.lines.all()),
            seller=seller_of(self.event),
            paid=paid_for(order),
            due=still_due(order),
            takes_cards=account is not None,
            test_mode=account is not None and account.test_mode,
            # Back from Stripe's page: until we know, the page asks again by itself.
            waits=session is not None
            and session.state == CheckoutSession.State.OPEN
            and self.request.GET.get("back") == "card",
            checkout_session=session,
            refunds=CardRefund.objects.filter(session__order=order).exclude(
                state=CardRefund.State.FAILED
            ),
            invoices=list(self.order.invoices.defer("pdf").order_by("sequence")),
            **kwargs,
        )


def _pdf(document: bytes, name: str) -> HttpResponse:
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


class ProformaView(OrderMixin, View):
    """The pro-forma, while the order awaits payment."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Hand it out."""
        seller = seller_of(self.event)
        if seller is None or self.order.state != Order.State.PLACED:
            raise Http404
        return _pdf(proforma(self.order, seller), self.order.reference)


class InvoiceView(OrderMixin, View):
    """An invoice or a credit note of the order."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand it out."""
        invoice = get_object_or_404(Invoice, order=self.order, pk=pk)
        return _pdf(bytes(invoice.pdf), invoice.number)
