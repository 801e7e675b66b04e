"""Bank statements: upload, look, import; and the entries nobody knows yet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from vimeet.console.access import MoneyMixin
from vimeet.console.forms.bank import EntryForm, ReadingForm, StatementForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, Text
from vimeet.shop.bank.lines import StatementError
from vimeet.shop.bank.matching import LEFT_OUT, Outcome, Proposal, propose
from vimeet.shop.bank.reading import DELIMITERS, ENCODINGS, Reading
from vimeet.shop.bank.tables import columns_of, guess_columns, table_of
from vimeet.shop.models import BankEntry, BankStatement
from vimeet.shop.services.statements import (
    assign_entry,
    discard_statement,
    import_statement,
    other_account,
    read,
    reading_of,
    set_entry_aside,
    set_reading,
    upload_statement,
)

SHOWN = 30
# The preview's parts: what needs no thought first.
GROUPS = (
    (
        gettext_lazy("Found by their reference"),
        (Outcome.MATCHED, Outcome.SEVERAL, Outcome.PARTIAL, Outcome.OVER, Outcome.NOTED),
    ),
    (gettext_lazy("Suggested by amount and name"), (Outcome.SUGGESTED,)),
    (gettext_lazy("Nothing is due any more"), (Outcome.NOT_DUE,)),
    (gettext_lazy("Nobody’s yet"), (Outcome.UNKNOWN,)),
    (gettext_lazy("In another currency"), (Outcome.CURRENCY,)),
)


class _BankPage(MoneyMixin, ConsolePage):
    """A page of the organiser's account: statements and entries know no events."""

    nav = "bank"

    def statements(self) -> QuerySet[BankStatement]:
        """The organiser's."""
        found: QuerySet[BankStatement] = BankStatement.objects.of_organiser(
            self.event.organiser
        ).select_related("organiser")
        return found

    def entries(self) -> QuerySet[BankEntry]:
        """The organiser's."""
        found: QuerySet[BankEntry] = BankEntry.objects.of_organiser(self.event.organiser)
        return found


class BankView(_BankPage, FormPage):
    """Upload a statement; below, what nobody knows yet and what was imported."""

    template_name = "console/shop/bank.html"
    form_class = StatementForm
    heading = gettext_lazy("Bank statements")
    done = gettext_lazy("The file is read. Nothing is booked yet: look at its lines.")
    parent = "bank"

    def save(self, form: forms.Form) -> None:
        """Read it."""
        file = form.cleaned_data["file"]
        self.statement = upload_statement(
            event=self.event, actor=self.actor, name=file.name, content=file.read()
        )

    def get_success_url(self) -> str:
        """Its lines, or how its columns are to be read; before there is one, this page."""
        statement = getattr(self, "statement", None)
        if statement is None:
            return self.url("bank")
        name = "bank_statement" if statement.confirmed else "bank_columns"
        return self.url(name, pk=statement.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the open entries and the latest statements."""
        return super().get_context_data(
            open_entries=list(self.entries().filter(state=BankEntry.State.OPEN)[:200]),
            statements=list(
                self.statements().defer("content").select_related("uploaded_by")[:SHOWN]
            ),
            **kwargs,
        )


class BankColumnsView(_BankPage, FormPage):
    """How a CSV file is read: guessed, shown, confirmed, then remembered."""

    template_name = "console/shop/bank_columns.html"
    form_class = ReadingForm
    heading = gettext_lazy("How this file is read")
    submit = gettext_lazy("Read it like this")
    done = gettext_lazy("Kept in mind for your next file of this kind.")
    parent = "bank"
    parent_title = gettext_lazy("Bank statements")

    @cached_property
    def statement(self) -> BankStatement:
        """The file, while it is not imported; else 404."""
        rows = self.statements().filter(kind=BankStatement.Kind.CSV, imported_at=None)
        found: BankStatement = self.find_in(rows)
        return found

    @cached_property
    def reading(self) -> Reading:
        """How it is read so far: as it was sent, where the table itself was changed."""
        content = bytes(self.statement.content)
        reading = reading_of(self.statement)
        table = {name: self.request.POST.get(name, "") for name in ReadingForm.TABLE}
        if not table["header_row"].isdecimal():
            return reading
        sent = (table["encoding"], table["delimiter"], int(table["header_row"]))
        if sent == (reading.encoding, reading.delimiter, reading.header_row):
            return reading
        if sent[0] not in dict(ENCODINGS) or sent[1] not in dict(DELIMITERS):
            return reading
        try:
            return guess_columns(content, *sent)
        except StatementError as refusal:
            messages.error(self.request, refusal.messages[0])
            return reading

    def get_form_kwargs(self) -> dict[str, Any]:
        """The columns to choose from. «Look again» sends the table's settings only."""
        content = bytes(self.statement.content)
        header, examples = columns_of(content, self.reading)
        initial = self.reading.to_json()
        kwargs = super().get_form_kwargs() | {
            "header": header,
            "examples": examples,
            "initial": initial,
        }
        if self.request.POST.get("do") == "look":
            kwargs |= {"data": None, "files": None}
        return kwargs

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Show what is wrong, or how the table looks now."""
        if not form.is_bound:
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the first rows of the table."""
        return super().get_context_data(
            statement=self.statement,
            table=table_of(bytes(self.statement.content), self.reading, 8),
            **kwargs,
        )

    def save(self, form: forms.Form) -> None:
        """Keep it in mind."""
        assert isinstance(form, ReadingForm)  # noqa: S101 -- for the type checker
        set_reading(statement=self.statement, reading=form.reading())

    def get_success_url(self) -> str:
        """The lines."""
        return self.url("bank_statement", pk=self.kwargs["pk"])

    def parent_url(self) -> str:
        """All statements."""
        return self.url("bank")


class BankStatementView(_BankPage, TemplateView):
    """A statement's lines and what they are taken for; sent, they are booked."""

    template_name = "console/shop/bank_statement.html"

    @cached_property
    def statement(self) -> BankStatement:
        """The file, or 404."""
        found: BankStatement = self.find_in(self.statements())
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The preview; back to the columns if it can't be read."""
        if self.statement.imported_at is not None:
            return super().get(request, *args, **kwargs)
        if not self.statement.confirmed:
            return HttpResponseRedirect(self.url("bank_columns", pk=self.statement.pk))
        try:
            self.lines = read(self.statement)
        except StatementError as refusal:
            messages.error(request, refusal.messages[0])
            return HttpResponseRedirect(self.url("bank_columns", pk=self.statement.pk))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lines by what they are, or what became of them."""
        context = super().get_context_data(
            statement=self.statement,
            crumb_url=self.url("bank"),
            **kwargs,
        )
        if self.statement.imported_at is not None:
            entries = self.statement.entries.prefetch_related("payments__order__event__organiser")
            return context | {"entries": list(entries), "result": self.statement.result}
        proposals = propose(self.event.organiser, self.lines.lines)
        return context | {
            "groups": _grouped(proposals),
            # Lines in another currency are shown one by one.
            "left_out": {
                str(outcome): sum(p.outcome == outcome for p in proposals)
                for outcome in LEFT_OUT
                if outcome != Outcome.CURRENCY
            },
            "total": len(proposals),
            "certain": sum(p.certain for p in proposals),
            "rows_left_out": self.lines.left_out,
            "other_account": other_account(self.statement),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Book what was ticked."""
        here = self.url("bank_statement", pk=self.statement.pk)
        try:
            statement = import_statement(
                statement=self.statement,
                event=self.event,
                actor=self.actor,
                chosen=request.POST.getlist("book"),
            )
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return HttpResponseRedirect(here)
        booked = statement.result.get(BankEntry.State.BOOKED, 0)
        messages.success(
            request,
            ngettext("%(n)d line is booked.", "%(n)d lines are booked.", booked) % {"n": booked},
        )
        return HttpResponseRedirect(here)


def _grouped(proposals: list[Proposal]) -> list[tuple[Text, list[Proposal]]]:
    groups = [
        (title, [p for p in proposals if p.outcome in outcomes]) for title, outcomes in GROUPS
    ]
    return [(title, found) for title, found in groups if found]


class BankDiscardView(_BankPage, ActionView):
    """A file that is not imported after all."""

    def next_url(self) -> str:
        """All statements; 404 if there is no such file."""
        self.statement = self.find_in(self.statements())
        return self.url("bank")

    def act(self) -> Text:
        """Forget it."""
        discard_statement(statement=self.statement)
        return _("The file is forgotten. Nothing of it was booked.")


class BankEntryView(_BankPage, FormPage):
    """An open entry: whose money it is."""

    template_name = "console/shop/bank_entry.html"
    form_class = EntryForm
    heading = gettext_lazy("Whose money is this?")
    submit = gettext_lazy("Book it for this order")
    done = gettext_lazy("The payment is noted.")
    parent = "bank"
    parent_title = gettext_lazy("Bank statements")

    @cached_property
    def entry(self) -> BankEntry:
        """The entry, while it is open; else 404."""
        found: BankEntry = self.find_in(self.entries().filter(state=BankEntry.State.OPEN))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add it."""
        return super().get_context_data(entry=self.entry, **kwargs)

    def save(self, form: forms.Form) -> None:
        """Book it."""
        assign_entry(entry=self.entry, reference=form.cleaned_data["reference"], actor=self.actor)


class BankEntryAsideView(_BankPage, ActionView):
    """An open entry that is no buyer's."""

    def next_url(self) -> str:
        """All statements; 404 if there is no such entry."""
        self.entry = self.find_in(self.entries())
        return self.url("bank")

    def act(self) -> Text:
        """Set it aside."""
        set_entry_aside(entry=self.entry, event=self.event, actor=self.actor)
        return _("Set aside. Its name and text are forgotten.")
