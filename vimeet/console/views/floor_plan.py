"""The floor plan: its picture, and the places marked on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from vimeet.console.forms.floor_plan import FloorPlanForm, MarkForm
from vimeet.console.views.base import ActionView, ConsolePage, Text
from vimeet.core.pictures import webp_response
from vimeet.events.models import FloorPlan, Place
from vimeet.events.selectors import floor_plan_of, spots_on
from vimeet.events.services.floor_plans import (
    mark_place,
    remove_floor_plan,
    set_floor_plan,
    unmark_place,
)


class FloorPlanView(ConsolePage, TemplateView):
    """The plan with all marks, the list of places, and the chosen place's position."""

    template_name = "console/floor_plan.html"
    nav = "places"

    @cached_property
    def places(self) -> list[Place]:
        """The event's places, each with its mark."""
        return list(Place.objects.of_event(self.event).select_related("mark"))

    @cached_property
    def chosen(self) -> Place | None:
        """The place that the address names, else the first that has no mark yet, else any."""
        named = self.request.GET.get("place", "")
        return next(
            (place for place in self.places if str(place.pk) == named),
            next(
                (place for place in self.places if not hasattr(place, "mark")),
                next(iter(self.places), None),
            ),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plan; a form that was just sent with a fault comes in ``kwargs``."""
        plan = floor_plan_of(self.event)
        context = {
            "plan": plan,
            "spots": spots_on(plan) if plan else [],
            "places": self.places,
            "chosen": self.chosen,
            "picture_form": FloorPlanForm(),
            "mark_form": MarkForm(mark=getattr(self.chosen, "mark", None)),
            "parent_url": self.url("places"),
            "parent_title": _("Places"),
        }
        return super().get_context_data(**context | kwargs)

    def answer(self, **forms: Any) -> HttpResponse:
        """The page again, with a form's faults."""
        return self.render_to_response(self.get_context_data(**forms), status=422)


class FloorPlanChangeView(FloorPlanView):
    """A new picture (POST); what is wrong with it stands beside its field."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep it and go back to the page."""
        form = FloorPlanForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                upload = form.cleaned_data["picture"]
                set_floor_plan(event=self.event, actor=self.actor, upload=upload)
            except ValidationError as refusal:
                form.add_error("picture", refusal)
            else:
                messages.success(request, _("The floor plan is saved."))
                return HttpResponseRedirect(self.url("floor_plan"))
        return self.answer(picture_form=form)


class FloorPlanRemoveView(ActionView):
    """Take the picture away (POST), and all marks with it."""

    def next_url(self) -> str:
        """The page."""
        return self.url("floor_plan")

    def act(self) -> Text:
        """Remove it."""
        remove_floor_plan(event=self.event, actor=self.actor)
        return _("The floor plan is removed.")


class PlaceMarkView(FloorPlanView):
    """Mark a place, or move its mark (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep the position and go back to the page, at the same place."""
        place = self.find(Place.objects.select_related("mark", "event__organiser"))
        form = MarkForm(request.POST)
        if form.is_valid():
            try:
                mark_place(place=place, actor=self.actor, **form.fractions)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                return HttpResponseRedirect(f"{self.url('floor_plan')}?place={place.pk}")
        return self.answer(mark_form=form, chosen=place)


class PlaceUnmarkView(ActionView):
    """Take a place's mark away (POST)."""

    def next_url(self) -> str:
        """The page, at the same place; 404 if there is no such place."""
        self.place = self.find(Place.objects.select_related("event__organiser"))
        return f"{self.url('floor_plan')}?place={self.place.pk}"

    def act(self) -> Text:
        """Remove it."""
        unmark_place(place=self.place, actor=self.actor)
        return _("The mark is removed.")


class FloorPlanPictureView(ConsolePage, View):
    """The picture, for the organiser."""

    def get(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        """The picture, or 404."""
        plan = FloorPlan.objects.of_event(self.event).filter(pk=pk).first()
        if plan is None:
            raise Http404
        return webp_response(request, bytes(plan.content), version=f"plan-{plan.pk}")
