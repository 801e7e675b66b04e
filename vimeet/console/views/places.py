"""Places: tables, stands, rooms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.console.forms.events import PlaceForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, ModelFormPage, Text
from vimeet.events.models import Place
from vimeet.events.services.places import add_place, delete_place, update_place
from vimeet.registration.services import set_stand_owner


class PlacesView(ConsolePage, TemplateView):
    """All places of the event."""

    template_name = "console/places.html"
    nav = "places"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the places with their owners."""
        places = list(
            Place.objects.of_event(self.event)
            .select_related("delegation")
            .annotate(closed_count=Count("closed_slots"))
        )
        return super().get_context_data(
            places=places, at_once=sum(place.capacity for place in places), **kwargs
        )


class _PlaceFormPage(FormPage):
    form_class = PlaceForm
    nav = "places"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The place is saved.")
    parent = "places"
    parent_title = gettext_lazy("Places")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the event's slots and delegations."""
        return super().get_form_kwargs() | {"event": self.event}


class PlaceAddView(_PlaceFormPage):
    """One place more."""

    heading = gettext_lazy("Add a place")

    @transaction.atomic
    def save(self, form: forms.Form) -> None:
        """Add it, then say whose it is."""
        values = dict(form.cleaned_data)
        owner = values.pop("owner")
        place = add_place(event=self.event, actor=self.actor, **values)
        set_stand_owner(place=place, owner=owner, actor=self.actor)


class PlaceEditView(_PlaceFormPage, ModelFormPage):
    """A place as it is, to be changed."""

    heading = gettext_lazy("Change the place")
    rows = Place.objects.select_related("event__organiser")

    @transaction.atomic
    def save(self, form: forms.Form) -> None:
        """Change it, and whose it is."""
        values = dict(form.cleaned_data)
        owner = values.pop("owner")
        place = update_place(place=self.object, actor=self.actor, **values)
        set_stand_owner(place=place, owner=owner, actor=self.actor)


class PlaceDeleteView(ActionView):
    """One place less."""

    def next_url(self) -> str:
        """The list; 404 if there is no such place."""
        self.place = self.find(Place.objects.select_related("event__organiser"))
        return self.url("places")

    def act(self) -> Text:
        """Delete it."""
        delete_place(place=self.place, actor=self.actor)
        return _("The place is deleted.")
