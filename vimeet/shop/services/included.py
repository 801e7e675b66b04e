"""Registering delegates for the sessions that their order includes, and taking that back.

Each place is given in a transaction of its own, after the payment's, as if the delegate had pressed
the button: nothing that happens in the programme can undo a payment, and nobody holds the rows of
several sessions at once. The schedule does what is still missing: for people who came to the
delegation later, and for sessions that were not in the programme then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from vimeet.audit.services import record
from vimeet.programme.models import ReleasedSession, Session, SessionRegistration
from vimeet.programme.selectors.sessions import released_session
from vimeet.programme.selectors.versions import sessions_in_force
from vimeet.programme.services.registrations import SessionError, join_session, leave_session
from vimeet.programme.services.sessions import locked_session
from vimeet.programme.services.waiting import busy_elsewhere
from vimeet.registration.models import Delegate
from vimeet.shop.included import agreed
from vimeet.shop.models import IncludedPlace, Order, OrderLine
from vimeet.shop.services.locks import lock_order

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event


def give_and_take_all() -> int:
    """Do what is missing for all paid orders, and for those that gave back; how much was done."""
    with_sessions = OrderLine.objects.filter(gives__sessions__0__isnull=False).values("order")
    giving = (
        Order.objects.filter(pk__in=with_sessions, event__ends_on__gte=timezone.localdate())
        .filter(state=Order.State.PAID, taken_back=False, delegation__isnull=False)
        .select_related("event", "delegation")
        .prefetch_related("lines", "included_places", "delegation__delegates")
    )
    _forget_cancelled({order.event for order in giving})
    coming: dict[int, list[int]] = {}
    done = 0
    for order in giving:
        if order.event_id not in coming:
            coming[order.event_id] = _coming(order.event)
        if _missing(order, coming[order.event_id]):
            done += give_sessions(order.pk, actor=None)
    back = Order.objects.filter(taken_back=True, included_places__isnull=False)
    return done + sum(
        take_sessions_back(pk, actor=None) for pk in set(back.values_list("pk", flat=True))
    )


def give_sessions(order_pk: int, *, actor: User | None) -> int:
    """Register the order's delegates for the sessions it includes; how many were seen to.

    Of two at the same time the first counts, in order of time, and the journal names the other.
    What was done once for somebody is not done again: who leaves a session stays out of it.
    """
    order = Order.objects.select_related("event", "delegation").filter(pk=order_pk).first()
    if order is None:
        return 0
    return sum(
        _give(order, session, delegate, actor)
        for session, delegate in _missing(order, _coming(order.event))
    )


def _coming(event: Event) -> list[int]:
    """The sessions of the programme in force that have not begun, in order of time."""
    sessions = sessions_in_force(event).filter(starts_at__gt=timezone.now())
    return list(sessions.order_by("starts_at", "session").values_list("session", flat=True))


def _missing(order: Order, coming: list[int]) -> list[tuple[int, int]]:
    """Session and delegate, of those that the order has not seen to yet."""
    keys = {one.session for one in agreed(order.lines.all())}
    if order.delegation is None or not keys:
        return []
    seen_to = {(place.session_id, place.delegate_id) for place in order.included_places.all()}
    people = sorted(delegate.pk for delegate in order.delegation.delegates.all())
    pairs = [(session, person) for session in coming if session in keys for person in people]
    return [pair for pair in pairs if pair not in seen_to]


def _forget_cancelled(events: Iterable[Event]) -> None:
    """A session that was cancelled is given anew if it comes back into the programme."""
    for event in events:
        IncludedPlace.objects.of_event(event).filter(registration=None).exclude(
            session__in=sessions_in_force(event).values("session")
        ).delete()


@transaction.atomic
def _give(order: Order, session_pk: int, delegate_pk: int, actor: User | None) -> bool:
    """See to one delegate and one session. Order, session, delegate: locked in this order."""
    order = lock_order(order)
    if order.state != Order.State.PAID or order.taken_back or order.delegation_id is None:
        return False
    session = Session.objects.filter(pk=session_pk).first()
    delegate = Delegate.objects.filter(pk=delegate_pk, delegation=order.delegation_id).first()
    if session is None or delegate is None:
        return False
    session = locked_session(session)
    released = released_session(order.event, session.pk)
    places = order.included_places.filter(session=session, delegate=delegate)
    if released is None or released.starts_at <= timezone.now() or places.exists():
        return False
    had_one = session.registrations.filter(delegate=delegate).exists()
    registration: SessionRegistration | None = None
    try:
        registration = join_session(session=session, delegate=delegate, actor=actor, included=True)
    except SessionError:
        _note_left_out(order, released, delegate, actor)
    IncludedPlace.objects.create(
        order=order,
        session=session,
        delegate=delegate,
        registration=None if had_one else registration,
    )
    return True


def _note_left_out(
    order: Order, released: ReleasedSession, delegate: Delegate, actor: User | None
) -> None:
    other = busy_elsewhere(delegate, released)
    if other is None:
        # Who speaks there is there already.
        return
    record(
        action="order.session_left_out",
        obj=delegate,
        actor=actor,
        event=order.event,
        changes={
            "order": [None, order.reference],
            "session": [released.title_en or released.title_fr, None],
            "in_another": [None, other.title_en or other.title_fr],
        },
    )


def take_sessions_back(order_pk: int, *, actor: User | None) -> int:
    """Take the places back that an order gave; how many. Others of the delegates stay theirs."""
    places = IncludedPlace.objects.filter(order=order_pk, order__taken_back=True)
    pks = list(places.order_by("session", "delegate").values_list("pk", flat=True))
    return sum(_take_back(order_pk, pk, actor) for pk in pks)


@transaction.atomic
def _take_back(order_pk: int, place_pk: int, actor: User | None) -> bool:
    lock_order(Order(pk=order_pk))
    place = (
        IncludedPlace.objects.select_related("session", "delegate__delegation", "registration")
        .filter(pk=place_pk)
        .first()
    )
    if place is None:
        return False
    locked_session(place.session)
    place.refresh_from_db(fields=["registration"])
    if place.registration_id is not None:
        # Another order that includes the session keeps the place.
        other = (
            IncludedPlace.objects.filter(session=place.session, delegate=place.delegate)
            .filter(order__state=Order.State.PAID, order__taken_back=False)
            .exclude(order=order_pk)
            .first()
        )
        if other is not None:
            other.registration = place.registration
            other.save(update_fields=["registration"])
        else:
            _leave(place, actor)
    place.delete()
    return True


def _leave(place: IncludedPlace, actor: User | None) -> None:
    try:
        leave_session(session=place.session, delegate=place.delegate, actor=actor)
    except SessionError:
        # It is over: who was there was there.
        return
