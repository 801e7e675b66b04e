"""My delegation's profile: its texts in two languages, what it looks for and offers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from vimeet.accounts.views import signed_in
from vimeet.portal.access import PortalEventMixin
from vimeet.portal.forms.profile import ProfileForm, TermsForm
from vimeet.registration.models import Delegation
from vimeet.registration.selectors.terms import TermTree, term_tree
from vimeet.registration.services import update_delegation


class _ProfilePage(PortalEventMixin, FormView):  # type: ignore[type-arg]
    """A form on a page of its own; saved, it leads back to «Me»."""

    nav = "me"

    def values(self, form: Any) -> dict[str, Any]:
        """What to change of the delegation."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Save and go back, or show what the service refused."""
        try:
            update_delegation(
                delegation=self.delegation, actor=signed_in(self.request), **self.values(form)
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("The profile is saved."))
        return self.go_to("me")

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form with what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class TextsView(_ProfilePage):
    """Presentation, needs and offers in words, and the website."""

    template_name = "portal/profile_texts.html"
    form_class = ProfileForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The delegation as it is; the form writes into a copy of it."""
        current = Delegation.objects.get(pk=self.delegation.pk)
        return super().get_form_kwargs() | {"event": self.event, "instance": current}

    def values(self, form: Any) -> dict[str, Any]:
        """All of it."""
        return dict(form.cleaned_data)


class TermsView(_ProfilePage):
    """What the delegation looks for (``side`` needs) or offers, in the organiser's list."""

    template_name = "portal/profile_terms.html"
    form_class = TermsForm
    side = "needs"

    @property
    def field(self) -> str:
        """The field of the delegation."""
        return "needed_terms" if self.side == "needs" else "offered_terms"

    @cached_property
    def tree(self) -> TermTree:
        """The event's needs and offers."""
        return term_tree(self.event)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The tree, and what is chosen."""
        title = _("What you look for") if self.side == "needs" else _("What you offer")
        return super().get_form_kwargs() | {"tree": self.tree, "label": title}

    def get_initial(self) -> dict[str, Any]:
        """What is ticked now."""
        chosen = getattr(self.delegation, self.field).values_list("pk", flat=True)
        return {"terms": [str(pk) for pk in chosen]}

    def values(self, form: Any) -> dict[str, Any]:
        """What was ticked."""
        return {self.field: form.chosen()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add which side it is, and whether there is a list at all."""
        return super().get_context_data(side=self.side, tree=self.tree, **kwargs)
