"""Buying a package for a registration, and the page of an order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView
from django_htmx.http import HttpResponseClientRedirect

from vimeet.portal.order_access import begin_payment, order_page
from vimeet.portal.public_access import RegistrationMixin
from vimeet.registration.models import Registration
from vimeet.registration.services.people_limits import check_people_fit
from vimeet.shop.basket import Basket
from vimeet.shop.forms import BasketForm, CheckoutForm, basket_of
from vimeet.shop.models import Order, Product
from vimeet.shop.models.orders import PayBy
from vimeet.shop.selectors import (
    as_bought_by,
    find_voucher,
    former_order_of,
    on_sale,
    order_of,
    packages_on_sale,
    why_no_sale,
)
from vimeet.shop.services.orders import (
    BUYER_FIELDS,
    change_basket,
    place_order,
    reserve_order,
)
from vimeet.shop.services.providers import ways_to_pay

OPEN = (Order.State.RESERVED, Order.State.EXPIRED)


class _StepView(RegistrationMixin, FormView):  # type: ignore[type-arg]
    """A step between the accepted registration and the placed order."""

    @cached_property
    def order(self) -> Order | None:
        """The registration's order, as far as there is one."""
        return order_of(self.registration)

    def elsewhere(self) -> HttpResponse | None:
        """Where else this step leads: to the order once it is placed, else how things stand."""
        if self.order is not None and self.order.state not in OPEN:
            return order_page(self.order)
        if self.registration.state != Registration.State.APPROVED:
            return self.go_to("registration")
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, unless it is too early or too late for it."""
        return self.elsewhere() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form as it was sent, unless it is too early or too late for it."""
        return self.elsewhere() or super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def refused(self, form: Any, refusal: ValidationError) -> HttpResponse:
        """Show what the service refused."""
        form.add_error(None, refusal)
        return self.form_invalid(form)


class PackagesView(_StepView):
    """Which package, which options, which voucher; then the places are kept for 15 minutes."""

    template_name = "checkout/packages.html"
    form_class = BasketForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is on sale to this type, and what the typed voucher opens."""
        now, kind = timezone.now(), self.registration.participant_type
        order = self.order or former_order_of(self.registration)
        initial = basket_of(order) if order else {}
        typed = self.request.POST.get("voucher", initial.get("voucher", ""))
        voucher = find_voucher(self.event, typed)
        kwargs = super().get_form_kwargs() | {
            "event": self.event,
            "packages": packages_on_sale(self.event, kind, now, voucher),
            "options": on_sale(self.event, Product.Kind.OPTION, kind, now),
            "initial": initial,
        }
        if self.request.POST.get("do") == "voucher" and voucher is not None:
            # Only to look at what it opens: nothing is checked yet, and nothing typed is lost.
            kwargs |= {"data": None, "files": None, "initial": self.request.POST.dict()}
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why nothing is on sale, where that is so."""
        kind = self.registration.participant_type
        no_sale = why_no_sale(self.event, kind, timezone.now())
        return super().get_context_data(no_sale=no_sale, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong, or what a voucher opened."""
        if not form.is_bound:
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        """Reserve it and go on to the address."""
        try:
            basket = form.basket()
            check_people_fit(self.registration, basket.delegates)
            self._reserve(basket)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        return self.go_to("checkout")

    def _reserve(self, basket: Basket) -> None:
        registration = self.registration
        kind = registration.participant_type
        if self.order is not None:
            change_basket(order=self.order, basket=basket, actor=self.actor, participant_type=kind)
            return
        reserve_order(
            event=self.event,
            basket=basket,
            actor=self.actor,
            registration=registration,
            participant_type=kind,
            **self._buyer(),
        )

    def _buyer(self) -> dict[str, Any]:
        """What is known of them: as typed for the order that ran out, else as registered."""
        former, registration = former_order_of(self.registration), self.registration
        if former is not None:
            return {name: getattr(former, name) for name in BUYER_FIELDS}
        return {
            "company": registration.name,
            "contact_name": registration.contact_name,
            "email": registration.email,
            "city": registration.city,
            "country": registration.country,
            "vat_number": registration.vat_number,
            "language": get_language() or registration.language,
        }


class CheckoutView(_StepView):
    """Who buys, with what it costs; then the order is placed."""

    template_name = "checkout/checkout.html"
    form_class = CheckoutForm

    def elsewhere(self) -> HttpResponse | None:
        """First of all something is chosen."""
        return super().elsewhere() or (None if self.order else self.go_to("packages"))

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is known of the buyer; the form writes into it, so it gets its own."""
        return super().get_form_kwargs() | {
            "instance": order_of(self.registration),
            "ways": ways_to_pay(self.event),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is ordered."""
        assert self.order is not None  # noqa: S101 -- ``elsewhere`` saw to it
        return super().get_context_data(
            order=self.order, lines=list(self.order.lines.all()), **kwargs
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Place it and go on to pay."""
        assert self.order is not None  # noqa: S101 -- ``elsewhere`` saw to it
        try:
            order = place_order(order=self.order, actor=self.actor, **form.cleaned_data)
        except ValidationError as refusal:
            # It may cost something else by now, which the page shows, or be gone.
            del self.order
            return self.elsewhere() or self.refused(form, refusal)
        if order.state == Order.State.PLACED and order.pay_by == PayBy.CARD:
            return begin_payment(self.request, order, PayBy.CARD, self.actor)
        messages.success(self.request, _("Your order is placed."))
        return order_page(order)


class CheckoutTotalsView(_StepView):
    """The order as the buyer on screen would pay it: VAT follows from country and VAT number."""

    template_name = "components/order_lines.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The lines and totals; nothing is kept."""
        elsewhere = self.elsewhere()
        if self.order is None or elsewhere:
            target = elsewhere or self.go_to("packages")
            return HttpResponseClientRedirect(target["Location"])
        typed = request.POST
        lines = as_bought_by(self.order, typed.get("country", ""), typed.get("vat_number", ""))
        return self.render_to_response({"order": self.order, "lines": lines})
