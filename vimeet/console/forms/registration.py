"""Forms of registration: when and how, and filters and reasons of single ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.filters import SearchFilter
from vimeet.events.models import Event, ParticipantType
from vimeet.registration.models import Registration


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a date and a time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class RegistrationSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """From when to when one registers, whether it needs approval, and the public text."""

    class Meta:
        model = Event
        fields = (
            "registration_opens_at",
            "registration_closes_at",
            "registration_edits_until",
            "confirms_address",
            "needs_approval",
            "offer_hours",
            "complete_days",
            "about_en",
            "about_fr",
        )
        widgets = {
            "registration_opens_at": MomentInput,
            "registration_closes_at": MomentInput,
            "registration_edits_until": MomentInput,
            "about_en": forms.Textarea(attrs={"rows": 4}),
            "about_fr": forms.Textarea(attrs={"rows": 4}),
        }

    def clean(self) -> dict[str, Any]:
        """Registration opens before it closes; an offer lasts a while."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = values.get("registration_opens_at"), values.get("registration_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("registration_closes_at", _("It closes before it opens."))
        for name in ("offer_hours", "complete_days"):
            if values.get(name) == 0:
                self.add_error(name, _("At least one."))
        return values


class RegistrationFilter(SearchFilter):
    """Registrations by state and type."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=lambda: [
            ("", _("All states")),
            *(
                choice
                for choice in Registration.State.choices
                if choice[0] != Registration.State.DRAFT
            ),
        ],
    )
    type = forms.ModelChoiceField(
        ParticipantType.objects.none(),
        label=gettext_lazy("Participant type"),
        required=False,
        empty_label=gettext_lazy("All types"),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = event.participant_types.all()  # type: ignore[attr-defined]


class RefusalForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is told to the contact, word for word."),
    )
