"""The participants' agendas: what they may change, what they ask for, how meetings went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
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

    def wishes_page(self, wishes: Paginator[ChangeWish]) -> int | str | None:
        """Which page of the open wishes to show."""
        return self.request.GET.get("page")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the open wishes, and what people report."""
        wishes = Paginator(open_wishes(self.event), WISHES_PER_PAGE)
        return super().get_context_data(
            page_obj=wishes.get_page(self.wishes_page(wishes)),
            reports=reports_of(self.event),
            release=current_release(self.event),
            book=AgendaBook.objects.of_event(self.event)
            .defer("document")
            .select_related("plan")
            .first(),
            **kwargs,
        )


def _wish_of(page: ConsolePage) -> ChangeWish:
    """The wish that the address names, or 404."""
    found: ChangeWish = page.find(
        ChangeWish.objects.select_related("request__event__organiser", "delegate")
    )
    return found


class WishGrantView(ActionView):
    """Carry a wish out, then back to the list."""

    refusals = (WishError,)

    def next_url(self) -> str:
        """Back to the list."""
        self.wish = _wish_of(self)
        return self.url("agendas")

    def act(self) -> Text:
        """Release the change."""
        plan = grant_wish(wish=self.wish, actor=self.actor)
        return _("Done and told, as version %(number)d.") % {"number": plan.number}


class WishRefuseView(AgendasView):
    """Leave the meeting as it is; an answer that is too long is shown again, and nobody told."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse, with the reason given."""
        self.wish = _wish_of(self)
        answer = RefusalForm(request.POST)
        if not answer.is_valid():
            rules = AgendaRulesForm(instance=agenda_rules(self.event))
            context = self.get_context_data(form=rules, refused=self.wish, answer=answer)
            return self.render_to_response(context, status=422)
        try:
            refuse_wish(wish=self.wish, actor=self.actor, **answer.cleaned_data)
        except WishError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Refused. Who asked is told."))
        return HttpResponseRedirect(self.url("agendas"))

    def wishes_page(self, wishes: Paginator[ChangeWish]) -> int | str | None:
        """The one with the wish that is answered."""
        keys = [wish.pk for wish in wishes.object_list]
        at = keys.index(self.wish.pk) if self.wish.pk in keys else 0
        return at // WISHES_PER_PAGE + 1


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
