"""Who I am in this event: my delegation's profile, my data, when I can't meet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from vimeet.accounts.views import signed_in
from vimeet.events.phases import Phase, why_closed
from vimeet.meetings.services.unavailability import (
    UnavailabilityError,
    add_unavailability,
    remove_unavailability,
)
from vimeet.portal.access import PortalEventMixin
from vimeet.portal.forms.me import BlockForm, ContactForm
from vimeet.registration.models import Picture
from vimeet.registration.selectors.completeness import completeness_of
from vimeet.registration.selectors.registrations import registration_of_contact
from vimeet.registration.services import update_delegate
from vimeet.registration.services.links import return_url
from vimeet.shop.selectors import orders_for


class MeView(PortalEventMixin, TemplateView):
    """The page with its forms, and what the profile still lacks."""

    template_name = "portal/me.html"
    nav = "me"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the forms; one that was just sent with faults comes in ``kwargs``."""
        context = {
            "contact_form": ContactForm(instance=self.delegate),
            "completeness": completeness_of(self.delegate),
            "photo": Picture.objects.filter(delegate=self.delegate).first(),
            "logo": Picture.objects.filter(delegation=self.delegation).first(),
            "block_form": BlockForm(event=self.event),
            "why_no_block": why_closed(self.event, Phase.CHANGES),
            "unavailabilities": self.delegate.unavailabilities.all(),
            "registration": registration_of_contact(self.delegate),
            "orders": orders_for(self.delegate),
        }
        return super().get_context_data(**context | kwargs)


class _MePartView(MeView):
    """One form of the page (POST): saved, or shown again with its faults."""

    http_method_names = ["post"]
    form_name: str

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save and go back to the page."""
        form = self.build_form()
        if form.is_valid():
            try:
                messages.success(request, self.save(form))
            except UnavailabilityError as error:
                form.add_error(None, str(error))
            else:
                return self.go_on()
        return self.refuse(form)

    def go_on(self) -> HttpResponse:
        """Where to go when it is done."""
        return self.go_to("me")

    def refuse(self, form: BaseForm) -> HttpResponse:
        """The page, with what is wrong."""
        return self.render_to_response(self.get_context_data(**{self.form_name: form}))

    def build_form(self) -> Any:
        """The form with what was sent."""
        raise NotImplementedError

    def save(self, form: Any) -> str:
        """Do it; what to tell the person."""
        raise NotImplementedError


class ContactView(_MePartView):
    """My own data."""

    form_name = "contact_form"

    def build_form(self) -> BaseForm:
        """The form with what was sent."""
        return ContactForm(self.request.POST, instance=self.delegate)

    def save(self, form: Any) -> str:
        """Save my data."""
        update_delegate(delegate=self.delegate, actor=signed_in(self.request), **form.cleaned_data)
        return _("Your data is saved.")


class RegistrationView(PortalEventMixin, View):
    """The way back to the registration for its contact, without looking for the e-mail (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Go there by a link of its own; who is not the contact stays here."""
        registration = registration_of_contact(self.delegate)
        if registration is None:
            return self.go_to("me")
        return HttpResponseRedirect(return_url(registration))


class BlockView(_MePartView):
    """Keep a time free of meetings, from this page or from a free slot of the agenda."""

    form_name = "block_form"

    def build_form(self) -> BaseForm:
        """The form with what was sent."""
        return BlockForm(self.request.POST, event=self.event)

    def go_on(self) -> HttpResponse:
        """Back to where the button was pressed."""
        return self.go_to_agenda() if _from_agenda(self.request) else super().go_on()

    def refuse(self, form: BaseForm) -> HttpResponse:
        """Say why on the page that was there: the agenda's buttons have no form to show it in."""
        if not _from_agenda(self.request):
            return super().refuse(form)
        for error in {str(one) for errors in form.errors.values() for one in errors}:
            messages.error(self.request, error)
        return self.go_to_agenda()

    def save(self, form: Any) -> str:
        """Block the time."""
        starts_at, ends_at = form.span()
        add_unavailability(
            delegate=self.delegate,
            actor=signed_in(self.request),
            starts_at=starts_at,
            ends_at=ends_at,
            away=not form.cleaned_data["on_site"],
            reason=form.cleaned_data["reason"],
        )
        return _("Blocked. Plans made from now on leave this time free.")


class UnblockView(PortalEventMixin, View):
    """Free a blocked time again (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove it if it is mine, and if it is still mine to do."""
        mine = self.delegate.unavailabilities.select_related("delegate__delegation__event")
        unavailability = get_object_or_404(mine, pk=pk)
        try:
            remove_unavailability(unavailability=unavailability, actor=signed_in(request))
        except UnavailabilityError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("This time is free again."))
        return self.go_to_agenda() if _from_agenda(request) else self.go_to("me")


def _from_agenda(request: HttpRequest) -> bool:
    """Whether the button stood in the agenda."""
    return request.POST.get("back") == "agenda"
