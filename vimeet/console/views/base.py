"""What the console's pages share: forms that call a service, actions, lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.views.generic import FormView, ListView, View

from vimeet.accounts.models import User
from vimeet.accounts.views import signed_in
from vimeet.console.access import ConsoleEventMixin

Text = str | Promise


class ConsolePage(ConsoleEventMixin):
    """A page of one event, with the helpers that all of them need."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def actor(self) -> User:
        """Who does it, for the audit trail."""
        return signed_in(self.request)

    def url(self, name: str, **kwargs: Any) -> str:
        """The address of the console's page ``name`` in this event."""
        return reverse(f"console:{name}", kwargs=self.event.url_kwargs | kwargs)

    def find(self, rows: QuerySet[Any]) -> Any:
        """The object of this event that the address names, or 404. ``rows``: scoped ones."""
        return self.find_in(rows.of_event(self.event))  # type: ignore[attr-defined]

    def find_in(self, rows: QuerySet[Any]) -> Any:
        """The one of ``rows`` that the address names, or 404."""
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class FormPage(ConsolePage, FormView):  # type: ignore[type-arg]
    """A form on a page of its own: valid, it calls a service and goes on to the next page.

    What the service refuses (ValidationError) is shown in the form.
    """

    template_name = "console/form.html"
    heading: ClassVar[Text] = ""
    submit: ClassVar[Text] = ""
    done: ClassVar[Text] = ""
    # The page that it belongs to: in the crumbs, and where to go afterwards.
    parent: ClassVar[str] = ""
    parent_title: ClassVar[Text] = ""

    def save(self, form: forms.Form) -> Any:
        """Call the service; may raise ValidationError."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Save and go on, or show what the service refused."""
        try:
            self.save(form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, str(self.told()))
        return HttpResponseRedirect(self.get_success_url())

    def told(self) -> Text:
        """What to tell when it is done."""
        return self.done

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Show the form with what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        """The page it belongs to."""
        return self.url(self.parent)

    def parent_url(self) -> str:
        """Where the crumb and «Cancel» lead."""
        return self.get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page's texts."""
        texts = {
            "heading": self.heading,
            "submit": self.submit,
            "parent_title": self.parent_title,
            "parent_url": self.parent_url(),
        }
        return super().get_context_data(**texts | kwargs)


class ModelFormPage(FormPage):
    """A form that changes one object of the event: ``rows`` says among which."""

    rows: ClassVar[QuerySet[Any]]

    @cached_property
    def object(self) -> Any:
        """What the address names, or 404. The form writes into it; services read it afresh."""
        return self.find(self.rows.all())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with the object."""
        return super().get_form_kwargs() | {"instance": self.object}


class ActionView(ConsolePage, View):
    """One thing done by a button (POST), then back to a page with a notice."""

    http_method_names = ["post"]
    refusals: ClassVar[tuple[type[Exception], ...]] = (ValidationError,)

    def act(self) -> Text:
        """Do it; what to tell. May raise one of ``refusals``."""
        raise NotImplementedError

    def next_url(self) -> str:
        """Where to go on."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Act, tell, go on."""
        # Before acting: what is deleted has no address any more.
        target = self.next_url()
        try:
            messages.success(request, str(self.act()))
        except self.refusals as refusal:
            for text in refusal.messages if isinstance(refusal, ValidationError) else [refusal]:
                messages.error(request, str(text))
        return HttpResponseRedirect(target)


class ListPage(ConsolePage, ListView):  # type: ignore[type-arg]
    """A list with a filter form (GET), sorting and pages of ``paginate_by`` rows."""

    paginate_by = 50
    filter_class: ClassVar[type[forms.Form]]
    # What ``?sort=`` may name, and the columns behind it; the first is the default.
    sorts: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    filters: dict[str, Any]

    def filter_form(self) -> forms.Form:
        """The filter as it was sent."""
        return self.filter_class(self.request.GET)

    def get_queryset(self) -> QuerySet[Any]:
        """The rows, filtered and sorted."""
        self.form = self.filter_form()
        # A filter that makes no sense (an old address) filters nothing.
        self.form.is_valid()
        self.filters = self.form.cleaned_data
        rows = self.get_rows()
        return rows.order_by(*self._order()) if self.sorts else rows

    def get_rows(self) -> QuerySet[Any]:
        """The rows that ``self.filters`` asks for."""
        raise NotImplementedError

    def _order(self) -> list[str]:
        sort = self.request.GET.get("sort", "")
        columns = self.sorts.get(sort.removeprefix("-"))
        if columns is None:
            return [*next(iter(self.sorts.values())), "pk"]
        if not sort.startswith("-"):
            return [*columns, "pk"]
        return [c.removeprefix("-") if c.startswith("-") else f"-{c}" for c in columns] + ["pk"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filter form and the present order."""
        return super().get_context_data(
            filter_form=self.form,
            filtered=any(self.filters.values()),
            sort=self.request.GET.get("sort", ""),
            **kwargs,
        )

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A page past the end shows the last one: rows may have gone meanwhile."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()
