"""The participants' agendas: what they may change, what they ask for, how meetings went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from vimeet.console.forms.agendas import AgendaRulesForm, RefusalForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, Text
from vimeet.meetings.models import AgendaBook, AgendaRules, ChangeWish
from vimeet.meetings.selectors.agenda_rules import agenda_rules
from vimeet.meetings.selectors.changes import current_release
from vimeet.meetings.selectors.encounters import open_wishes
from vimeet.meetings.selectors.reports import reports_of
from vimeet.meetings.services.books import BookError, ask_book
from vimeet.meetings.services.wishes import (
    WishError,
    grant_wish,
    refuse_wish,
    set_agenda_rules,
)

WISHES_PER_PAGE = 50


class AgendasView(FormPage):
    """What waits for a decision; beside it the rules."""

    template_name = "console/agendas.html"
    form_class = AgendaRulesForm
    nav = "agendas"
    heading = gettext_lazy("Agendas")
    submit = gettext_lazy("Save")
    done = gettext_lazy("The rules are saved.")
    parent = "agendas"
    parent_title = gettext_lazy("Agendas")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with the rules in force."""
        return super().get_form_kwargs() | {"instance": agenda_rules(self.event)}

    def save(self, form: forms.Form) -> AgendaRules:
        """Set the rules."""
        return set_agenda_rules(event=self.event, actor=self.actor, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the open wishes, and what people report."""
        wishes = Paginator(open_wishes(self.event), WISHES_PER_PAGE)
        return super().get_context_data(
            page_obj=wishes.get_page(self.request.GET.get("page")),
            reports=reports_of(self.event),
            release=current_release(self.event),
            book=AgendaBook.objects.of_event(self.event)
            .defer("document")
            .select_related("plan")
            .first(),
            **kwargs,
        )


class _WishAction(ActionView):
    """A decision about a wish, then back to the list."""

    refusals = (WishError,)

    @property
    def wish(self) -> ChangeWish:
        """The wish that the address names, or 404."""
        found: ChangeWish = self.find(
            ChangeWish.objects.select_related("request__event__organiser", "delegate")
        )
        return found

    def next_url(self) -> str:
        """Back to the list."""
        _found = self.wish
        return self.url("agendas")


class WishGrantView(_WishAction):
    """Carry a wish out."""

    def act(self) -> Text:
        """Release the change."""
        plan = grant_wish(wish=self.wish, actor=self.actor)
        return _("Done and told, as version %(number)d.") % {"number": plan.number}


class WishRefuseView(_WishAction):
    """Leave the meeting as it is."""

    def act(self) -> Text:
        """Refuse, with the reason given."""
        form = RefusalForm(self.request.POST)
        answer = form.cleaned_data["answer"] if form.is_valid() else ""
        refuse_wish(wish=self.wish, answer=answer, actor=self.actor)
        return _("Refused. Who asked is told.")


class BookAskView(ActionView):
    """Have all agendas printed."""

    refusals = (BookError,)

    def next_url(self) -> str:
        """Back to the page, which tells when it is there."""
        return self.url("agendas")

    def act(self) -> Text:
        """Ask for the document."""
        ask_book(event=self.event, actor=self.actor)
        return _("The agendas are being prepared.")


class BookView(ConsolePage, View):
    """The printed agendas."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The document, or 404 while it is not there."""
        book = self.find(AgendaBook.objects.select_related("plan"))
        if book.state != AgendaBook.State.READY:
            raise Http404
        name = f"{self.event.slug}-{book.plan}.pdf"
        return HttpResponse(
            bytes(book.document),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
