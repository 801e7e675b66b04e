"""Whom a release tells, and when, in a sentence for who is about to release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vimeet.events.models import Event
from vimeet.events.phases import Phase, window_of
from vimeet.registration.models import Delegate


def kept_back_until(event: Event) -> dt.datetime | None:
    """Until when the event keeps its agendas back; None: they are out."""
    out_at = window_of(event, Phase.AGENDAS).opens_at
    return out_at if out_at is not None and out_at > timezone.now() else None


def telling(event: Event, people: Collection[Delegate]) -> str:
    """How many messages go to ``people``, whose agendas change, and when they go."""
    if not people:
        return _("Nobody's agenda changes; no message is sent.")
    phones = sum(bool(delegate.phone) for delegate in people)
    words = {
        "people": _counted(
            ngettext(
                "The agenda of %(number)s person changes.",
                "The agendas of %(number)s people change.",
                len(people),
            ),
            len(people),
        ),
        "emails": _counted(
            ngettext("%(number)s e-mail", "%(number)s e-mails", len(people)), len(people)
        ),
        "sms": _counted(ngettext("%(number)s SMS", "%(number)s SMS", phones), phones),
    }
    out_at = kept_back_until(event)
    if out_at is None:
        return _("%(people)s %(emails)s and %(sms)s are sent at once.") % words
    moment = date_format(timezone.localtime(out_at, event.zone), "DATETIME_FORMAT")
    return _(
        "%(people)s %(emails)s and %(sms)s are sent on %(moment)s, when the agendas come out."
    ) % (words | {"moment": moment})


def _counted(text: str, number: int) -> str:
    return text % {"number": number_format(number, force_grouping=True)}
