"""What an event's participants may change in their agendas."""

from __future__ import annotations

import datetime as dt

from vimeet.events.models import Event
from vimeet.meetings.models import AgendaRules, ChangeWish


def agenda_rules(event: Event) -> AgendaRules:
    """The event's rules; the defaults (unsaved) where none were set."""
    return AgendaRules.objects.filter(event=event).first() or AgendaRules(event=event)


def rule_for(rules: AgendaRules, kind: str) -> str:
    """The ``AgendaRules.Rule`` for a wish of this kind."""
    return rules.moves if kind == ChangeWish.Kind.MOVE else rules.cancellations


def notice(rules: AgendaRules) -> dt.timedelta:
    """How long before a meeting participants may still change it."""
    return dt.timedelta(minutes=rules.notice_minutes)
