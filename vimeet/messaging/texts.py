"""The texts of messages: plain-text templates, in the recipient's language and the event's zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.template import Context, Engine
from django.utils import timezone, translation

SMS_LENGTH = 160


def render_email(
    template: str, *, language: str, zone: zoneinfo.ZoneInfo | None, context: Mapping[str, Any]
) -> tuple[str, str]:
    """Render ``templates/messages/<template>.txt``: the first line is the subject.

    The rest is the body. ``zone`` None: times are shown in UTC.
    """
    subject, _, body = _render(template, language, zone, context).partition("\n")
    return subject.strip(), body.strip() + "\n"


def render_sms(
    template: str, *, language: str, zone: zoneinfo.ZoneInfo | None, context: Mapping[str, Any]
) -> str:
    """Render ``templates/messages/<template>.txt`` as one line of at most 160 characters."""
    line = " ".join(_render(template, language, zone, context).split())
    return line if len(line) <= SMS_LENGTH else line[: SMS_LENGTH - 1] + "…"


def _render(
    template: str, language: str, zone: zoneinfo.ZoneInfo | None, context: Mapping[str, Any]
) -> str:
    with translation.override(language), timezone.override(zone):
        text = Engine.get_default().get_template(f"messages/{template}.txt")
        return text.render(Context(dict(context), autoescape=False)).strip()
