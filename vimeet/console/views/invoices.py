"""Invoices and credit notes: the list, the documents, the books of a year."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from vimeet.console.access import MoneyMixin
from vimeet.console.forms.filters import SearchFilter
from vimeet.console.views.base import ActionView, ConsolePage, ListPage, Text
from vimeet.console.views.orders import ROWS
from vimeet.console.views.request_tables import cell
from vimeet.shop.exports import fec, fec_name, invoice_rows, years_of
from vimeet.shop.models import Invoice
from vimeet.shop.selectors import bills_by_meeting, seller_of
from vimeet.shop.services.invoices import issue_invoice


class InvoicesView(MoneyMixin, ListPage):
    """The event's invoices and credit notes, latest first."""

    template_name = "console/shop/invoices.html"
    context_object_name = "invoices"
    nav = "invoices"

    def filter_form(self) -> forms.Form:
        """Filter by words."""
        return SearchFilter(self.request.GET)

    def get_rows(self) -> QuerySet[Invoice]:
        """The invoices that the filter asks for."""
        rows: QuerySet[Invoice] = (
            Invoice.objects.of_event(self.event).select_related("order").defer("pdf")
        )
        if words := self.filters.get("q"):
            rows = rows.filter(
                Q(number__icontains=words)
                | Q(order__company__icontains=words)
                | Q(order__reference__icontains=words)
            )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the years whose books can be had, and whether something is billed by the meeting."""
        return super().get_context_data(
            years=years_of(self.event.organiser),
            by_meeting=bills_by_meeting(self.event),
            **kwargs,
        )


def pdf_response(invoice: Invoice) -> HttpResponse:
    """An invoice's document, to be saved under its number."""
    response = HttpResponse(bytes(invoice.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{invoice.number}.pdf"'
    return response


class InvoiceView(MoneyMixin, ConsolePage, View):
    """An invoice's document."""

    http_method_names = ["get"]

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        return pdf_response(self.find(Invoice.objects.all()))


class InvoiceIssueView(MoneyMixin, ActionView):
    """The invoice before the money: some pay only what is invoiced."""

    def next_url(self) -> str:
        """The order; 404 if there is none."""
        self.order = self.find(ROWS)
        return self.url("order", pk=self.order.pk)

    def act(self) -> Text:
        """Issue and send it."""
        invoice = issue_invoice(order=self.order, actor=self.actor)
        return _("The invoice %(number)s is issued and on its way.") % {"number": invoice.number}


class _BooksView(MoneyMixin, ConsolePage, View):
    """A file of the organiser's year, all events together: numbers and books know no events."""

    http_method_names = ["get"]

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Hand the file out."""
        year = self.kwargs["year"]
        if year not in years_of(self.event.organiser):
            raise Http404
        return self.file_of(year)

    def file_of(self, year: int) -> HttpResponse:
        """The file."""
        raise NotImplementedError


def _in_french(value: str | Decimal) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    return cell(value)


class InvoicesCsvView(_BooksView):
    """The invoices as a table."""

    def file_of(self, year: int) -> HttpResponse:
        """A row each, semicolons between and decimal commas, as French spreadsheets read it."""
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="invoices-{year}.csv"'
        csv.writer(response, delimiter=";").writerows(
            [_in_french(value) for value in row] for row in invoice_rows(self.event.organiser, year)
        )
        return response


class FecView(_BooksView):
    """The French accounting file."""

    def file_of(self, year: int) -> HttpResponse:
        """The file under the name that the tax office asks for."""
        text = fec(self.event.organiser, year)
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        name = fec_name(seller_of(self.event), year)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
