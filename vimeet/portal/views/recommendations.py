"""«For you»: whom one should meet, each with the reasons; asked or waved aside by one tap."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from vimeet.accounts.views import signed_in
from vimeet.directory.recommendations.selectors import dismissed_by, recommendations_for
from vimeet.directory.recommendations.services import dismiss, restore
from vimeet.events.phases import Phase, directory_is_open, why_closed
from vimeet.meetings.selectors.pairs import may_be_asked
from vimeet.meetings.selectors.recommending import not_to_recommend
from vimeet.meetings.services.requests import RequestError, propose_request
from vimeet.portal.views.directory import DirectoryMixin
from vimeet.registration.models import Delegation


class ForYouView(DirectoryMixin, TemplateView):
    """The list, the best first."""

    template_name = "portal/for_you.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the recommendations, while participants may see who takes part."""
        context = super().get_context_data(**kwargs)
        if not directory_is_open(self.event):
            return context
        me = self.delegation
        return context | {
            "tabs": self.tabs("for_you"),
            "for_you": recommendations_for(me, without=not_to_recommend(me)),
            "dismissed": dismissed_by(me),
            "requests_closed": why_closed(self.event, Phase.REQUESTS),
            "says_something": bool(
                me.needs or me.offers or me.needed_terms.exists() or me.offered_terms.exists()
            ),
        }


class _StepView(ForYouView):
    """One tap on one of them (POST): the list again, without them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step; what can't be done is told."""
        other = self.find(pk)
        try:
            kind, text = "success", self.step(other)
        except (RequestError, ValidationError) as refusal:
            kind = "error"
            text = refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)
        if getattr(request, "htmx", False):
            page = self.render_to_response(self.get_context_data())
            page["HX-Trigger"] = json.dumps({"toast": {"text": text, "kind": kind}})
            return page
        (messages.success if kind == "success" else messages.error)(request, text)
        return self.go_to("for_you")

    def find(self, pk: int) -> Delegation:
        """The one in the address, if I may ask them; or 404."""
        found: Delegation = get_object_or_404(may_be_asked(self.delegation), pk=pk)
        return found

    def step(self, other: Delegation) -> str:
        """Do it; what to tell."""
        raise NotImplementedError


class AskView(_StepView):
    """Ask for a meeting, without a message."""

    def step(self, other: Delegation) -> str:
        """Ask."""
        propose_request(asker=self.delegation, asked=other, actor=signed_in(self.request))
        return _("%(delegation)s has your request.") % {"delegation": other.name}


class DismissView(_StepView):
    """Not for me."""

    def step(self, other: Delegation) -> str:
        """Wave aside."""
        dismiss(delegation=self.delegation, other=other, actor=signed_in(self.request))
        return _("%(delegation)s is no longer proposed to you.") % {"delegation": other.name}


class RestoreView(_StepView):
    """For me after all."""

    def find(self, pk: int) -> Delegation:
        """The one in the address, if it was waved aside; or 404."""
        mine = dismissed_by(self.delegation)
        found: Delegation = get_object_or_404(mine, other=pk).other
        return found

    def step(self, other: Delegation) -> str:
        """Take back."""
        restore(delegation=self.delegation, other=other, actor=signed_in(self.request))
        return _("%(delegation)s may be proposed to you again.") % {"delegation": other.name}
