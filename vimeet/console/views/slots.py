"""Slots: the generator with its preview, and single slots."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from vimeet.console.forms.events import PatternForm, SlotForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, Text
from vimeet.events.models import Event, Slot
from vimeet.events.services.slots import (
    SlotChange,
    add_slot,
    apply_pattern,
    delete_slot,
    move_slot,
    preview_slots,
)


def by_day(slots: list[Any], event: Event) -> list[tuple[dt.date, list[Any]]]:
    """Slots or spans by their local day."""

    def day(slot: Any) -> dt.date:
        return timezone.localtime(slot.starts_at, event.zone).date()

    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    return [(date, list(group)) for date, group in groupby(ordered, key=day)]


class SlotsView(ConsolePage, TemplateView):
    """The event's slots and the generator. Its form is sent twice: to preview, then to apply."""

    template_name = "console/slots.html"
    nav = "slots"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the slots by day and the generator's form."""
        slots = list(Slot.objects.of_event(self.event))
        context = {
            "days": by_day(slots, self.event),
            "slot_count": len(slots),
            "form": PatternForm(event=self.event),
        }
        return super().get_context_data(**context | kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what would change (``preview``), or change it."""
        form = PatternForm(request.POST, event=self.event)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            if "apply" not in request.POST:
                change = preview_slots(self.event, form.pattern())
                return self._page(form, change=change, preview=self._preview(change))
            change = apply_pattern(event=self.event, pattern=form.pattern(), actor=self.actor)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self._page(form, status=422)
        messages.success(request, self._done(change))
        return HttpResponseRedirect(self.url("slots"))

    def _page(self, form: forms.Form, status: int = 200, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)

    def _preview(self, change: SlotChange) -> list[tuple[dt.date, list[dict[str, Any]]]]:
        """Each day's slots as they would be, marked kept, added or removed."""
        rows = [
            {"starts_at": s.starts_at, "ends_at": s.ends_at, "fate": fate}
            for fate, spans in (
                ("kept", change.kept),
                ("added", change.added),
                ("removed", change.removed),
            )
            for s in spans
        ]
        rows.sort(key=lambda row: (row["starts_at"], row["fate"]))

        def day(row: dict[str, Any]) -> dt.date:
            return timezone.localtime(row["starts_at"], self.event.zone).date()

        return [(date, list(group)) for date, group in groupby(rows, key=day)]

    def _done(self, change: SlotChange) -> str:
        if change.changes_nothing:
            return _("The slots are as they were.")
        added = len(change.added)
        return ngettext(
            "%(count)d slot is new; %(removed)d removed, %(kept)d kept.",
            "%(count)d slots are new; %(removed)d removed, %(kept)d kept.",
            added,
        ) % {"count": added, "removed": len(change.removed), "kept": len(change.kept)}


class _SlotFormPage(FormPage):
    form_class = SlotForm
    nav = "slots"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The slot is saved.")
    parent = "slots"
    parent_title = gettext_lazy("Slots")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the event's days."""
        return super().get_form_kwargs() | {"event": self.event}


class SlotAddView(_SlotFormPage):
    """One slot more."""

    heading = gettext_lazy("Add a slot")

    def save(self, form: forms.Form) -> Slot:
        """Add it."""
        data = form.cleaned_data
        return add_slot(
            event=self.event, starts_at=data["starts_at"], ends_at=data["ends_at"], actor=self.actor
        )


class SlotEditView(_SlotFormPage):
    """Another time for a slot, or none."""

    template_name = "console/slot.html"
    heading = gettext_lazy("Change the slot")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in the slot's times."""
        self.slot = self.find(Slot.objects.select_related("event"))
        return super().get_form_kwargs() | {"slot": self.slot}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the slot, for the button that deletes it."""
        context = super().get_context_data(**kwargs)
        return context | {"slot": self.slot}

    def save(self, form: forms.Form) -> Slot:
        """Move it."""
        data = form.cleaned_data
        return move_slot(
            slot=self.slot, starts_at=data["starts_at"], ends_at=data["ends_at"], actor=self.actor
        )


class SlotDeleteView(ActionView):
    """One slot less."""

    def next_url(self) -> str:
        """The list; 404 if there is no such slot."""
        self.slot = self.find(Slot.objects.select_related("event"))
        return self.url("slots")

    def act(self) -> Text:
        """Delete it."""
        delete_slot(slot=self.slot, actor=self.actor)
        return _("The slot is deleted.")
