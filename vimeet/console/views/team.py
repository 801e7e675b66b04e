"""The organiser's team, all events together: who may do what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.accounts.models import Membership
from vimeet.console.forms.team import MemberForm, RoleForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, Text
from vimeet.events.selectors import members_of
from vimeet.events.services.members import add_member, change_member, remove_member


class TeamView(ConsolePage, TemplateView):
    """Everybody in the team, with their role."""

    template_name = "console/team.html"
    nav = "team"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the members."""
        return super().get_context_data(
            members=list(members_of(self.event.organiser)), actor=self.actor, **kwargs
        )


class _MemberPage(FormPage):
    nav = "team"
    parent = "team"
    parent_title = gettext_lazy("Team")


class MemberAddView(_MemberPage):
    """Somebody more."""

    form_class = MemberForm
    heading = gettext_lazy("Add somebody to the team")
    submit = gettext_lazy("Add and write to them")
    done = gettext_lazy("They are in the team, and a message is on its way.")

    def get_initial(self) -> dict[str, Any]:
        """The role that is asked for most."""
        return {"role": Membership.Role.ACCOUNTANT}

    def save(self, form: forms.Form) -> None:
        """Add them."""
        add_member(event=self.event, actor=self.actor, **form.cleaned_data)


class MemberEditView(_MemberPage):
    """What somebody may do."""

    form_class = RoleForm
    submit = gettext_lazy("Save")
    done = gettext_lazy("The role is changed.")

    @cached_property
    def member(self) -> Membership:
        """Who the address names, or 404."""
        found: Membership = self.find_in(members_of(self.event.organiser))
        return found

    def get_initial(self) -> dict[str, Any]:
        """What they are now."""
        return {"role": self.member.role}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Their name is the heading."""
        return super().get_context_data(heading=str(self.member.user), **kwargs)

    def save(self, form: forms.Form) -> None:
        """Change it."""
        role = form.cleaned_data["role"]
        change_member(member=self.member, event=self.event, actor=self.actor, role=role)


class MemberRemoveView(ActionView):
    """Somebody less."""

    def next_url(self) -> str:
        """The team; 404 if the address names nobody of it."""
        self.member = self.find_in(members_of(self.event.organiser))
        return self.url("team")

    def act(self) -> Text:
        """Remove them."""
        remove_member(member=self.member, event=self.event, actor=self.actor)
        return _("%(name)s is no longer in the team.") % {"name": self.member.user}
