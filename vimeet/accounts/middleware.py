"""The language of each request, and what happens to one that nobody is signed in for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
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

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the signed-in pass, and whoever asks for a page that is open to all."""
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        if refusal is not None and getattr(request, "htmx", False):
            return HttpResponseClientRefresh()
        return refusal
