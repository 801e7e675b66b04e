"""Forms of the shop: what is sold, vouchers, who sells, money."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.delegation_field import DelegationField
from vimeet.console.forms.events import DateInput
from vimeet.events.models import Event
from vimeet.programme.models import ReleasedSession, Session
from vimeet.shop.forms import BasketForm
from vimeet.shop.included import offered_sessions
from vimeet.shop.models import Payment, Product, Seller, StripeAccount, Voucher
from vimeet.shop.services.sellers import FIELDS as SELLER_FIELDS
from vimeet.shop.services.stripe_accounts import KEY_STARTS, WEBHOOK_START

EVERYTHING = Decimal(100)


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a day and a time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class _SessionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Sessions of the programme in force, with when they are and the title people know."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "one-a-line"})
    known: dict[int, ReleasedSession]
    zone: dt.tzinfo

    def offer(self, event: Event) -> bool:
        """Offer the sessions of ``event``; whether there are any."""
        self.known = {session.session_id: session for session in offered_sessions(event)}
        self.zone = event.zone
        self.queryset = (
            Session.objects.of_event(event).filter(pk__in=self.known).order_by("starts_at", "pk")
        )
        return bool(self.known)

    def label_from_instance(self, obj: Any) -> str:
        """When, and what."""
        session = self.known[obj.pk]
        start = date_format(session.starts_at.astimezone(self.zone), "SHORT_DATETIME_FORMAT")
        return f"{start} · {session.title}"


class _ProductForm(forms.ModelForm):  # type: ignore[type-arg]
    """What packages and options have in common. ``groups``: titles with the fields below each."""

    groups: tuple[tuple[Any, tuple[str, ...]], ...]

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["participant_types"].queryset = event.participant_types.all()  # type: ignore[attr-defined]
        sessions = self.fields["sessions"]
        if not (isinstance(sessions, _SessionsField) and sessions.offer(event)):
            del self.fields["sessions"]

    def grouped(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The groups with their fields."""
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.groups
        ]

    def _clean_name(self, field: str) -> str:
        name: str = self.cleaned_data[field]
        others = Product.objects.of_event(self.event).filter(**{f"{field}__iexact": name})
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Something else that is sold has this name."))
        return name

    def clean_name_en(self) -> str:
        """Names are unique within the event."""
        return self._clean_name("name_en")

    def clean_name_fr(self) -> str:
        """Names are unique within the event."""
        return self._clean_name("name_fr")

    def clean(self) -> dict[str, Any]:
        """The sale ends after it begins; no more is promised than the credits allow."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = values.get("on_sale_from"), values.get("on_sale_until")
        if start and end and end <= start:
            self.add_error("on_sale_until", _("The end must come after the start."))
        most, least = values.get("credits"), values.get("min_meetings")
        if most is not None and least is not None and least > most:
            self.add_error("min_meetings", _("More is promised than the credits allow."))
        return values


_WIDGETS = {
    "description_en": forms.Textarea(attrs={"rows": 2}),
    "description_fr": forms.Textarea(attrs={"rows": 2}),
    "on_sale_from": MomentInput,
    "on_sale_until": MomentInput,
    "participant_types": forms.CheckboxSelectMultiple,
}
_NAMES = ("name_en", "name_fr", "description_en", "description_fr")
_SALE = ("on_sale_from", "on_sale_until", "participant_types")


_GIVES = ("credits", "min_meetings", "open_requests", "delegates", "stand", "sessions")
_PACKAGE_GROUPS = (
    (gettext_lazy("What it is"), (*_NAMES, "position")),
    (gettext_lazy("Price and sale"), ("price", "tax_rate", "stock", *_SALE, "hidden")),
    (gettext_lazy("What it gives"), _GIVES),
    (gettext_lazy("Extra delegates"), ("extra_delegate_price", "max_extra_delegates")),
    (
        gettext_lazy("Billed by the meeting, after the event"),
        ("billed_by", "meeting_price", "most_billed"),
    ),
)
_OPTION_GROUPS = (
    (gettext_lazy("What it is"), (*_NAMES, "position")),
    (gettext_lazy("Price and sale"), ("price", "tax_rate", "stock", "max_per_order", *_SALE)),
    (gettext_lazy("What each of them gives"), _GIVES),
)


class PackageForm(_ProductForm):
    """A package."""

    groups = _PACKAGE_GROUPS

    class Meta:
        model = Product
        fields = [name for _title, names in _PACKAGE_GROUPS for name in names]
        widgets = _WIDGETS
        field_classes = {"sessions": _SessionsField}

    def clean(self) -> dict[str, Any]:
        """What is billed by the meeting has a price for one."""
        values = super().clean()
        if values.get("billed_by") and not values.get("meeting_price"):
            self.add_error("meeting_price", _("Say what a meeting costs."))
        return values


class OptionForm(_ProductForm):
    """An option, bought with a package or later."""

    groups = _OPTION_GROUPS
    credits = forms.IntegerField(
        label=gettext_lazy("meeting credits"), min_value=0, max_value=1000, initial=0
    )

    class Meta:
        model = Product
        fields = [name for _title, names in _OPTION_GROUPS for name in names]
        widgets = _WIDGETS
        field_classes = {"sessions": _SessionsField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["delegates"] = 0


class EarlyPriceForm(forms.Form):
    """A lower price until a date."""

    until = forms.DateTimeField(label=gettext_lazy("Until"), widget=MomentInput)
    price = forms.DecimalField(
        label=gettext_lazy("Price without VAT (€)"), min_value=0, max_digits=9, decimal_places=2
    )


class VoucherForm(forms.ModelForm):  # type: ignore[type-arg]
    """A voucher."""

    class Meta:
        model = Voucher
        fields = ("code", "effect", "value", "package", "max_uses", "valid_until")
        widgets = {"valid_until": MomentInput}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        package = self.fields["package"]
        package.queryset = Product.objects.of_event(event).filter(  # type: ignore[attr-defined]
            kind=Product.Kind.PACKAGE
        )
        package.empty_label = _("Any package")  # type: ignore[attr-defined]
        self.fields["value"].required = False

    def clean_code(self) -> str:
        """Codes are compared in capitals, and unique within the event."""
        code: str = "".join(self.cleaned_data["code"].split()).upper()
        others = Voucher.objects.of_event(self.event).filter(code=code)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another voucher has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        """What it takes off makes sense for what it does."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        effect, value = values.get("effect"), values.get("value") or Decimal(0)
        if effect in (Voucher.Effect.FREE, Voucher.Effect.NONE):
            value = Decimal(0)
        elif effect and not value:
            self.add_error("value", _("Say how much."))
        elif effect == Voucher.Effect.PERCENT and value > EVERYTHING:
            self.add_error("value", _("A hundred per cent at most."))
        values["value"] = value
        if effect == Voucher.Effect.NONE and not values.get("package"):
            self.add_error("package", _("Say which package it opens."))
        return values


class SellerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who sells."""

    class Meta:
        model = Seller
        fields = SELLER_FIELDS
        widgets = {"street": forms.Textarea(attrs={"rows": 2})}


class StripeForm(forms.Form):
    """The organiser's keys of Stripe. What is there is never shown: empty leaves it."""

    key = forms.CharField(
        label=gettext_lazy("Secret key"),
        max_length=255,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Stripe’s dashboard, Developers, API keys: it begins with sk_ or rk_. A restricted key "
            "needs to write Checkout Sessions and Refunds, and to read PaymentIntents, Charges and "
            "Disputes."
        ),
    )
    webhook_secret = forms.CharField(
        label=gettext_lazy("Webhook secret"),
        max_length=255,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Stripe shows it once the webhook is there: it begins with whsec_."),
    )

    def __init__(self, *args: Any, account: StripeAccount | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("key", "webhook_secret"):
            self.fields[name].required = account is None

    def clean_key(self) -> str:
        """It looks like one."""
        key: str = self.cleaned_data["key"].strip()
        if key and not key.startswith(KEY_STARTS):
            raise ValidationError(_("This is no secret key: it begins with sk_ or rk_."))
        return key

    def clean_webhook_secret(self) -> str:
        """It looks like one."""
        secret: str = self.cleaned_data["webhook_secret"].strip()
        if secret and not secret.startswith(WEBHOOK_START):
            raise ValidationError(_("This is no webhook secret: it begins with whsec_."))
        return secret


class CardRefundForm(forms.Form):
    """Money that goes back to the card that paid."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount (€)"),
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
    )
    take_back = forms.BooleanField(
        label=gettext_lazy("Take back what the order gave"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Its meeting credits, but never below the meetings already planned, its stand if no "
            "meeting is planned there, and its places in sessions."
        ),
    )


class OrderForm(BasketForm):
    """What a delegation orders, taken down by the organiser."""

    delegation = DelegationField(label=gettext_lazy("Delegation"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, package_required=False, **kwargs)
        self.fields["delegation"].of(self.event)  # type: ignore[attr-defined]
        self.order_fields(["delegation"])


class PaymentForm(forms.ModelForm):  # type: ignore[type-arg]
    """Money that came in or goes back."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount (€)"),
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
    )

    class Meta:
        model = Payment
        fields = ("amount", "received_on", "method", "note")
        widgets = {"received_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate


class RefundForm(PaymentForm):
    """Money that went back, and what goes back with it."""

    take_back = CardRefundForm.base_fields["take_back"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].help_text = _(
            "This notes what went back. To have Stripe send money to a card, use “Refund by card” "
            "on the order’s page."
        )
