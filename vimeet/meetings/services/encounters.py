"""What a delegate writes about a meeting of theirs: a private note, a report after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.meetings.models import MeetingNote, MeetingReport
from vimeet.meetings.selectors.encounters import Encounter

if TYPE_CHECKING:
    from vimeet.accounts.models import User


class EncounterError(Exception):
    """Something that can't be done about this meeting. The text is meant for who tried."""


@transaction.atomic
def save_note(*, encounter: Encounter, text: str) -> None:
    """Keep a private note; an empty one goes.

    Leaves no entry in the audit trail, which others read: the note is nobody else's business.
    """
    text = text.strip()
    if text:
        MeetingNote.objects.update_or_create(
            delegate=encounter.delegate, request=encounter.request, defaults={"text": text}
        )
    else:
        encounter.delegate.meeting_notes.filter(request=encounter.request).delete()


@transaction.atomic
def report_meeting(
    *,
    encounter: Encounter,
    took_place: bool | None,
    rating: int | None,
    comment: str,
    actor: User | None,
) -> MeetingReport:
    """Say whether a meeting took place and how good it was (1 to 5), or correct what was said.

    Raises EncounterError before the meeting begins, or if it was cancelled.
    """
    if encounter.cancelled:
        raise EncounterError(_("This meeting was cancelled."))
    if not encounter.has_begun(timezone.now()):
        raise EncounterError(_("Tell us once the meeting has begun."))
    before = encounter.report
    report, _created = MeetingReport.objects.update_or_create(
        delegate=encounter.delegate,
        request=encounter.request,
        defaults={"took_place": took_place, "rating": rating, "comment": comment},
    )
    record(
        action="meeting.reported",
        obj=report,
        actor=actor,
        event=encounter.request.event,
        changes={
            "took_place": [before.took_place if before else None, took_place],
            "rating": [before.rating if before else None, rating],
        },
    )
    return report
