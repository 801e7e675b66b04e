"""The page of an order, for whoever has its address, and the way on to where it is paid."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from vimeet.accounts.models import User
from vimeet.events.access import EventDoorMixin
from vimeet.events.models import Event
from vimeet.shop.models import Order
from vimeet.shop.models.orders import PayBy
from vimeet.shop.services.providers import PROVIDERS
from vimeet.shop.stripe_api import StripeAway, StripeRefusal

logger = logging.getLogger(__name__)


def order_page(order: Order) -> HttpResponse:
    """A redirect to the order's own page."""
    kwargs = order.event.url_kwargs | {"secret": order.secret}
    return HttpResponseRedirect(reverse("register:order", kwargs=kwargs))


def begin_payment(
    request: HttpRequest, order: Order, way: PayBy, actor: User | None
) -> HttpResponse:
    """Go on to where the order is paid; back to its page with a word on what is in the way."""
    try:
        return HttpResponseRedirect(PROVIDERS[way].begin(order, actor))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    except StripeAway as trouble:
        logger.warning("order %s: %s", order.reference, trouble)
        messages.error(
            request,
            _(
                "The card service does not answer right now. Nothing was charged, your order is "
                "kept: try again in a minute, or pay by transfer."
            ),
        )
    except StripeRefusal as trouble:
        logger.error("order %s: Stripe refuses: %s", order.reference, trouble)
        messages.error(
            request,
            _(
                "Payment by card does not work at the moment. Nothing was charged, your order is "
                "kept: please pay by transfer."
            ),
        )
    return order_page(order)


@method_decorator([login_not_required, never_cache], name="dispatch")
class OrderMixin(EventDoorMixin):
    """For views under ``…/order/<secret>/``: whoever has the address, such as an accountant."""

    request: HttpRequest
    order: Order
    secret: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep the secret, then find the event by it."""
        self.secret = kwargs.pop("secret")
        return super().dispatch(request, *args, **kwargs)

    def find_event(self, request: HttpRequest, *, organiser: str, event: str) -> Event | None:
        """The event of the order, if it was placed."""
        order = (
            Order.objects.filter(
                secret=self.secret, event__slug=event, event__organiser__slug=organiser
            )
            .exclude(placed_at=None)
            .select_related("event__organiser", "voucher")
            .first()
        )
        if order is None:
            return None
        self.order = order
        return self.order.event

    @property
    def actor(self) -> User | None:
        """Who is signed in, if anybody."""
        return self.request.user if isinstance(self.request.user, User) else None
