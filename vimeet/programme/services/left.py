"""Remembering who was in a session and is no more: their calendar programs are told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from vimeet.programme.models import LeftSession, SessionRegistration

if TYPE_CHECKING:
    from vimeet.programme.models import Session
    from vimeet.registration.models import Delegate


def note_left(registrations: QuerySet[SessionRegistration], at: dt.datetime) -> None:
    """Those of ``registrations`` with a place lose it at ``at``. Their sessions' rows are held."""
    held = SessionRegistration.State.REGISTERED
    pairs = set(registrations.filter(state=held).values_list("session", "delegate"))
    if not pairs:
        return
    there = LeftSession.objects.filter(
        session__in={session for session, _delegate in pairs},
        delegate__in={delegate for _session, delegate in pairs},
    )
    again = [row for row in there if (row.session_id, row.delegate_id) in pairs]
    LeftSession.objects.filter(pk__in=[row.pk for row in again]).update(
        left_at=at, turns=F("turns") + 1
    )
    LeftSession.objects.bulk_create(
        LeftSession(session_id=session, delegate_id=delegate, left_at=at)
        for session, delegate in sorted(pairs - {(r.session_id, r.delegate_id) for r in again})
    )


def note_back(session: Session, delegate: Delegate) -> None:
    """``delegate`` has a place in ``session``, perhaps again."""
    LeftSession.objects.filter(~Q(left_at=None), session=session, delegate=delegate).update(
        left_at=None, turns=F("turns") + 1
    )
