"""Forms of delegations, delegates and their requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vimeet.events.models import Event, Place
from vimeet.registration.models import Delegate, Delegation
from vimeet.registration.selectors import PROFILE_TEXTS
from vimeet.registration.selectors.terms import term_tree
from vimeet.registration.services import DELEGATE_FIELDS, DELEGATION_FIELDS, TERM_FIELDS
from vimeet.registration.term_field import TermsField


class DelegationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A delegation: who they are, what they look for, what their package gives."""

    class Meta:
        model = Delegation
        fields = DELEGATION_FIELDS
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in PROFILE_TEXTS}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["participant_type"].queryset = event.participant_types.all()  # type: ignore[attr-defined]
        self._offer_terms(event)
        free = event.places.filter(kind=Place.Kind.STAND, delegation=None)
        mine = event.places.filter(delegation__pk=self.instance.pk or 0)
        stand = self.fields["stand"]
        stand.queryset = free | mine  # type: ignore[attr-defined]
        stand.empty_label = _("None")  # type: ignore[attr-defined]

    def _offer_terms(self, event: Event) -> None:
        """Needs and offers of the event's list, where there is one."""
        tree = term_tree(event)
        for name in TERM_FIELDS if tree.nodes else ():
            label = _("Looks for") if name == "needed_terms" else _("Offers")
            self.fields[name] = TermsField(tree=tree, label=label, required=False)
            if self.instance.pk:
                chosen = getattr(self.instance, name).values_list("pk", flat=True)
                self.initial[name] = [str(pk) for pk in chosen]

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
        for name in TERM_FIELDS:
            if name in values:
                field: Any = self.fields[name]
                values[name] = field.terms(values[name])
        most, least = values.get("max_meetings"), values.get("min_meetings")
        if most is not None and least is not None and least > most:
            self.add_error("min_meetings", _("More is promised than the credits allow."))
        return values


class DelegateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person of a delegation."""

    class Meta:
        model = Delegate
        fields = DELEGATE_FIELDS
