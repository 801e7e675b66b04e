"""The filters above the console's lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from vimeet.events.models import Event, ParticipantType, Place
from vimeet.meetings.models import Request
from vimeet.messaging.models import Message
from vimeet.shop.models import Order


class SearchFilter(forms.Form):
    """A search for words; a list's own filters follow."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


def _any(label: Any) -> tuple[str, Any]:
    return ("", label)


class DelegationFilter(SearchFilter):
    """Delegations by type and country."""

    type = forms.ModelChoiceField(
        ParticipantType.objects.none(),
        label=_("Participant type"),
        required=False,
        empty_label=_("All types"),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = event.participant_types.all()  # type: ignore[attr-defined]
        used = event.delegations.exclude(country="").order_by().values_list("country").distinct()
        names = sorted((countries.name(code), code) for (code,) in used)
        self.fields["country"].choices = [  # type: ignore[attr-defined]
            _any(_("All countries")),
            *((code, name) for name, code in names),
        ]


class PlaceFilter(SearchFilter):
    """Places by kind."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=lambda: [_any(_("All kinds")), *Place.Kind.choices],
    )


class RequestFilter(SearchFilter):
    """Requests by state and by the type of those who ask."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [_any(_("All states")), *Request.State.choices],
    )
    type = forms.ModelChoiceField(
        ParticipantType.objects.none(),
        label=_("Type of those who ask"),
        required=False,
        empty_label=_("Asked by any type"),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = event.participant_types.all()  # type: ignore[attr-defined]


class MessageFilter(SearchFilter):
    """Messages by state and channel."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [_any(_("All states")), *Message.State.choices],
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=lambda: [_any(_("All channels")), *Message.Channel.choices],
    )


class OrderFilter(SearchFilter):
    """Orders by state."""

    OVERDUE = "overdue"

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [
            _any(_("All but the expired")),
            (OrderFilter.OVERDUE, _("Overdue")),
            *Order.State.choices,
        ],
    )


class JournalFilter(SearchFilter):
    """Journal entries by subject."""

    subject = forms.ChoiceField(
        label=_("Subject"),
        required=False,
        choices=lambda: [
            _any(_("All subjects")),
            ("event", _("Event")),
            ("slot", _("Slots")),
            ("place", _("Places")),
            ("member", _("Team")),
            ("type", _("Participant types")),
            ("registration", _("Registrations")),
            ("form", _("Forms")),
            ("term", _("Needs and offers")),
            ("delegation", _("Delegations")),
            ("delegate", _("Delegates")),
            ("package", _("Packages")),
            ("option", _("Options")),
            ("voucher", _("Vouchers")),
            ("order", _("Orders")),
            ("payment", _("Payments")),
            ("invoice", _("Invoices")),
            ("statement", _("Bank statements")),
            ("request", _("Requests")),
            ("unavailability", _("Unavailability")),
            ("run", _("Runs")),
            ("plan", _("Plans")),
            ("message", _("Messages")),
        ],
    )
