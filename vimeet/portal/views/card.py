"""Paying an order by card: on to Stripe's page and back, and Stripe's webhooks."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from vimeet.portal.order_access import OrderMixin, begin_payment, order_page
from vimeet.shop.models import CheckoutSession
from vimeet.shop.models.orders import PayBy
from vimeet.shop.selectors import stripe_account_of_organiser
from vimeet.shop.services.card import read_session
from vimeet.shop.services.stripe_events import act_on
from vimeet.shop.stripe_api import StripeTrouble, hear

logger = logging.getLogger(__name__)


class CardView(OrderMixin, TemplateView):
    """Leads on to Stripe's page. A page of ours is between, for the address is not ours."""

    template_name = "checkout/card.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The way on, if a page is open; else the order."""
        session = self.order.checkout_sessions.filter(state=CheckoutSession.State.OPEN).first()
        if session is None:
            return order_page(self.order)
        return self.render_to_response(
            self.get_context_data(order=self.order, checkout_session=session)
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open a page at Stripe's, or find the one that is open."""
        return begin_payment(request, self.order, PayBy.CARD, self.actor)


class TransferView(OrderMixin, View):
    """Pays by transfer after all."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Say where to."""
        return begin_payment(request, self.order, PayBy.TRANSFER, self.actor)


class CardDoneView(OrderMixin, View):
    """Where Stripe sends the buyer back to: how it stands is asked at once."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask, and show the order; where Stripe does not answer, its page says so and waits."""
        session = self.order.checkout_sessions.filter(
            session_id=request.GET.get("session", "") or None
        ).first()
        if session is not None:
            session.order = self.order
            try:
                read_session(session)
            except (StripeTrouble, ValidationError) as trouble:
                logger.warning("checkout session %s: %s", session.key, trouble)
        response = order_page(self.order)
        response["Location"] += "?back=card"
        return response


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class StripeWebhookView(View):
    """Where Stripe tells an organiser's account what happened."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, organiser: str) -> HttpResponse:
        """Act on it once.

        400 for what is not signed by this account's secret; 503 when it should come again.
        """
        account = stripe_account_of_organiser(organiser)
        signature = request.headers.get("Stripe-Signature", "")
        heard = hear(account, request.body, signature) if account is not None else None
        if account is None or heard is None:
            return HttpResponse("The signature is wrong.", status=400, content_type="text/plain")
        try:
            act_on(account=account, heard=heard)
        except StripeTrouble as trouble:
            logger.warning("webhook %s %s: %s", heard.kind, heard.event_id, trouble)
            return HttpResponse("Send it again.", status=503, content_type="text/plain")
        return HttpResponse("Heard.", content_type="text/plain")
