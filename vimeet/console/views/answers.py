"""What registrations answered: all of a type as a table, a spreadsheet, and single files."""

from __future__ import annotations

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from vimeet.console.views.base import ConsolePage
from vimeet.console.views.request_tables import cell
from vimeet.events.models import ParticipantType
from vimeet.registration.questions.files import file_response
from vimeet.registration.selectors import sent_registrations
from vimeet.registration.selectors.forms import answers_table


class AnswersView(ConsolePage, TemplateView):
    """The answers of all who registered as one type."""

    template_name = "console/registration/answers.html"
    nav = "registrations"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the table."""
        kind = self.find(ParticipantType.objects.select_related("event"))
        return super().get_context_data(type=kind, table=answers_table(kind), **kwargs)


class AnswersCsvView(AnswersView):
    """The same table for a spreadsheet."""

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        """One line per registration."""
        table = context["table"]
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"{self.event.slug}-answers-{context['type'].pk}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        # The mark tells spreadsheets that it is UTF-8; where the comma is decimal they split at ;
        response.write("\ufeff")
        writer = csv.writer(response, delimiter=";" if get_language() == "fr" else ",")
        heads = [_("Company"), _("Contact"), _("E-mail address"), _("State"), _("Sent")]
        writer.writerow([cell(text) for text in (*heads, *(q.label for q in table.columns))])
        for registration, answers in table.rows:
            sent = localtime(registration.submitted_at).strftime("%Y-%m-%d %H:%M")
            row = (
                registration.name,
                registration.contact_name,
                registration.email,
                registration.get_state_display(),
                sent,
                *answers,
            )
            writer.writerow([cell(value) for value in row])
        return response


class AnswerFileView(ConsolePage, View):
    """A file that was given as an answer."""

    def get(self, request: HttpRequest, pk: int, question: str) -> HttpResponse:
        """The file, as a download."""
        registration = self.find(sent_registrations(self.event))
        file = registration.files.filter(question=question).first()
        if file is None:
            raise Http404
        return file_response(file)
