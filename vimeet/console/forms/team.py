"""Forms of the team: who comes in, and as what."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from vimeet.accounts.models import Membership

_HELP = {
    Membership.Role.ORGANISER: gettext_lazy("everything, this team among it"),
    Membership.Role.ACCOUNTANT: gettext_lazy("orders, payments, invoices and bank statements"),
    Membership.Role.STAFF: gettext_lazy("the welcome desk"),
}


class RoleForm(forms.Form):
    """What somebody may do."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[
            (role, format_lazy("{} – {}", role.label, _HELP[role])) for role in Membership.Role
        ],
        widget=forms.RadioSelect(attrs={"class": "one-a-line"}),
    )


class MemberForm(RoleForm):
    """Somebody new, and what they may do."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("They get a message there, and sign in with it."),
    )

    field_order = ("name", "email", "role")
