"""What the event sells: packages, options, their early prices, and who sells."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.console.forms.shop import EarlyPriceForm, OptionForm, PackageForm, SellerForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, ModelFormPage, Text
from vimeet.shop.forms import packages_and_options
from vimeet.shop.models import EarlyPrice, Product, Seller
from vimeet.shop.selectors import offers, products_of, seller_of, stripe_account_of
from vimeet.shop.services.catalogue import (
    add_early_price,
    add_product,
    delete_early_price,
    delete_product,
    update_product,
)
from vimeet.shop.services.sellers import set_seller


class ShopView(ConsolePage, TemplateView):
    """Packages and options, with what is left of them."""

    template_name = "console/shop/shop.html"
    nav = "shop"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the offers as they are now."""
        products = products_of(self.event).prefetch_related("participant_types")
        packages, options = packages_and_options(offers(self.event, products, timezone.now()))
        return super().get_context_data(
            packages=packages,
            options=options,
            seller=seller_of(self.event),
            stripe_account=stripe_account_of(self.event),
            now=timezone.now(),
            **kwargs,
        )


class _ProductFormPage(FormPage):
    template_name = "console/shop/product_form.html"
    nav = "shop"
    submit = gettext_lazy("Save")
    parent = "shop"
    parent_title = gettext_lazy("Shop")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event, for names that are taken."""
        return super().get_form_kwargs() | {"event": self.event}


class ProductAddView(_ProductFormPage):
    """A package or an option more; its early prices come next."""

    kind: ClassVar[Product.Kind]

    def save(self, form: forms.Form) -> None:
        """Add it."""
        add_product(event=self.event, kind=self.kind, actor=self.actor, **form.cleaned_data)


class PackageAddView(ProductAddView):
    """A package more."""

    kind = Product.Kind.PACKAGE
    form_class = PackageForm
    heading = gettext_lazy("Add a package")
    done = gettext_lazy("The package is saved.")


class OptionAddView(ProductAddView):
    """An option more."""

    kind = Product.Kind.OPTION
    form_class = OptionForm
    heading = gettext_lazy("Add an option")
    done = gettext_lazy("The option is saved.")


class ProductEditView(_ProductFormPage, ModelFormPage):
    """A package or an option, to be changed; its early prices beside it."""

    template_name = "console/shop/product.html"
    rows = Product.objects.select_related("event__organiser")

    def get_form_class(self) -> type[PackageForm | OptionForm]:
        """What it is says what it may give."""
        return PackageForm if self.object.kind == Product.Kind.PACKAGE else OptionForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the early prices and the form of a further one."""
        product = Product.objects.get(pk=self.object.pk)
        return super().get_context_data(
            heading=product.name,
            product=product,
            early_prices=list(product.early_prices.all()),
            early_form=kwargs.pop("early_form", None) or EarlyPriceForm(auto_id="early_%s"),
            **kwargs,
        )

    def save(self, form: forms.Form) -> None:
        """Change it."""
        update_product(product=self.object, actor=self.actor, **form.cleaned_data)
        self.done = _("Saved. What was ordered stays as agreed.")  # type: ignore[misc]


class ProductDeleteView(ActionView):
    """A package or an option less."""

    def next_url(self) -> str:
        """The list; 404 if there is no such product."""
        self.product = self.find(Product.objects.select_related("event__organiser"))
        return self.url("shop")

    def act(self) -> Text:
        """Delete it."""
        delete_product(product=self.product, actor=self.actor)
        return _("%(name)s is deleted.") % {"name": self.product.name}


class EarlyPriceAddView(ActionView):
    """A lower price until a date."""

    def next_url(self) -> str:
        """The product; 404 if there is none."""
        self.product = self.find(Product.objects.select_related("event__organiser"))
        return self.url("product", pk=self.product.pk)

    def act(self) -> Text:
        """Add it, if date and price were filled in."""
        form = EarlyPriceForm(self.request.POST)
        if not form.is_valid():
            raise forms.ValidationError(_("An early price needs a moment and an amount."))
        add_early_price(product=self.product, actor=self.actor, **form.cleaned_data)
        return _("The early price is saved.")


class EarlyPriceDeleteView(ActionView):
    """An early price less."""

    def next_url(self) -> str:
        """The product; 404 if there is no such price."""
        self.early_price = self.find(EarlyPrice.objects.select_related("product"))
        return self.url("product", pk=self.early_price.product_id)

    def act(self) -> Text:
        """Delete it."""
        delete_early_price(early_price=self.early_price, actor=self.actor)
        return _("The early price is deleted.")


class SellerView(FormPage):
    """Who sells, at all events of the organiser."""

    form_class = SellerForm
    nav = "shop"
    heading = gettext_lazy("Who sells")
    submit = gettext_lazy("Save")
    done = gettext_lazy("Saved: invoices from now on say so.")
    parent = "shop"
    parent_title = gettext_lazy("Shop")

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is known already."""
        known = seller_of(self.event) or Seller(name=self.event.organiser.name)
        return super().get_form_kwargs() | {"instance": known}

    def save(self, form: forms.Form) -> None:
        """Save it."""
        set_seller(event=self.event, actor=self.actor, **form.cleaned_data)
