"""An event's rules for requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vimeet.meetings.models import RequestRules

if TYPE_CHECKING:
    from vimeet.events.models import Event


def rules_of(event: Event) -> RequestRules:
    """The rules of ``event``; where none are saved, the defaults (unsaved)."""
    rules: RequestRules | None = RequestRules.objects.filter(event=event).first()
    return rules or RequestRules(event=event)
