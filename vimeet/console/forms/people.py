"""Forms of delegations, delegates and their requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.events.models import Event, Place
from vimeet.meetings.models import Request
from vimeet.registration.models import Delegate, Delegation
from vimeet.registration.services import DELEGATE_FIELDS, DELEGATION_FIELDS


class DelegationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A delegation: who they are, what they look for, what their package gives."""

    class Meta:
        model = Delegation
        fields = DELEGATION_FIELDS
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in DELEGATION_FIELDS[5:8]}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["participant_type"].queryset = event.participant_types.all()  # type: ignore[attr-defined]
        free = event.places.filter(kind=Place.Kind.STAND, delegation=None)
        mine = event.places.filter(delegation__pk=self.instance.pk or 0)
        stand = self.fields["stand"]
        stand.queryset = free | mine  # type: ignore[attr-defined]
        stand.empty_label = _("None")  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Names are unique within the event."""
        name: str = self.cleaned_data["name"]
        others = Delegation.objects.of_event(self.event).filter(name__iexact=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another delegation has this name."))
        return name

    def clean(self) -> dict[str, Any]:
        """What was promised must be within the credits."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        most, least = values.get("max_meetings"), values.get("min_meetings")
        if most is not None and least is not None and least > most:
            self.add_error("min_meetings", _("More is promised than the credits allow."))
        return values


class DelegateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person of a delegation."""

    class Meta:
        model = Delegate
        fields = DELEGATE_FIELDS


class RequestForm(forms.Form):
    """A request on behalf of those who ask."""

    asker = forms.ModelChoiceField(Delegation.objects.none(), label=gettext_lazy("Who asks"))
    asked = forms.ModelChoiceField(Delegation.objects.none(), label=gettext_lazy("Who is asked"))
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"),
        min_value=1,
        max_value=100,
        initial=3,
        help_text=gettext_lazy("The greater, the more it counts in planning."),
    )
    message = forms.CharField(
        label=gettext_lazy("Message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed = forms.BooleanField(label=gettext_lazy("Both sides have agreed"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("asker", "asked"):
            self.fields[name].queryset = Delegation.objects.of_event(event)  # type: ignore[attr-defined]


class PriorityForm(forms.ModelForm):  # type: ignore[type-arg]
    """How much a request counts in planning."""

    class Meta:
        model = Request
        fields = ("weight", "must")
        help_texts = {"weight": gettext_lazy("The greater, the more it counts in planning.")}
