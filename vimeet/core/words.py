"""Texts kept in two languages."""

from __future__ import annotations

from django.utils.translation import get_language


def in_page_language(english: str, french: str) -> str:
    """The text in the page's language, else in the other one."""
    return (french or english) if get_language() == "fr" else (english or french)
