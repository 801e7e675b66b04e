"""The programme as anybody sees it."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.programme.sessions import at, make_room, make_session, make_speaker, register, release
from vimeet.events.models import Event
from vimeet.programme.models import Session, Track


@pytest.fixture
def anybody() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def page(client: Client, world: World, name: str = "programme", query: str = "", **kw) -> str:
    address = reverse(f"register:{name}", kwargs=world.event.url_kwargs | kw)
    return client.get(f"{address}{query}").content.decode()


@pytest.fixture
def programme(world: World) -> World:
    """Two days, two tracks, two rooms, two languages."""
    Event.objects.filter(pk=world.event.pk).update(ends_on=world.event.starts_on + dt.timedelta(1))
    markets = Track.objects.create(event=world.event, name_en="Markets", name_fr="Marchés")
    make = Track.objects.create(event=world.event, name_en="Making", name_fr="Fabrication")
    ada = make_speaker(
        world.event, own_company="Institut", biography_fr="Vole.", email="ada@institut.example"
    )
    make_session(world.event, "One", (9, 0), track=markets, speakers=(ada,), languages=["fr"])
    make_session(world.event, "Two", (11, 0), track=make, place=make_room(world.event, "Salon", 10))
    late = make_session(world.event, "Three", (14, 0), track=markets)
    late.starts_at += dt.timedelta(days=1)
    late.ends_at += dt.timedelta(days=1)
    late.save()
    release(world)
    return world


def test_it_is_shown_by_day_and_the_events_page_leads_there(programme, anybody):
    shown = page(anybody, programme)
    assert "One" in shown
    assert "Two" in shown
    assert "Three" not in shown
    assert "Three" in page(anybody, programme, query="?day=2027-03-10")
    assert "/programme/" in page(anybody, programme, "event")


def test_it_is_filtered_by_track_room_and_language(programme, anybody):
    track = Track.objects.get(name_en="Making")
    shown = page(anybody, programme, query=f"?track={track.pk}")
    assert "Two" in shown
    assert ">One<" not in shown
    room = make_room(programme.event, "Salon")
    assert ">One<" not in page(anybody, programme, query=f"?room={room.pk}")
    shown = page(anybody, programme, query="?language=fr")
    assert ">One<" in shown
    assert ">Two<" not in shown
    assert "No session fits" in page(anybody, programme, query="?language=fr&day=2027-03-10")
    # What an old address names is no more.
    assert ">One<" in page(anybody, programme, query="?track=999&room=x&language=xx&day=x")


def test_a_session_has_a_page_with_its_speakers_and_nothing_private(programme, anybody):
    session = programme.event.sessions.get(title_en="One")
    register(session, programme.delegates[0])
    shown = page(anybody, programme, "session", pk=session.pk)
    for public in ("One", "Ada Duval", "Institut", "Vole.", "Auditorium", "Markets", "French"):
        assert public in shown
    assert "99 places left" in shown
    assert "Sign in to register" in shown
    for private in ("ada@institut.example", "P0 Acme"):
        assert private not in shown


def test_a_participant_is_led_to_their_own_page(programme, as_participant):
    session = programme.event.sessions.get(title_en="One")
    shown = page(as_participant, programme, "session", pk=session.pk)
    assert reverse("portal:session", kwargs=programme.event.url_kwargs | {"pk": session.pk}) in (
        shown
    )


def test_both_languages(programme):
    french = Client()
    shown = page(french, programme)
    assert "One (fr)" in shown
    assert "Marchés" in shown


def test_only_what_is_released_and_only_of_a_public_event(world, anybody):
    make_session(world.event, "Secret")
    assert "No programme yet" in page(anybody, world)
    assert "/programme/" not in page(anybody, world, "event")
    Event.objects.filter(pk=world.event.pk).update(registration_opens_at=None)
    address = reverse("register:programme", kwargs=world.event.url_kwargs)
    assert anybody.get(address).status_code == 404


def test_calendar_programs_read_it(programme, anybody):
    address = reverse("register:programme_ics", kwargs=programme.event.url_kwargs)
    assert address in page(anybody, programme)
    response = anybody.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    one, two, three = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert one["SUMMARY"] == "One · Aero Days"
    assert one.start == at(programme.event, 9)
    assert two["LOCATION"] == "Salon, Toulouse"
    assert "Ada Duval" in one["DESCRIPTION"]
    assert "ada@institut.example" not in response.content.decode()
    assert three.start - one.start == dt.timedelta(days=1, hours=5)
    assert {entry["STATUS"] for entry in (one, two, three)} == {"CONFIRMED"}
    # What is taken out is crossed out, so that programs take it off.
    Session.objects.filter(title_en="Two").update(dropped=True)
    release(programme)
    found = icalendar.Calendar.from_ical(anybody.get(address).content).walk("VEVENT")
    (gone,) = [entry for entry in found if entry["STATUS"] == "CANCELLED"]
    assert (gone["UID"], gone["SEQUENCE"]) == (two["UID"], 1)
