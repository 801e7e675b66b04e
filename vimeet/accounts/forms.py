"""Sign-in and account forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from vimeet.accounts.models import User


class SignInForm(AuthenticationForm):
    """Address and password."""

    username = forms.EmailField(
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    error_messages = {
        "invalid_login": _("The e-mail address and the password do not belong together."),
        "inactive": _("This account is closed."),
    }

    def clean_username(self) -> str:
        """The address as accounts have it: wrong passwords are counted by it, whatever its case."""
        return User.objects.normalize_email(self.cleaned_data["username"])


class LinkForm(SignInForm):
    """The same fields when a link is asked for: the address alone counts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False

    def clean(self) -> dict[str, Any]:
        """Take the address as it is: whether an account has it is nobody's business."""
        return self.cleaned_data


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name and language."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("The event's, else my browser's")), *settings.LANGUAGES],
    )

    class Meta:
        model = User
        fields = ("name", "language")
