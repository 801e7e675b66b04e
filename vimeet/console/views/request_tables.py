"""Requests as tables: all of them for a spreadsheet, and many at once from one."""

from __future__ import annotations

import csv
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View

from vimeet.console.forms.requests import ImportForm
from vimeet.console.views.base import ConsolePage, FormPage
from vimeet.console.views.requests import RequestsView
from vimeet.core.tables import read_table
from vimeet.meetings.services.imports import COLUMNS, MOST_LINES, import_requests

# So many of the lines that can't be imported are shown; the others have mostly the same reasons.
SHOWN_ERRORS = 100


def cell(value: object) -> str:
    """``value`` for a spreadsheet: a text that looks like a formula must not become one."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def csv_response(name: str) -> HttpResponse:
    """An empty CSV file called ``name``, to be downloaded."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # The mark tells spreadsheets that it is UTF-8.
    response.write("\ufeff")
    return response


def delimiter() -> str:
    """Between cells: where the comma is decimal, spreadsheets split at semicolons."""
    return ";" if get_language() == "fr" else ","


class RequestsCsvView(RequestsView):
    """The list as it is filtered, all of it, for a spreadsheet."""

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        """One line per request."""
        response = csv_response(f"{self.event.slug}-requests.csv")
        writer = csv.writer(response, delimiter=delimiter())
        titles = {key: _(name) for key, name in COLUMNS.items()}
        writer.writerow(
            [
                titles["asker"],
                _("Type"),
                titles["asked"],
                _("Type"),
                titles["state"],
                titles["asker_priority"],
                titles["asked_priority"],
                titles["weight"],
                titles["must"],
                _("Asked on"),
                titles["message"],
            ]
        )
        for request in self.object_list:
            row = (
                request.asker.name,
                request.asker.participant_type.name,
                request.asked.name,
                request.asked.participant_type.name,
                request.get_state_display(),
                request.get_asker_priority_display(),
                request.get_asked_priority_display(),
                request.weight,
                _("yes") if request.must else _("no"),
                localtime(request.created_at).strftime("%Y-%m-%d %H:%M"),
                request.message,
            )
            writer.writerow([cell(value) for value in row])
        return response


class RequestsImportView(FormPage):
    """Requests from a file: all of its lines, or none and the reason of each."""

    template_name = "console/requests_import.html"
    form_class = ImportForm
    nav = "requests"
    heading = gettext_lazy("Import requests")
    submit = gettext_lazy("Import")
    parent = "requests"
    parent_title = gettext_lazy("Requests")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Import, or show what is wrong with the file, line by line."""
        data = form.cleaned_data
        try:
            rows = read_table(data["file"])
            report = import_requests(
                event=self.event, rows=rows, actor=self.actor, tell=data["tell"]
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
            return self.form_invalid(form)
        if report.errors:
            context = self.get_context_data(
                form=form,
                errors=report.errors[:SHOWN_ERRORS],
                more=max(0, len(report.errors) - SHOWN_ERRORS),
            )
            return self.render_to_response(context, status=422)
        n = report.imported
        text = ngettext("%(n)d request is imported.", "%(n)d requests are imported.", n)
        messages.success(self.request, text % {"n": n})
        return super(FormPage, self).form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the columns."""
        needed = {"asker", "asked"}
        columns = [(_(name), key in needed) for key, name in COLUMNS.items()]
        return super().get_context_data(columns=columns, most=MOST_LINES, **kwargs)


class RequestsTemplateView(ConsolePage, View):
    """An empty table with the columns that an import reads."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Only the first line."""
        response = csv_response("requests.csv")
        csv.writer(response, delimiter=delimiter()).writerow([_(name) for name in COLUMNS.values()])
        return response
