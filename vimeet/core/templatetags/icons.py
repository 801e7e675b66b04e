"""``{% lucide "check" size=18 aria_hidden="true" %}``: the library's icons, each drawn once.

A page has dozens, and the library parses, copies and prints a tree for each. Takes the library's
place where templates load ``lucide`` (``TEMPLATES`` in the settings).
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide as drawn

register = template.Library()


@register.simple_tag
def lucide(name: str, *, size: int = 24, **attributes: object) -> SafeString:
    """An icon, with these attributes."""
    return _icon(str(name), size, tuple((key, str(value)) for key, value in attributes.items()))


@lru_cache(maxsize=1000)
def _icon(name: str, size: int, attributes: tuple[tuple[str, str], ...]) -> SafeString:
    return SafeString(drawn(name, size=size, **dict(attributes)))
