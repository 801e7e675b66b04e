"""The rules of requests, and pairs that never meet or in any case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.requests import NeverForm, PairForm, RulesForm
from vimeet.console.views.base import ActionView, FormPage, Text
from vimeet.meetings.models import NeverWith, Pair, RequestRules
from vimeet.meetings.selectors.pairs import never_with_of_event, pairs_of_event
from vimeet.meetings.selectors.rules import rules_of
from vimeet.meetings.services.pairs import (
    forbid_pair,
    free_pair,
    lock_pair,
    say_never,
    take_never_back,
)
from vimeet.meetings.services.priorities import set_rules
from vimeet.meetings.services.requests import RequestError

# Many delegations name somebody; what organisers say of pairs is a short list.
NEVERS_PER_PAGE = 50


class RulesView(FormPage):
    """What priorities weigh, when people are reminded, when requests expire."""

    template_name = "console/request_rules.html"
    form_class = RulesForm
    nav = "requests"
    heading = gettext_lazy("Rules of requests")
    submit = gettext_lazy("Save")
    done = gettext_lazy("The rules are saved, and all requests weighed by them.")
    parent = "request_rules"
    parent_title = gettext_lazy("Rules of requests")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event's rules, or the defaults."""
        return super().get_form_kwargs() | {"instance": rules_of(self.event)}

    def save(self, form: forms.Form) -> RequestRules:
        """Save them."""
        assert isinstance(form, RulesForm)  # noqa: S101 -- for the type checker
        return set_rules(event=self.event, actor=self.actor, **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the types, each with its quota."""
        return super().get_context_data(types=self.event.participant_types.all(), **kwargs)


class PairsView(FormPage):
    """Both lists, and one pair more."""

    template_name = "console/pairs.html"
    form_class = PairForm
    nav = "requests"
    heading = gettext_lazy("Pairs")
    submit = gettext_lazy("Add")
    done = gettext_lazy("The pair is added.")
    parent = "pairs"
    parent_title = gettext_lazy("Pairs")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the event's delegations."""
        return super().get_form_kwargs() | {"event": self.event}

    def save(self, form: forms.Form) -> None:
        """Forbid or lock."""
        data = dict(form.cleaned_data)
        act = lock_pair if data.pop("kind") == Pair.Kind.LOCKED else forbid_pair
        try:
            act(actor=self.actor, **data)
        except RequestError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was said already, by you and by delegations."""
        said = Paginator(never_with_of_event(self.event), NEVERS_PER_PAGE)
        return super().get_context_data(
            pairs=pairs_of_event(self.event),
            page_obj=said.get_page(self.request.GET.get("page")),
            never_form=NeverForm(event=self.event),
            **kwargs,
        )


class PairDeleteView(ActionView):
    """Leave it to the two again."""

    def next_url(self) -> str:
        """The list; 404 if there is no such pair."""
        self.pair = self.find(Pair.objects.select_related("event__organiser", "first", "second"))
        return self.url("pairs")

    def act(self) -> Text:
        """Take the pair off the list."""
        free_pair(pair=self.pair, actor=self.actor)
        return _("The pair is off the list.")


class NeverAddView(FormPage):
    """A delegation never wants to meet another one: said for them."""

    form_class = NeverForm
    nav = "requests"
    heading = gettext_lazy("Never with")
    submit = gettext_lazy("Add")
    done = gettext_lazy("They will not meet.")
    parent = "pairs"
    parent_title = gettext_lazy("Pairs")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the event's delegations."""
        return super().get_form_kwargs() | {"event": self.event}

    def save(self, form: forms.Form) -> None:
        """Put it on the delegation's list."""
        try:
            say_never(actor=self.actor, staff=True, **form.cleaned_data)
        except RequestError as refusal:
            raise ValidationError(str(refusal)) from refusal


class NeverDeleteView(ActionView):
    """Take somebody off a delegation's list for them."""

    def next_url(self) -> str:
        """The list; 404 if there is no such entry."""
        self.said = self.find(
            NeverWith.objects.select_related("delegation__event__organiser", "other")
        )
        return self.url("pairs")

    def act(self) -> Text:
        """Take it off."""
        take_never_back(said=self.said, actor=self.actor)
        return _("They may ask each other again.")
