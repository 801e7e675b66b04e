"""The language of each request, and what happens to one that nobody is signed in for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from vimeet.accounts.language import chosen_language


class LanguageMiddleware(LocaleMiddleware):
    """Django's own, with the language saved in the account between the cookie and the browser."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of this request."""
        super().process_request(request)
        chosen = chosen_language(request)
        if chosen is not None:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's own; a page that reads a part of itself is told to load again as a whole.

    When a session ends while a page is open, the sign-in page would otherwise be swapped into
    that part. Loaded again, the page leads to sign-in and from there back to itself.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        """Lead to sign-in and back: after a form to the page it was on, for it was not sent."""
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        messages.warning(
            request, _("You were signed out meanwhile. What you sent last was not saved.")
        )
        return redirect_to_login(
            _page_of(request), resolve_url(self.get_login_url(view_func)), REDIRECT_FIELD_NAME
        )

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the signed-in pass, and whoever asks for a page that is open to all."""
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        if refusal is not None and getattr(request, "htmx", False):
            return HttpResponseClientRefresh()
        return refusal


def _page_of(request: HttpRequest) -> str:
    """The page of this site that the request was sent from, if the browser says which."""
    page = request.headers.get("Referer", "")
    here = request.get_host()
    if not url_has_allowed_host_and_scheme(page, {here}, require_https=request.is_secure()):
        return reverse("home")
    found = urlsplit(page)
    return f"{found.path}?{found.query}" if found.query else found.path or reverse("home")
