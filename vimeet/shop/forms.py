"""The two forms of an order, the same at each door: what is bought, and who buys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget
from django.utils.html import escape, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vimeet.events.models import Event
from vimeet.shop.basket import Basket
from vimeet.shop.fees import Terms, terms_of
from vimeet.shop.models import Order, OrderLine, Product, Voucher
from vimeet.shop.models.orders import PayBy
from vimeet.shop.selectors import Offer, find_voucher
from vimeet.shop.services.orders import BUYER_FIELDS
from vimeet.shop.taxes import clean_vat_number
from vimeet.shop.words import euros

MOST_OF_ONE = 99


def offer_label(offer: Offer) -> str:
    """A product with its price and what is left of it, in a line."""
    parts = [offer.product.name, _("%(price)s + VAT") % {"price": euros(offer.price)}]
    if terms := Terms.of(terms_of(offer.product)):
        parts.append(terms.in_words)
    if offer.sold_out:
        parts.append(_("sold out"))
    elif offer.left is not None:
        parts.append(ngettext("%(n)d left", "%(n)d left", offer.left) % {"n": offer.left})
    return " · ".join(parts)


class BasketForm(forms.Form):
    """A package, extra delegates, options, a voucher.

    ``package_required`` False: options alone may be ordered (for a delegation that is there).
    """

    package = forms.ChoiceField(label=gettext_lazy("Package"), widget=forms.RadioSelect)
    extra_delegates = forms.IntegerField(
        label=gettext_lazy("Extra delegates"), min_value=0, max_value=MOST_OF_ONE, required=False
    )
    voucher = forms.CharField(label=gettext_lazy("Voucher"), max_length=40, required=False)

    def __init__(
        self,
        *args: Any,
        event: Event,
        packages: Sequence[Offer],
        options: Sequence[Offer],
        package_required: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.offers = {offer.product.pk: offer for offer in (*packages, *options)}
        self.packages = {offer.product.pk: offer.product for offer in packages}
        self.options = {f"option_{offer.product.pk}": offer.product for offer in options}
        choices = [(str(offer.product.pk), offer_label(offer)) for offer in packages]
        if not package_required:
            choices.insert(0, ("", _("No package: options only")))
        package = self.fields["package"]
        package.required = package_required
        package.choices = choices  # type: ignore[attr-defined]
        # Help texts are taken for HTML: what organisers write into them is escaped.
        package.help_text = format_html_join(
            " ",
            "<strong>{}</strong> {}",
            ((p.name, p.description) for p in self.packages.values() if p.description),
        )
        if len(packages) == 1 and package_required:
            package.initial = choices[0][0]
        if all(offer.product.extra_delegate_price is None for offer in packages):
            del self.fields["extra_delegates"]
        else:
            self.fields["extra_delegates"].help_text = self._extra_delegates_help()
        for offer in options:
            self.fields[f"option_{offer.product.pk}"] = forms.IntegerField(
                label=offer_label(offer),
                help_text=escape(offer.product.description),
                min_value=0,
                max_value=min(offer.product.max_per_order or MOST_OF_ONE, MOST_OF_ONE),
                required=False,
            )
        self.order_fields(["package", "extra_delegates", *self.options, "voucher"])

    def package_choices(self) -> list[tuple[BoundWidget, Offer | None]]:
        """Each choice of a package with what it stands for; None: options only."""
        return [
            (choice, self.offers[int(value)] if (value := choice.data["value"]) else None)
            for choice in self["package"]
        ]

    def option_fields(self) -> list[tuple[forms.BoundField, Offer]]:
        """The field of each option with what it stands for."""
        return [(self[name], self.offers[option.pk]) for name, option in self.options.items()]

    def _extra_delegates_help(self) -> str:
        """What one more costs with each package, and how many come with it."""
        lines = []
        for package in self.packages.values():
            included = ngettext(
                "%(package)s: %(n)d delegate included",
                "%(package)s: %(n)d delegates included",
                package.delegates,
            ) % {"package": escape(package.name), "n": package.delegates}
            more = (
                _("no more than that")
                if package.extra_delegate_price is None
                else _("each further one %(price)s")
                % {"price": euros(package.extra_delegate_price)}
            )
            lines.append(f"{included}, {more}.")
        return " ".join(lines)

    def clean_voucher(self) -> Voucher | None:
        """The voucher that was typed."""
        code = self.cleaned_data["voucher"]
        if not code.strip():
            return None
        voucher = find_voucher(self.event, code)
        if voucher is None:
            raise ValidationError(_("There is no such voucher."))
        return voucher

    def basket(self) -> Basket:
        """What was chosen, once valid."""
        values = self.cleaned_data
        chosen = values["package"]
        return Basket(
            package=self.packages[int(chosen)] if chosen else None,
            extra_delegates=values.get("extra_delegates") or 0,
            options={option: values[name] for name, option in self.options.items() if values[name]},
            voucher=values["voucher"],
        )


def basket_of(order: Order) -> dict[str, Any]:
    """What an order contains, as the initial values of a ``BasketForm``."""
    values: dict[str, Any] = {"voucher": order.voucher.code if order.voucher else ""}
    for line in order.lines.all():
        if line.kind == OrderLine.Kind.PACKAGE:
            values["package"] = str(line.product_id)
        elif line.kind == OrderLine.Kind.EXTRA_DELEGATE:
            values["extra_delegates"] = line.quantity
        else:
            values[f"option_{line.product_id}"] = line.quantity
    return values


class BuyerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who buys: the address of the invoice, what the VAT depends on."""

    class Meta:
        model = Order
        fields = BUYER_FIELDS
        widgets = {"street": forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"})}
        help_texts = {
            "vat_number": gettext_lazy(
                "In another country of the EU: with it, no French VAT is charged."
            ),
            "purchase_order": gettext_lazy("If your accounts want to see one on the invoice."),
            "email": gettext_lazy("The invoice goes there."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, autocomplete in (
            ("company", "organization"),
            ("contact_name", "name"),
            ("email", "email"),
            ("street", ""),
            ("postal_code", "postal-code"),
            ("city", "address-level2"),
            ("country", "country"),
        ):
            self.fields[name].required = True
            if autocomplete:
                self.fields[name].widget.attrs["autocomplete"] = autocomplete

    def clean(self) -> dict[str, Any]:
        """Check the VAT number against the country."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "country" in values and "vat_number" in values:
            try:
                values["vat_number"] = clean_vat_number(
                    values["vat_number"], str(values["country"])
                )
            except ValidationError as refusal:
                self.add_error("vat_number", refusal)
        return values


class CheckoutForm(BuyerForm):
    """Who buys, and how they pay. ``ways``: what there is to choose from."""

    pay_by = forms.ChoiceField(
        label=gettext_lazy("How do you pay?"), choices=PayBy.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, ways: Sequence[PayBy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(ways) == 1 or not self.instance.total:
            del self.fields["pay_by"]
            return
        labels = {
            PayBy.CARD: _("By card, at once: you take part as soon as it is paid"),
            PayBy.TRANSFER: _("By bank transfer: you take part once it has arrived"),
        }
        field = self.fields["pay_by"]
        field.choices = [(way, labels[way]) for way in ways]  # type: ignore[attr-defined]
        field.initial = ways[0]


def packages_and_options(offers: Sequence[Offer]) -> tuple[list[Offer], list[Offer]]:
    """Offers by kind."""
    packages = [o for o in offers if o.product.kind == Product.Kind.PACKAGE]
    return packages, [o for o in offers if o.product.kind == Product.Kind.OPTION]
