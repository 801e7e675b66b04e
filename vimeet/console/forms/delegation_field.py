"""Choosing a delegation of the event in a form: its name, found by typing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from vimeet.events.models import Event
from vimeet.registration.models import Delegation
from vimeet.registration.selectors import delegations_found

# How many names are offered at once, and how many an error names.
OFFERED = 20
NAMED = 5


class DelegationInput(forms.TextInput):
    """A text with the names that fit below it; the server finds them anew as one types.

    Without scripts the first names are offered and any may be typed.
    """

    template_name = "forms/delegation.html"
    event: Event

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the names to begin with, and where others are found."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["options_id"] = f"{widget['attrs'].get('id', f'id_{name}')}_options"
        widget["options"] = names_found(self.event, widget["value"] or "")
        widget["attrs"] |= {
            "list": widget["options_id"],
            "autocomplete": "off",
            "spellcheck": "false",
            "hx-get": reverse("console:delegation_names", kwargs=self.event.url_kwargs),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{widget['options_id']}",
        }
        return context


class DelegationField(forms.CharField):
    """The delegation of the event that has the name that is typed, in whatever case.

    Delegations of one event differ in their names. A form tells the field its event: ``of``.
    """

    widget = DelegationInput
    event: Event

    def of(self, event: Event) -> None:
        """Offer the delegations of this event."""
        self.event = event
        self.widget.event = event

    def to_python(self, value: Any) -> Any:
        """The delegation, or None where nothing is typed."""
        text = super().to_python(value)
        if not text:
            return None
        found = delegations_found(self.event, text)
        rows = found.select_related("participant_type", "event__organiser")
        same = list(rows.filter(name__iexact=text))
        exact = [row for row in same if row.name == text]
        if len(exact or same) == 1:
            return (exact or same)[0]
        fits = list(found.values_list("name", flat=True)[:NAMED])
        if fits:
            raise ValidationError(
                _("There is no delegation “%(name)s”. Did you mean %(names)s?")
                % {"name": text, "names": get_text_list(fits, _("or"))}
            )
        raise ValidationError(_("There is no delegation “%(name)s”.") % {"name": text})

    def run_validators(self, value: Any) -> None:
        """A text's validators don't apply to what was found."""

    def prepare_value(self, value: Any) -> Any:
        """The name, for a delegation to begin with."""
        return value.name if isinstance(value, Delegation) else value


def names_found(event: Event, text: str) -> list[str]:
    """The names to offer to somebody who typed ``text``."""
    return list(delegations_found(event, text).values_list("name", flat=True)[:OFFERED])
