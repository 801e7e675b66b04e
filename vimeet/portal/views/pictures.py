"""Logo and photo: giving them, taking them away, and showing them to those who may see them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from vimeet.accounts.views import signed_in
from vimeet.core.pictures import webp_response
from vimeet.events.models import FloorPlan
from vimeet.events.phases import directory_is_open
from vimeet.meetings.selectors.requests import have_request
from vimeet.portal.access import PortalEventMixin
from vimeet.portal.forms.profile import PictureForm
from vimeet.registration.models import Picture, PictureSize
from vimeet.registration.pictures import picture_response
from vimeet.registration.services.pictures import (
    remove_logo,
    remove_photo,
    set_logo,
    set_photo,
)


class PicturesView(PortalEventMixin, TemplateView):
    """Both pictures, each with its form."""

    template_name = "portal/pictures.html"
    nav = "me"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the pictures; a form that was just sent with a fault comes in ``kwargs``."""
        context = {
            "logo": Picture.objects.filter(delegation=self.delegation).first(),
            "photo": Picture.objects.filter(delegate=self.delegate).first(),
            "logo_form": PictureForm(prefix="logo"),
            "photo_form": PictureForm(prefix="photo"),
        }
        return super().get_context_data(**context | kwargs)


class PictureChangeView(PicturesView):
    """A new logo or photo (POST); what is wrong with it stands beside its field."""

    http_method_names = ["post"]
    kind = "logo"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it and go back to the page."""
        form = PictureForm(request.POST, request.FILES, prefix=self.kind)
        if form.is_valid():
            try:
                self._keep(form.cleaned_data["picture"])
            except ValidationError as refusal:
                form.add_error("picture", refusal)
            else:
                messages.success(request, _("The picture is saved."))
                return self.go_to("pictures")
        context = self.get_context_data(**{f"{self.kind}_form": form})
        return self.render_to_response(context, status=422)

    def _keep(self, upload: Any) -> None:
        actor = signed_in(self.request)
        if self.kind == "logo":
            set_logo(delegation=self.delegation, actor=actor, upload=upload)
        else:
            set_photo(delegate=self.delegate, actor=actor, upload=upload)


class PictureRemoveView(PortalEventMixin, View):
    """Take the logo or my photo away (POST)."""

    http_method_names = ["post"]
    kind = "logo"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Remove it and go back."""
        if self.kind == "logo":
            remove_logo(delegation=self.delegation, actor=signed_in(request))
        else:
            remove_photo(delegate=self.delegate, actor=signed_in(request))
        messages.success(request, _("The picture is removed."))
        return self.go_to("pictures")


class PictureView(PortalEventMixin, View):
    """A picture of the event: mine, my counterparts', everybody's once the directory is open."""

    def get(self, request: HttpRequest, pk: int, size: int) -> HttpResponse:
        """The picture in one of its sizes, or 404."""
        stored = (
            PictureSize.objects.of_event(self.event)
            .filter(picture=pk, size=size)
            .select_related("picture__delegate")
            .first()
        )
        if stored is None or not self._may_see(stored.picture):
            raise Http404
        return picture_response(request, stored)

    def _may_see(self, picture: Picture) -> bool:
        owner = picture.delegate.delegation_id if picture.delegate else picture.delegation_id
        return (
            owner == self.delegation.pk
            or directory_is_open(self.event)
            or have_request(self.delegation, owner or 0)
        )


class FloorPlanPictureView(PortalEventMixin, View):
    """The event's floor plan, for everybody who takes part."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The picture, or 404."""
        plan = FloorPlan.objects.of_event(self.event).filter(pk=pk).first()
        if plan is None:
            raise Http404
        return webp_response(request, bytes(plan.content), version=f"plan-{plan.pk}")
