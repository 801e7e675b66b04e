"""Places: tables, stands, rooms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.events import PlaceForm
from vimeet.console.forms.filters import PlaceFilter
from vimeet.console.views.base import ActionView, FormPage, ListPage, ModelFormPage, Text
from vimeet.events.models import Place
from vimeet.events.services.places import add_place, delete_place, update_place
from vimeet.registration.selectors import words_in
from vimeet.registration.services import set_stand_owner


class PlacesView(ListPage):
    """All places of the event with their owners."""

    template_name = "console/places.html"
    context_object_name = "places"
    nav = "places"
    filter_class = PlaceFilter
    sorts = {
        "kind": ("kind", "name"),
        "name": ("name",),
        "capacity": ("capacity", "name"),
        "seats": ("seats", "name"),
        "owner": ("delegation__name", "name"),
        "closed": ("closed_count", "name"),
    }

    def get_rows(self) -> QuerySet[Place]:
        """The places that the filter asks for."""
        rows: QuerySet[Place] = Place.objects.of_event(self.event).select_related("delegation")
        if words := self.filters.get("q"):
            rows = rows.filter(words_in(words, "name", "delegation__name"))
        if kind := self.filters.get("kind"):
            rows = rows.filter(kind=kind)
        return rows.annotate(closed_count=Count("closed_slots"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what all places together hold."""
        everywhere = Place.objects.of_event(self.event).aggregate(at_once=Sum("capacity"))
        return super().get_context_data(**everywhere, **kwargs)


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
