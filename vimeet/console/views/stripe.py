"""Payment by card: the organiser's keys of Stripe, and what to set up there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django import forms
from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.shop import StripeForm
from vimeet.console.views.base import ActionView, FormPage, Text
from vimeet.shop.selectors import stripe_account_of
from vimeet.shop.services.stripe_accounts import (
    check_stripe_key,
    remove_stripe_account,
    set_stripe_account,
)
from vimeet.shop.services.stripe_events import WANTED


class StripeView(FormPage):
    """The keys of Stripe, for all events of the organiser. They are never shown again."""

    template_name = "console/shop/stripe.html"
    form_class = StripeForm
    nav = "shop"
    heading = gettext_lazy("Payment by card")
    submit = gettext_lazy("Save")
    done = gettext_lazy("Saved: buyers can pay by card.")
    parent = "shop"
    parent_title = gettext_lazy("Shop")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether there are keys already."""
        return super().get_form_kwargs() | {"account": stripe_account_of(self.event)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the account, and what to enter in Stripe's dashboard."""
        path = reverse("stripe_webhook", kwargs={"organiser": self.event.organiser.slug})
        return super().get_context_data(
            account=stripe_account_of(self.event),
            webhook_url=urljoin(settings.SITE_URL, path),
            wanted_events=WANTED,
            **kwargs,
        )

    def save(self, form: forms.Form) -> None:
        """Have Stripe look at the key, and keep both."""
        key = form.cleaned_data["key"]
        if key and not check_stripe_key(key):
            messages.warning(
                self.request,
                _("Stripe does not answer right now, so the key could not be checked."),
            )
        set_stripe_account(event=self.event, actor=self.actor, **form.cleaned_data)


class StripeRemoveView(ActionView):
    """No cards any more."""

    def next_url(self) -> str:
        """The shop."""
        return self.url("shop")

    def act(self) -> Text:
        """Forget the keys."""
        remove_stripe_account(event=self.event, actor=self.actor)
        return _("The keys are deleted: buyers pay by transfer only.")
