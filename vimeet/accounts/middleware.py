"""Speaks the language of the user's choice, else the browser's; doors add the event's."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

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
