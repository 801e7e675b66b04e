"""Versions of the programme: what a release changes, and who is told once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.plans import make_plan
from tests.programme.sessions import (
    at,
    make_room,
    make_session,
    make_speaker,
    register,
    release,
    released,
    shift,
)
from vimeet.audit.models import Entry
from vimeet.messaging.models import Message
from vimeet.programme.models import ProgrammeRelease, SessionRegistration, Speaker
from vimeet.programme.selectors.versions import current_release, draft_differences

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def console(as_organiser: Client) -> Client:
    as_organiser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return as_organiser


def url(world: World, name: str, **kwargs: object) -> str:
    return reverse(f"console:{name}", kwargs=world.event.url_kwargs | kwargs)


def text(response) -> str:
    return response.content.decode()


def told() -> list[tuple[str, str]]:
    """Channel and address of each message, those of releases only."""
    messages = Message.objects.filter(key__startswith="programme:").order_by("pk")
    return sorted(messages.values_list("channel", "address"))


def test_nothing_is_released_before_a_session_has_time_and_room(world, console):
    make_session(world.event, start=None)
    page = text(console.post(url(world, "programme_release"), follow=True))
    assert "No session has a time and a room yet." in page
    assert current_release(world.event) is None


def test_a_release_is_frozen(world, console):
    session = make_session(world.event, speakers=(make_speaker(world.event),))
    make_session(world.event, "Later", start=None)
    page = text(console.post(url(world, "programme_release"), follow=True))
    assert "Version 1 is in force." in page
    session.title_en = "Another title"
    session.save()
    frozen = current_release(world.event).sessions.get()
    assert (frozen.title_en, frozen.starts_at) == ("Wings of tomorrow", at(world.event, 9))
    assert [speaker.name for speaker in frozen.speakers.all()] == ["Ada Duval"]
    assert Entry.objects.get(action="programme.released").changes["sessions_new"] == [None, 1]


def test_releasing_what_is_in_force_changes_nothing(world, console):
    released(world)
    page = text(console.post(url(world, "programme_release"), follow=True))
    assert "Version 1 is in force." in page
    assert ProgrammeRelease.objects.count() == 1


def test_the_review_shows_each_kind_of_change_and_who_is_told(world, console):
    moved = make_session(world.event, "Moved one", (9, 0))
    room = make_session(world.event, "Roomy one", (10, 0))
    words = make_session(world.event, "Wordy one", (11, 0))
    gone = make_session(world.event, "Gone one", (12, 0))
    release(world)
    for session, delegate in zip((moved, room, words, gone), world.delegates, strict=False):
        register(session, delegate)
    shift(moved)
    room.place = make_room(world.event, "Salon")
    room.save()
    words.abstract_en = "More to say."
    words.save()
    gone.dropped = True
    gone.save()
    make_session(world.event, "New one", (15, 0))
    changes = draft_differences(world.event)
    for kind, session in (
        ("moved", moved),
        ("room_only", room),
        ("text_only", words),
        ("cancelled", gone),
    ):
        assert [change.one.key for change in getattr(changes, kind)] == [session.pk], kind
    assert len(changes.new) == 1
    # Other words concern nobody's agenda.
    names = [person.name for person in changes.told]
    assert names == ["P0 Acme", "P0 Cobalt", "P1 Acme"]
    page = text(console.get(url(world, "programme_review")))
    for title in ("Moved one", "Roomy one", "Wordy one", "Gone one", "New one"):
        assert title in page
    assert "3 e-mails and 3 SMS are sent at once." in page


def test_those_who_registered_wait_or_speak_are_told_once(world, console):
    outside = make_speaker(world.event, email="ada@institut.example")
    silent = make_speaker(world.event, "Bo Lund")
    session = make_session(world.event, speakers=(outside, silent))
    release(world)
    assert told() == [("email", "ada@institut.example")]
    register(session, world.delegates[0])
    register(session, world.delegates[2], SessionRegistration.State.WAITING)
    Message.objects.all().delete()
    shift(session)
    console.post(url(world, "programme_release"))
    console.post(url(world, "programme_release"))
    emails = [address for channel, address in told() if channel == "email"]
    assert emails == ["acme0@alpha.example", "ada@institut.example", "brio0@alpha.example"]
    assert len([1 for channel, _address in told() if channel == "sms"]) == 2


def test_the_mail_says_what_moved_in_the_persons_language_and_the_events_time(world):
    first, second = world.delegates[0], world.delegates[2]
    first.language = "en"
    first.save()
    session = released(world)
    other = released(world, title="Second one", start=(11, 0))
    for delegate in (first, second):
        register(session, delegate)
    register(other, first)
    shift(session)
    other.dropped = True
    other.save()
    release(world)
    mail = Message.objects.get(channel="email", address=first.email)
    assert mail.subject == "Aero Days: your sessions have changed"
    assert "Moved: Wings of tomorrow\nNow: Tuesday 9 March 2027, 10:00–10:45, Auditorium" in (
        mail.body
    )
    assert "Before: Tuesday 9 March 2027, 09:00–09:45, Auditorium" in mail.body
    assert "Cancelled: Second one\nTuesday 9 March 2027, 11:00–11:45, Auditorium" in mail.body
    assert "/portal/alpha/aero-days/programme/" in mail.body
    assert (
        "Wings of tomorrow (fr)" in Message.objects.get(channel="email", address=second.email).body
    )
    sms = Message.objects.get(channel="sms", recipient_name=first.name)
    assert sms.body.startswith("Aero Days: sessions of yours have changed.")
    sms = Message.objects.get(channel="sms", recipient_name=second.name)
    assert "Wings of tomorrow (fr)" in sms.body
    assert len(sms.body) <= 160


def test_two_releases_within_a_minute_are_one_sms(world):
    session = released(world)
    register(session, world.delegates[0])
    for _i in range(2):
        shift(session)
        release(world)
    sms = Message.objects.filter(channel="sms").order_by("pk")
    assert [message.state for message in sms] == ["replaced", "queued"]
    assert Message.objects.filter(channel="email").count() == 2


def test_a_cancelled_session_lets_its_people_go(world):
    session = released(world)
    register(session, world.delegates[0])
    session.dropped = True
    session.save()
    release(world)
    assert not session.registrations.exists()
    assert not current_release(world.event).sessions.exists()


def test_a_larger_room_gives_places_to_those_who_wait(world):
    session = released(world, place=make_room(world.event, "Salon", seats=1))
    register(session, world.delegates[0])
    register(session, world.delegates[1], SessionRegistration.State.WAITING)
    session.place = make_room(world.event)
    session.save()
    release(world)
    assert set(session.registrations.values_list("state", flat=True)) == {"registered"}


def test_an_earlier_version_comes_back_under_a_new_number(world, console):
    session = released(world)
    register(session, world.delegates[0])
    shift(session)
    added = make_session(world.event, "Added", (15, 0))
    never = make_session(world.event, "Never released", start=None)
    release(world)
    Message.objects.all().delete()
    page = text(console.get(url(world, "programme_version", number=1)))
    assert "Put in force again" in page
    assert "Added" in page
    page = text(console.post(url(world, "programme_rollback", number=1), follow=True))
    assert "Version 1 is in force again, as version 3." in page
    frozen = current_release(world.event)
    assert frozen.number == 3
    assert [s.starts_at for s in frozen.sessions.all()] == [at(world.event, 9)]
    assert [address for channel, address in told() if channel == "email"] == ["acme0@alpha.example"]
    # The draft is that version, with what was added since set aside.
    assert not draft_differences(world.event).any
    added.refresh_from_db()
    never.refresh_from_db()
    assert (added.dropped, never.dropped) == (True, False)
    console.post(url(world, "programme_rollback", number=1))
    assert ProgrammeRelease.objects.of_event(world.event).count() == 3


def test_meetings_that_a_session_comes_to_lie_over_are_named(world, console):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    session = released(world, start=(15, 0))
    register(session, world.delegates[0])
    shift(session, -6 * HOUR)
    page = text(console.get(url(world, "programme_review")))
    assert "1 meeting in force lies in the time of somebody's session" in page
    assert "P0 Acme: Acme – Brio" in page
    shift(session, 2 * HOUR)
    assert "in the time of somebody" not in text(console.get(url(world, "programme_review")))


def test_who_only_waits_for_a_session_has_no_meeting_in_its_time(world, console):
    """Who speaks has, though they wait for another session then, or for the same."""
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    waiting = world.delegates[0]
    session = make_session(world.event)
    register(session, waiting, SessionRegistration.State.WAITING)
    page = text(console.get(url(world, "programme_review")))
    assert waiting.name in page, "they are told of the session"
    assert "in the time of somebody" not in page
    speaker = Speaker.objects.create(event=world.event, delegate=waiting)
    other = make_session(world.event, "Another", speakers=(speaker,), place=world.places[0])
    page = text(console.get(url(world, "programme_review")))
    assert "1 meeting in force lies in the time of somebody's session" in page
    other.delete()
    # On both lists of the same one.
    session.speakers.set([speaker])
    page = text(console.get(url(world, "programme_review")))
    assert "1 meeting in force lies in the time of somebody's session" in page
