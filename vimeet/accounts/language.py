"""Which language a page speaks: the user's choice, else the event's, else the browser's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def chosen_language(request: HttpRequest) -> str | None:
    """What the user chose: by the language switch (a cookie), or in their account."""
    known = dict(settings.LANGUAGES)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in known:
        return cookie
    saved: str = getattr(request.user, "language", "")
    return saved if saved in known else None


def use_event_language(request: HttpRequest, language: str) -> None:
    """Speak the event's language for the rest of this request, unless the user chose one."""
    if chosen_language(request) is None:
        translation.activate(language)
        request.LANGUAGE_CODE = language
