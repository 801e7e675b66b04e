"""Taking part in a session, and leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.programme.models import ReleasedSession, Session, SessionRegistration
from vimeet.programme.selectors.sessions import released_session
from vimeet.programme.services.left import note_back, note_left
from vimeet.programme.services.sessions import locked_session
from vimeet.programme.services.waiting import (
    busy_elsewhere,
    fill_session,
    hold_delegates,
    places_left,
    push_agenda,
)

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.registration.models import Delegate

State = SessionRegistration.State


class SessionError(Exception):
    """Why one can't register or leave. The text is meant for the person who tried."""


@transaction.atomic
def join_session(
    *, session: Session, delegate: Delegate, actor: User | None, included: bool = False
) -> SessionRegistration:
    """Register a delegate, or put them on the waiting list where the session is full.

    ``included``: what they bought includes it, so that it need not be open for registration.
    Joining twice changes nothing. Raises SessionError where nobody registers (any more), or where
    the delegate is in another session then. The session's row is held meanwhile: of two who want
    the last place one gets it and the other waits.
    """
    current = locked_session(session)
    there: SessionRegistration | None = current.registrations.filter(delegate=delegate).first()
    if there is not None:
        return there
    released = released_session(current.event, current.pk)
    # Other sessions hold other rows: the delegate's keeps somebody from entering two at once. Those
    # who wait move up first.
    hold_delegates(current, delegate)
    released = _check_may_join(current, released, delegate, included=included)
    fill_session(current)
    left = places_left(current, released)
    registration: SessionRegistration = SessionRegistration.objects.create(
        session=current,
        delegate=delegate,
        state=State.REGISTERED if left is None or left > 0 else State.WAITING,
    )
    if registration.state == State.REGISTERED:
        note_back(current, delegate)
    record(
        action=f"session.{'joined' if registration.state == State.REGISTERED else 'waits'}",
        obj=registration,
        actor=actor,
        event=current.event,
        changes={"state": [None, str(registration.state)]},
    )
    push_agenda(delegate)
    return registration


@transaction.atomic
def leave_session(*, session: Session, delegate: Delegate, actor: User | None) -> bool:
    """Give a place (or the wait for one) up; it goes to who waits first. False: there was none.

    Raises SessionError once the session is over.
    """
    current = locked_session(session)
    there: SessionRegistration | None = (
        current.registrations.select_related("delegate", "session")
        .filter(delegate=delegate)
        .first()
    )
    if there is None:
        return False
    released = released_session(current.event, current.pk)
    if released is not None and released.ends_at <= timezone.now():
        raise SessionError(_("This session is over."))
    record(
        action="session.left",
        obj=there,
        actor=actor,
        event=current.event,
        changes={"state": [str(there.state), None]},
    )
    note_left(current.registrations.filter(pk=there.pk), timezone.now())
    there.delete()
    fill_session(current)
    push_agenda(delegate)
    return True


def _check_may_join(
    session: Session, released: ReleasedSession | None, delegate: Delegate, *, included: bool
) -> ReleasedSession:
    if released is None or delegate.delegation.event_id != session.event_id:
        raise SessionError(_("This session is not in the programme any more."))
    if not (session.registration_open or included):
        raise SessionError(_("There is no registration for this session."))
    if released.starts_at <= timezone.now():
        raise SessionError(_("This session has begun."))
    if any(speaker.delegate_id == delegate.pk for speaker in released.speakers.all()):
        raise SessionError(_("You speak in this session."))
    other = busy_elsewhere(delegate, released)
    if other is not None:
        raise SessionError(
            _("You are in “%(other)s” at that time: leave it first.") % {"other": other.title}
        )
    return released
