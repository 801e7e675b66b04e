"""Sign-in and account."""

from __future__ import annotations

import time
from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import TemplateView, UpdateView
from django.views.i18n import set_language as set_language_cookie

from vimeet.accounts import services
from vimeet.accounts.forms import AccountForm, LinkForm, SignInForm
from vimeet.accounts.models import User

# When a link signed in, in the session: seconds since the epoch.
BY_LINK = "signed_in_by_link_at"


def signed_in(request: HttpRequest) -> User:
    """The user of a request that came past ``LoginRequiredMiddleware``."""
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in")
    return request.user


class SignInView(auth_views.LoginView):
    """One page, two ways in: a password, or a link by e-mail (the button named ``link``)."""

    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_form_class(self) -> type[SignInForm]:
        """The button that was pressed says which way."""
        return LinkForm if "link" in self.request.POST else SignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, or send a link and give the same answer to every address."""
        if not isinstance(form, LinkForm):
            return super().form_valid(form)
        services.request_sign_in_link(
            address=form.cleaned_data["username"],
            asked_from=get_client_ip_address(self.request),
            next_path=self.get_redirect_url(),
        )
        return HttpResponseRedirect(reverse("accounts:link_sent"))


class SignOutView(auth_views.LogoutView):
    """Sign out, and have the browser forget the pages it kept of this person."""

    next_page = "accounts:sign_in"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session."""
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


@method_decorator(login_not_required, name="dispatch")
class LinkSentView(TemplateView):
    """What to do next, whether or not the address is known."""

    template_name = "accounts/link_sent.html"
    extra_context = {"minutes": settings.SIGN_IN_LINK_MINUTES}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; pressing it uses the link up.

    Mail scanners follow links in messages but press no buttons, so they use up nothing.
    """
    if request.method == "POST":
        link = services.use_sign_in_link(token)
        if link is not None:
            login(request, link.user, backend="django.contrib.auth.backends.ModelBackend")
            request.session[BY_LINK] = time.time()
            return redirect(link.next_path or "home")
    elif (link := services.find_sign_in_link(token)) is not None:
        return render(request, "accounts/use_link.html", {"link_user": link.user})
    return render(request, "accounts/link_spent.html", status=410)


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's own language switch, which also keeps the choice in the account."""
    response: HttpResponse = set_language_cookie(request)
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        services.save_language(user=request.user, language=language)
    return response


class AccountView(UpdateView):  # type: ignore[type-arg]
    """The signed-in user's own account."""

    form_class = AccountForm
    template_name = "accounts/account.html"
    success_url = reverse_lazy("accounts:account")

    def get_object(self, queryset: Any = None) -> User:
        """Nobody but the user themself."""
        return signed_in(self.request)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save; the cookie of the language switch must not contradict the account."""
        response = super().form_valid(form)
        if form.cleaned_data["language"]:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                form.cleaned_data["language"],
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
            )
        else:
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        messages.success(self.request, _("Your account is saved."))
        return response


class PasswordView(auth_views.PasswordChangeView):
    """Change the password, choose a first one, or another in place of a forgotten one."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:account")

    def get_form_class(self) -> Any:
        """The old password is asked for where there is one, unless a link has just signed in.

        Who opens a link has shown what getting a new password would take: the mailbox.
        """
        seconds = time.time() - self.request.session.get(BY_LINK, 0)
        by_link = seconds < settings.SIGN_IN_LINK_MINUTES * 60
        if by_link or not signed_in(self.request).has_usable_password():
            return SetPasswordForm
        return PasswordChangeForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Save and say so; from now on the new password is the old one."""
        messages.success(self.request, _("Your password is changed."))
        self.request.session.pop(BY_LINK, None)
        return super().form_valid(form)
