"""Participant types, and who may ask whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.console.forms.events import TypeForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, ModelFormPage, Text
from vimeet.events.models import ParticipantType
from vimeet.events.services.types import add_type, delete_type, set_who_may_ask, update_type


class TypesView(ConsolePage, TemplateView):
    """The types and, as a table of boxes to tick, who may ask whom."""

    template_name = "console/types.html"
    nav = "types"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the types, and a row of the table for each."""
        types = list(
            ParticipantType.objects.of_event(self.event)
            .annotate(delegation_count=Count("delegations"))
            .prefetch_related("may_ask")
        )
        table = [
            (asker, [(asked, asked in asker.may_ask.all()) for asked in types]) for asker in types
        ]
        return super().get_context_data(types=types, table=table, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save the table: each ticked box is sent as ``ask=<asking type>-<asked type>``."""
        try:
            pairs = [_pair(text) for text in request.POST.getlist("ask")]
            set_who_may_ask(event=self.event, pairs=pairs, actor=self.actor)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("Who may ask whom is saved."))
        return HttpResponseRedirect(self.url("types"))


def _pair(text: str) -> tuple[int, int]:
    asker, _dash, asked = text.partition("-")
    if not (asker.isdecimal() and asked.isdecimal()):
        raise ValidationError(_("The table could not be read. Look at it again."))
    return int(asker), int(asked)


class _TypeFormPage(FormPage):
    form_class = TypeForm
    nav = "types"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The participant type is saved.")
    parent = "types"
    parent_title = gettext_lazy("Participant types")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event, for names that are taken."""
        return super().get_form_kwargs() | {"event": self.event}


class TypeAddView(_TypeFormPage):
    """One type more."""

    heading = gettext_lazy("Add a participant type")

    def save(self, form: forms.Form) -> ParticipantType:
        """Add it."""
        return add_type(event=self.event, actor=self.actor, **form.cleaned_data)


class TypeEditView(_TypeFormPage, ModelFormPage):
    """A type's names, and how many may register as it."""

    heading = gettext_lazy("Change the participant type")
    rows = ParticipantType.objects.select_related("event__organiser")

    def save(self, form: forms.Form) -> ParticipantType:
        """Change it."""
        return update_type(participant_type=self.object, actor=self.actor, **form.cleaned_data)


class TypeDeleteView(ActionView):
    """One type less."""

    def next_url(self) -> str:
        """The list; 404 if there is no such type."""
        self.type = self.find(ParticipantType.objects.select_related("event__organiser"))
        return self.url("types")

    def act(self) -> Text:
        """Delete it."""
        delete_type(participant_type=self.type, actor=self.actor)
        return _("The participant type is deleted.")
