"""Taking part in sessions, on the participant's pages."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import World
from tests.plans import make_plan
from tests.programme.sessions import (
    at,
    make_audience,
    make_session,
    make_speaker,
    register,
    release,
    released,
)
from vimeet.audit.models import Entry
from vimeet.meetings.models import Unavailability
from vimeet.messaging.models import Message
from vimeet.programme.models import Session, SessionRegistration
from vimeet.programme.services.registrations import SessionError, join_session
from vimeet.programme.tasks import fill_sessions
from vimeet.registration.models import Delegate

WAITING = SessionRegistration.State.WAITING


def url(world: World, name: str, **kwargs: object) -> str:
    return reverse(f"portal:{name}", kwargs=world.event.url_kwargs | kwargs)


def text(response) -> str:
    return response.content.decode()


def phone_of(delegate: Delegate) -> Client:
    client = Client()
    client.force_login(delegate.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def join(client: Client, world: World, session: Session, seen: str = "") -> str:
    """What the page says after the button was pressed."""
    address = url(world, "session", pk=session.pk)
    return text(client.post(address, {"seen": seen}, follow=True))


def states(session: Session) -> list[tuple[str, str]]:
    rows = session.registrations.order_by("created_at", "pk")
    return [(row.delegate.name, row.state) for row in rows]


def test_one_registers_and_leaves(world, as_participant):
    session = released(world, capacity=2)
    page = text(as_participant.get(url(world, "session", pk=session.pk)))
    assert "2 places left." in page
    assert "You have a place. It stands in your agenda." in join(as_participant, world, session)
    join(as_participant, world, session)
    assert states(session) == [("P0 Acme", "registered")]
    assert ">registered<" in text(as_participant.get(url(world, "programme")))
    page = text(as_participant.post(url(world, "session_leave", pk=session.pk), follow=True))
    assert "You have left this session." in page
    assert states(session) == []
    actions = Entry.objects.filter(action__startswith="session.").values_list("action", flat=True)
    assert set(actions) == {"session.joined", "session.left"}


def test_who_comes_too_late_waits_and_moves_up_in_order_told_once(world, as_participant):
    session = released(world, capacity=1)
    first, second, third = make_audience(world, 3)
    for delegate in (first, second, third):
        join(phone_of(delegate), world, session)
    page = join(as_participant, world, session)
    assert "You are on the waiting list." in page
    assert "You are number 3 on the waiting list." in page

    phone_of(first).post(url(world, "session_leave", pk=session.pk))
    fill_sessions()
    assert states(session) == [
        (second.name, "registered"),
        (third.name, "waiting"),
        ("P0 Acme", "waiting"),
    ]
    messages = Message.objects.filter(key__startswith="session:")
    assert sorted(messages.values_list("channel", "address")) == [
        ("email", second.email),
        ("sms", str(second.phone)),
    ]
    mail = messages.get(channel="email")
    assert "mardi 9 mars 2027" in mail.body.lower()
    assert f"/programme/{session.pk}/" in mail.body
    assert "Wings of tomorrow (fr)" in mail.body


def test_what_became_free_behind_everyones_back_is_filled_by_the_schedule(world):
    session = released(world, capacity=1)
    register(session, world.delegates[0])
    register(session, world.delegates[2], WAITING)
    world.delegates[0].delete()
    fill_sessions()
    assert states(session) == [("P0 Brio", "registered")]


def test_a_place_is_not_given_for_a_session_that_has_begun(world):
    session = released(world, capacity=1)
    register(session, world.delegates[2], WAITING)
    with time_machine.travel(at(world.event, 9, 1)):
        fill_sessions()
    assert states(session) == [("P0 Brio", "waiting")]


def test_the_seats_of_the_room_are_the_limit_where_none_is_set(world, as_participant):
    session = released(world)
    session.place.seats = 1
    session.place.save()
    register(session, world.delegates[2])
    assert "You are on the waiting list." in join(as_participant, world, session)


def test_meetings_and_blocks_at_that_time_are_shown_before_confirming(world, as_participant):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    slot = world.slots[1]
    Unavailability.objects.create(
        delegate=world.delegates[0],
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        reason="Call",
    )
    session = released(world)
    page = text(as_participant.get(url(world, "session", pk=session.pk)))
    assert "At that time you have:" in page
    assert "meeting with Brio, Hall" in page
    assert "blocked by you (Call)" in page
    listed = text(as_participant.get(url(world, "programme")))
    assert "9:00: you meet Brio" in listed
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    # Sent without having been shown (a page opened before the plan was released).
    address = url(world, "session", pk=session.pk)
    answer = as_participant.post(address, {"seen": seen.split()[0]})
    assert answer.status_code == 422
    assert "You have something at that time" in text(answer)
    assert states(session) == []
    join(as_participant, world, session, seen)
    assert states(session) == [("P0 Acme", "registered")]


def test_agendas_kept_back_are_kept_out_of_the_programme(world, as_participant):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    session = released(world)
    world.event.agendas_out_at = timezone.now() + dt.timedelta(days=1)
    world.event.save()
    for address in (url(world, "session", pk=session.pk), url(world, "programme")):
        assert "Brio" not in text(as_participant.get(address))
    join(as_participant, world, session, "")
    assert states(session) == [("P0 Acme", "registered")]


def test_nobody_is_in_two_sessions_at_once(world, as_participant):
    one = released(world, title="One")
    two = released(world, title="Two", start=(9, 30))
    after = released(world, title="After", start=(9, 45))
    join(as_participant, world, one)
    page = text(as_participant.get(url(world, "session", pk=two.pk)))
    assert "You are in “One” at that time: leave it first." in page
    assert "leave it first" in join(as_participant, world, two)
    assert states(two) == []
    join(as_participant, world, after)
    assert states(after) == [("P0 Acme", "registered")], "touching is not overlapping"


def test_who_has_come_to_be_elsewhere_keeps_waiting(world):
    session = released(world, capacity=1)
    other = released(world, title="Other", start=(9, 30))
    leaving, busy, free = make_audience(world, 3)
    register(session, leaving)
    register(session, busy, WAITING)
    register(session, free, WAITING)
    register(other, busy)
    phone_of(leaving).post(url(world, "session_leave", pk=session.pk))
    assert states(session) == [(busy.name, "waiting"), (free.name, "registered")]


def test_speakers_are_there_without_registering(world, as_participant):
    speaker = make_speaker(world.event, "P0 Acme", delegate=world.delegates[0])
    session = released(world, speakers=(speaker,))
    page = text(as_participant.get(url(world, "session", pk=session.pk)))
    assert "You speak in this session" in page
    assert "You speak in this session." in join(as_participant, world, session)
    assert states(session) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"registration_open": False}, "There is no registration for this session."),
        ({"start": (7, 0)}, "This session has begun."),
    ],
)
def test_where_nobody_registers(world, values, told):
    session = released(world, **values)
    with time_machine.travel(at(world.event, 7, 1)):
        client = phone_of(world.delegates[0])
        assert told in text(client.get(url(world, "session", pk=session.pk)))
        assert told in join(client, world, session)
    assert states(session) == []


def test_nobody_leaves_what_is_over(world):
    session = released(world)
    register(session, world.delegates[0])
    with time_machine.travel(at(world.event, 12)):
        client = phone_of(world.delegates[0])
        page = text(client.post(url(world, "session_leave", pk=session.pk), follow=True))
    assert "This session is over." in page
    assert states(session) == [("P0 Acme", "registered")]


def test_drafts_are_nobodys_business(world, as_participant):
    released(world)
    draft = make_session(world.event, "Secret")
    assert "Secret" not in text(as_participant.get(url(world, "programme")))
    assert as_participant.get(url(world, "session", pk=draft.pk)).status_code == 404
    with pytest.raises(SessionError):
        join_session(session=draft, delegate=world.delegates[0], actor=None)
    with pytest.raises(SessionError):
        join_session(session=draft, delegate=world.rival.delegates[0], actor=None)


def test_the_programme_tab_is_there_once_there_is_one(world, as_participant):
    agenda = url(world, "agenda")
    assert url(world, "programme") not in text(as_participant.get(agenda))
    assert "No programme yet" in text(as_participant.get(url(world, "programme")))
    make_session(world.event)
    release(world)
    assert url(world, "programme") in text(as_participant.get(agenda))


@pytest.mark.parametrize("count", [1, 3])
def test_the_programme_takes_as_many_queries_however_long(
    world, as_participant, count, django_assert_num_queries
):
    for i in range(count):
        speaker = make_speaker(world.event, f"S{i}", delegate=world.delegates[i])
        session = make_session(world.event, f"Session {i}", (9 + i, 0), speakers=(speaker,))
        register(session, world.delegates[3])
    release(world)
    as_participant.get(url(world, "programme"))
    with django_assert_num_queries(17):
        as_participant.get(url(world, "programme"))


def test_time_is_the_events(world):
    released(world)
    with time_machine.travel(at(world.event, 9) - dt.timedelta(days=1)):
        page = text(phone_of(world.delegates[0]).get(url(world, "programme")))
    assert 'datetime="2027-03-09T09:00:00+01:00"' in page
    assert ">9:00<" in page
