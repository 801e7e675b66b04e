"""Orders: taken down for a delegation, placed, paid, refunded, cancelled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.console.access import MoneyMixin
from vimeet.console.forms.filters import OrderFilter
from vimeet.console.forms.shop import CardRefundForm, OrderForm, PaymentForm, RefundForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, ListPage, Text
from vimeet.registration.selectors import words_in
from vimeet.shop.forms import BuyerForm, packages_and_options
from vimeet.shop.grants import grants_of
from vimeet.shop.models import CardRefund, CheckoutSession, Dispute, Order
from vimeet.shop.selectors import offers, products_of, sales_of
from vimeet.shop.services.card_refunds import refund_by_card, refundable, send_refund
from vimeet.shop.services.invoices import may_be_invoiced, paid_for
from vimeet.shop.services.orders import (
    cancel_order,
    give_up_order,
    place_order,
    reserve_order,
)
from vimeet.shop.services.payments import (
    record_payment,
    record_refund,
    still_due,
    surplus,
    surplus_left,
)
from vimeet.shop.stripe_api import StripeAway

ROWS = Order.objects.select_related("event__organiser", "delegation", "registration", "voucher")


# Attempts that came to nothing are of no interest to anybody.
_UNTOLD = (CheckoutSession.State.EXPIRED, CheckoutSession.State.STARTING)


class OrdersView(MoneyMixin, ListPage):
    """All orders but those that expired; these show when they are asked for."""

    template_name = "console/shop/orders.html"
    context_object_name = "orders"
    nav = "orders"
    sorts = {
        "new": ("-created_at",),
        "company": ("company",),
        "state": ("state", "due_on"),
        "due": ("due_on",),
        "net": ("net",),
    }

    def filter_form(self) -> forms.Form:
        """Filter by words and state."""
        return OrderFilter(self.request.GET)

    def get_rows(self) -> QuerySet[Order]:
        """The orders that the filter asks for."""
        rows = Order.objects.of_event(self.event)
        if words := self.filters.get("q"):
            rows = rows.filter(words_in(words, "reference", "company", "contact_name", "email"))
        state = self.filters.get("state")
        if state == OrderFilter.OVERDUE:
            return rows.filter(state=Order.State.PLACED, due_on__lt=timezone.localdate())
        if state:
            return rows.filter(state=state)
        return rows.filter(~Q(state=Order.State.EXPIRED))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures."""
        return super().get_context_data(sales=sales_of(self.event), **kwargs)


class OrderView(MoneyMixin, ConsolePage, TemplateView):
    """One order: what, who, how much, what came in."""

    template_name = "console/shop/order.html"
    nav = "orders"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add all there is to know."""
        order = self.find(ROWS)
        lines = list(order.lines.all())
        payments = list(order.payments.select_related("recorded_by"))
        sessions = CheckoutSession.objects.filter(order=order)
        return super().get_context_data(
            order=order,
            lines=lines,
            grants=grants_of(lines),
            payments=payments,
            paid=paid_for(order),
            due=still_due(order),
            invoices=list(order.invoices.defer("pdf").order_by("sequence")),
            invoiceable=may_be_invoiced(order),
            refundable=refundable(order),
            surplus=surplus_left(order),
            may_end=order.state == Order.State.RESERVED
            or (order.state == Order.State.PLACED and not payments),
            card_sessions=list(sessions.exclude(state__in=_UNTOLD)),
            card_refunds=list(
                CardRefund.objects.filter(session__order=order).exclude(
                    state=CardRefund.State.DONE, refusal=""
                )
            ),
            disputes=list(Dispute.objects.filter(session__order=order)),
            **kwargs,
        )


class OrderAddView(FormPage):
    """What a delegation orders; their address comes next."""

    form_class = OrderForm
    nav = "orders"
    heading = gettext_lazy("Add an order")
    submit = gettext_lazy("Go on to the address")
    done = gettext_lazy("These places are kept for 15 minutes.")
    parent = "orders"
    parent_title = gettext_lazy("Orders")

    def get_form_kwargs(self) -> dict[str, Any]:
        """All products: sale periods do not bind the organiser."""
        everything = offers(self.event, products_of(self.event), timezone.now())
        packages, options = packages_and_options(everything)
        return super().get_form_kwargs() | {
            "event": self.event,
            "packages": packages,
            "options": options,
        }

    def save(self, form: forms.Form) -> None:
        """Reserve it."""
        assert isinstance(form, OrderForm)  # noqa: S101 -- for the type checker
        delegation = form.cleaned_data["delegation"]
        contact = delegation.delegates.order_by("pk").first()
        self.order = reserve_order(
            event=self.event,
            basket=form.basket(),
            actor=self.actor,
            delegation=delegation,
            company=delegation.name,
            country=delegation.country,
            city=delegation.city,
            contact_name=contact.name if contact else "",
            email=contact.email if contact else "",
            language=contact.language if contact else self.event.language,
        )

    def get_success_url(self) -> str:
        """The address."""
        return self.url("order_place", pk=self.order.pk)

    def parent_url(self) -> str:
        """The list."""
        return self.url("orders")


class OrderPlaceView(FormPage):
    """Who buys, and the order is placed."""

    template_name = "console/shop/order_place.html"
    form_class = BuyerForm
    nav = "orders"
    heading = gettext_lazy("Who buys?")
    submit = gettext_lazy("Place the order")
    done = gettext_lazy("The order is placed.")
    parent = "orders"
    parent_title = gettext_lazy("Orders")

    @cached_property
    def order(self) -> Order:
        """The order, while it is not placed; else 404."""
        order: Order = self.find(ROWS)
        if order.state not in (Order.State.RESERVED, Order.State.EXPIRED):
            raise Http404
        return order

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is known of the buyer; the form writes into it, services read it afresh."""
        return super().get_form_kwargs() | {"instance": self.order}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is ordered."""
        return super().get_context_data(
            order=self.order, lines=list(self.order.lines.all()), **kwargs
        )

    def save(self, form: forms.Form) -> None:
        """Place it."""
        try:
            place_order(order=self.order, actor=self.actor, **form.cleaned_data)
        except ValidationError:
            # It may cost something else by now: the page shows it.
            del self.order
            raise

    def get_success_url(self) -> str:
        """The order."""
        return self.url("order", pk=self.kwargs["pk"])

    def parent_url(self) -> str:
        """The list."""
        return self.url("orders")


class _MoneyPage(MoneyMixin, FormPage):
    form_class = PaymentForm
    nav = "orders"
    parent_title = gettext_lazy("Order")

    @cached_property
    def order(self) -> Order:
        """The order, or 404."""
        order: Order = self.find(ROWS)
        return order

    def get_success_url(self) -> str:
        """The order."""
        return self.url("order", pk=self.kwargs["pk"])


class OrderPayView(_MoneyPage):
    """Money that came in, wholly or in part."""

    heading = gettext_lazy("Note a payment")
    submit = gettext_lazy("Note the payment")
    done = gettext_lazy("The payment is noted.")

    def get_initial(self) -> dict[str, Any]:
        """All that is due."""
        return {"amount": still_due(self.order)}

    def save(self, form: forms.Form) -> None:
        """Note it."""
        record_payment(order=self.order, actor=self.actor, **form.cleaned_data)


class OrderRefundView(_MoneyPage):
    """Money that goes back, wholly or in part, by another way than Stripe."""

    form_class = RefundForm
    heading = gettext_lazy("Note a refund")
    submit = gettext_lazy("Note the refund")
    done = gettext_lazy("The refund is noted.")

    def get_initial(self) -> dict[str, Any]:
        """What is too much, else all that was paid."""
        return {"amount": surplus(self.order) or paid_for(self.order)}

    def save(self, form: forms.Form) -> None:
        """Note it."""
        record_refund(order=self.order, actor=self.actor, **form.cleaned_data)


class OrderCardRefundView(_MoneyPage):
    """Money that goes back to the card that paid, by Stripe."""

    form_class = CardRefundForm  # type: ignore[assignment]
    heading = gettext_lazy("Refund by card")
    submit = gettext_lazy("Send the money back")

    def get_initial(self) -> dict[str, Any]:
        """What is too much, else all of what was paid by card that is still here."""
        most = refundable(self.order)
        return {"amount": min(surplus_left(self.order) or most, most)}

    def save(self, form: forms.Form) -> None:
        """Ask for it and send it; where Stripe does not answer, it is sent later."""
        refund = refund_by_card(order=self.order, actor=self.actor, **form.cleaned_data)
        try:
            refund = send_refund(refund)
        except StripeAway:
            self.done = _(  # type: ignore[misc]
                "Stripe does not answer right now. The refund is written down and sent as soon as "
                "it does."
            )
            return
        if refund.state == CardRefund.State.FAILED:
            raise ValidationError(
                _("Stripe refused the refund: %(text)s"), params={"text": refund.refusal}
            )
        self.done = _("The money is on its way back.")  # type: ignore[misc]


class OrderEndView(ActionView):
    """An order that comes to nothing: given up before it is placed, or cancelled after."""

    def next_url(self) -> str:
        """The order; 404 if there is none."""
        self.order = self.find(ROWS)
        return self.url("order", pk=self.order.pk)

    def act(self) -> Text:
        """End it."""
        if self.order.state == Order.State.RESERVED:
            give_up_order(order=self.order, actor=self.actor)
            return _("The places are free again.")
        if self.order.state == Order.State.PLACED:
            cancel_order(order=self.order, actor=self.actor)
            return _("The order is cancelled.")
        raise ValidationError(_("This order can't be cancelled any more."))
