"""The waiting list of a session: a place that becomes free goes to who waits first.

It is filled at once when somebody leaves or there are more places; the schedule fills what became
free in another way (a delegate who is no longer there), so that nothing is lost.
"""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from vimeet.audit.services import record
from vimeet.core import live
from vimeet.messaging.models import Message
from vimeet.messaging.services import write_message
from vimeet.messaging.texts import render_email, render_sms
from vimeet.programme.models import ReleasedSession, Session, SessionRegistration
from vimeet.programme.selectors.sessions import most_places, released_session, sessions_of
from vimeet.programme.services.left import note_back
from vimeet.registration.models import Delegate

State = SessionRegistration.State


def fill_all() -> int:
    """Give the free places of all sessions to those who wait; how many moved up."""
    waiting = Session.objects.filter(
        registrations__state=State.WAITING, versions__ends_at__gt=timezone.now()
    )
    return sum(_fill(pk) for pk in sorted(set(waiting.values_list("pk", flat=True))))


@transaction.atomic
def _fill(pk: int) -> int:
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("event__organiser")
        .filter(pk=pk)
        .first()
    )
    return fill_session(session) if session is not None else 0


def places_left(session: Session, released: ReleasedSession) -> int | None:
    """How many more can register; None: no limit. Call it with the session's row locked."""
    most = most_places(session, released.place)
    if most is None:
        return None
    return most - session.registrations.filter(state=State.REGISTERED).count()


def fill_session(session: Session) -> int:
    """Give the session's free places to those who wait, in order; how many moved up.

    ``session``: its row is locked. Passed over, but still waiting, is who has come to be in
    another session at that time. Nobody moves up once it has begun.
    """
    released = released_session(session.event, session.pk)
    if released is None or released.starts_at <= timezone.now():
        return 0
    left = places_left(session, released)
    waiting = list(
        session.registrations.filter(state=State.WAITING)
        .select_related("delegate__delegation__event__organiser")
        .order_by("created_at", "pk")
    )
    if not waiting or (left is not None and left <= 0):
        return 0
    hold_delegates(session)
    moved = 0
    for one in waiting:
        if left is not None and moved >= left:
            break
        if not busy_elsewhere(one.delegate, released):
            _move_up(one, released)
            moved += 1
    return moved


def hold_delegates(session: Session, *others: Delegate) -> None:
    """Hold those who wait for a place in the session, and ``others`` with them.

    ``session``: its row is locked. All at once and in one order everywhere, so that two sessions
    that want the same people don't wait for each other; and not their keys, so that nobody who
    only names a delegate in a row of their own waits.
    """
    waiting = session.registrations.filter(state=State.WAITING).values("delegate")
    people = Delegate.objects.filter(Q(pk__in=waiting) | Q(pk__in=[one.pk for one in others]))
    list(people.select_for_update(of=("self",), no_key=True).order_by("pk"))


def busy_elsewhere(delegate: Delegate, released: ReleasedSession) -> ReleasedSession | None:
    """Another session at that time in which the delegate takes part or speaks."""
    return next(
        (
            one.session
            for one in sessions_of(delegate)
            if one.session.session_id != released.session_id
            and released.overlaps(one.starts_at, one.ends_at)
        ),
        None,
    )


def _move_up(registration: SessionRegistration, released: ReleasedSession) -> None:
    delegate = registration.delegate
    registration.state = State.REGISTERED
    registration.save(update_fields=["state"])
    note_back(registration.session, delegate)
    record(
        action="session.moved_up",
        obj=registration,
        actor=None,
        event=released.session.event,
        changes={"state": [State.WAITING.value, State.REGISTERED.value]},
    )
    _tell(registration, released)
    push_agenda(delegate)


def push_agenda(delegate: Delegate) -> None:
    """Have the delegate's open agenda look again after commit."""
    group = live.agenda_group(delegate.pk)
    transaction.on_commit(lambda: live.publish(group, {"type": "agenda.changed"}), robust=True)


def _tell(registration: SessionRegistration, released: ReleasedSession) -> None:
    """One e-mail, and one SMS with a mobile phone: the place is theirs."""
    delegate, event = registration.delegate, released.session.event
    address = reverse("portal:session", kwargs=event.url_kwargs | {"pk": released.session_id})
    context = {
        "event": event,
        "delegate": delegate,
        "session": released,
        "url": urljoin(settings.SITE_URL, address),
    }
    subject, body = render_email(
        "session_place_email", language=delegate.language, zone=event.zone, context=context
    )
    write_message(
        key=f"session:{registration.pk}:place:email",
        channel=Message.Channel.EMAIL,
        recipient_name=delegate.name,
        address=delegate.email,
        language=delegate.language,
        subject=subject,
        body=body,
        event=event,
    )
    if delegate.phone:
        portal = urljoin(settings.SITE_URL, reverse("portal:home"))
        write_message(
            key=f"session:{registration.pk}:place:sms",
            channel=Message.Channel.SMS,
            recipient_name=delegate.name,
            address=str(delegate.phone),
            language=delegate.language,
            body=render_sms(
                "session_place_sms",
                language=delegate.language,
                zone=event.zone,
                context=context | {"url": portal},
            ),
            event=event,
        )
