"""The event's needs and offers: what companies can choose from in a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.console.forms.form_builder import TermForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, ModelFormPage, Text
from vimeet.registration.models import Term
from vimeet.registration.selectors.forms import terms_of
from vimeet.registration.services.terms import add_term, change_term, delete_term


class TermsView(ConsolePage, TemplateView):
    """All of them."""

    template_name = "console/registration/terms.html"
    nav = "registration_settings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the list."""
        return super().get_context_data(terms=terms_of(self.event), **kwargs)


class _TermPage(FormPage):
    form_class = TermForm
    nav = "registration_settings"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The list is saved.")
    parent = "terms"
    parent_title = gettext_lazy("Needs and offers")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event, for names that are taken."""
        return super().get_form_kwargs() | {"event": self.event}


class TermAddView(_TermPage):
    """One more."""

    heading = gettext_lazy("Add a need or offer")

    def save(self, form: forms.Form) -> None:
        """Add it."""
        add_term(event=self.event, actor=self.actor, **form.cleaned_data)


class TermEditView(_TermPage, ModelFormPage):
    """Other names for one."""

    heading = gettext_lazy("Change the need or offer")
    rows = Term.objects.select_related("event__organiser")

    def save(self, form: forms.Form) -> None:
        """Change it."""
        change_term(term=self.object, actor=self.actor, **form.cleaned_data)


class TermDeleteView(ActionView):
    """One less."""

    def next_url(self) -> str:
        """The list; 404 if there is no such one."""
        self.term = self.find(Term.objects.select_related("event__organiser"))
        return self.url("terms")

    def act(self) -> Text:
        """Delete it."""
        delete_term(term=self.term, actor=self.actor)
        return _("“%(term)s” is deleted.") % {"term": self.term.name}
