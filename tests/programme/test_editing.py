"""The organiser's editor: sessions, tracks and speakers, in the console."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.programme.sessions import (
    at,
    make_audience,
    make_room,
    make_session,
    make_speaker,
    register,
    release,
    released,
)
from vimeet.audit.models import Entry
from vimeet.events.models import Place
from vimeet.programme.models import ReleasedSession, Session, SessionRegistration, Speaker, Track


@pytest.fixture
def console(as_organiser: Client) -> Client:
    as_organiser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return as_organiser


def url(world: World, name: str, **kwargs: object) -> str:
    return reverse(f"console:{name}", kwargs=world.event.url_kwargs | kwargs)


def form(world: World, **values: object) -> dict[str, object]:
    """What a filled-in form of a session sends."""
    return {
        "title_en": "Wings of tomorrow",
        "title_fr": "Les ailes de demain",
        "abstract_en": "What comes next.",
        "languages": ["fr", "en"],
        "day": world.event.starts_on.isoformat(),
        "start": "09:00",
        "end": "09:45",
        "place": make_room(world.event).pk,
        "registration_open": "on",
    } | values


def text(response) -> str:
    return response.content.decode()


def test_a_session_is_added_changed_and_deleted(world, console):
    track = Track.objects.create(event=world.event, name_en="Markets", name_fr="Marchés")
    speaker = make_speaker(world.event)
    data = form(world, track=track.pk, speakers=[speaker.pk], capacity="30")
    answer = console.post(url(world, "session_add"), data, follow=True)
    page = text(answer)
    assert "The session is saved in the draft." in page
    for shown in ("Wings of tomorrow", "09:00–09:45", "Auditorium", "Markets", "Ada Duval"):
        assert shown in page
    session = Session.objects.get()
    assert (session.starts_at, session.ends_at) == (at(world.event, 9), at(world.event, 9, 45))
    assert session.languages == ["fr", "en"]
    assert session.capacity == 30

    data |= {"start": "14:00", "end": "15:00", "title_en": "Wings, again", "speakers": []}
    console.post(url(world, "session", pk=session.pk), data)
    session.refresh_from_db()
    assert (session.title_en, session.starts_at) == ("Wings, again", at(world.event, 14))
    assert not session.speakers.exists()
    entry = Entry.objects.get(action="session.changed")
    assert entry.changes["speakers"] is None, "that they changed, not who they are"

    console.post(url(world, "session_delete", pk=session.pk))
    assert not Session.objects.exists(), "it was never released: nobody knows it"
    actions = Entry.objects.filter(action__startswith="session.").values_list("action", flat=True)
    assert sorted(actions) == ["session.added", "session.changed", "session.deleted"]


def test_a_session_without_time_waits_in_the_list(world, console):
    data = form(world, day="", start="", end="", place="")
    page = text(console.post(url(world, "session_add"), data, follow=True))
    assert "No time yet" in page
    assert "a release leaves it out" in page


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"title_en": "", "title_fr": ""}, "A session needs a title, in one language at least."),
        ({"end": "08:00"}, "The end must come after the start."),
        ({"end": ""}, "Fill in the start and the end."),
        ({"day": ""}, "Choose a day too, or leave the times empty."),
        ({"day": "2027-03-20"}, "2027-03-20"),
        ({"place": "0"}, "Select a valid choice."),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"languages": ["xx"]}, "Select a valid choice."),
    ],
)
def test_what_can_not_be_is_refused_in_the_form(world, console, values, told):
    answer = console.post(url(world, "session_add"), form(world, **values))
    assert answer.status_code == 422
    assert told in text(answer)
    assert not Session.objects.exists()


def test_rooms_tracks_and_speakers_of_another_event_can_not_be_chosen(world, console):
    theirs = world.rival.event
    track = Track.objects.create(event=theirs, name_en="Markets", name_fr="Marchés")
    for values in (
        {"place": make_room(theirs).pk},
        {"track": track.pk},
        {"speakers": [make_speaker(theirs).pk]},
    ):
        assert console.post(url(world, "session_add"), form(world, **values)).status_code == 422


def test_the_days_of_the_event_are_kept(world, console):
    make_session(world.event)
    data = {
        "name": "Aero Days",
        "starts_on": "2027-03-10",
        "ends_on": "2027-03-11",
        "time_zone": "Europe/Paris",
        "language": "fr",
    }
    world.event.slots.all().delete()
    answer = console.post(url(world, "event_edit"), data)
    assert "There are sessions outside these days." in text(answer)
    data |= {"starts_on": "2027-03-09", "time_zone": "Europe/London"}
    assert "Delete the sessions first" in text(console.post(url(world, "event_edit"), data))


def test_what_is_odd_is_told_before_releasing(world, console):
    ada = make_speaker(world.event)
    small = make_room(world.event, "Salon", seats=10)
    make_session(world.event, "First", (9, 0), speakers=(ada,))
    make_session(world.event, "Second", (9, 30), speakers=(ada,))
    make_session(world.event, "Third", (16, 0), place=small, capacity=30, title_fr="")
    make_session(world.event, "Touching", (9, 45), minutes=15, place=small, title_fr="")
    page = text(console.get(url(world, "programme_review")))
    assert "Auditorium is taken by “Second” at that time." in page
    assert "Auditorium is taken by “First” at that time." in page
    assert "Ada Duval speaks in “First” at that time." in page
    assert "30 people may register, but Salon has 10 seats." in page
    assert "Touching</a>:" not in page
    page = text(console.get(url(world, "programme")))
    assert "It lies over 2 slots for meetings." in page
    assert "The French text is not complete." in page


def test_sessions_that_touch_do_not_clash(world, console):
    ada = make_speaker(world.event)
    make_session(world.event, "First", (9, 0), speakers=(ada,))
    make_session(world.event, "Second", (9, 45), speakers=(ada,))
    page = text(console.get(url(world, "programme_review")))
    assert "taken by" not in page
    assert "Ada Duval speaks in" not in page


def test_the_grid_shows_rooms_and_moves_sessions(world, console):
    salon = make_room(world.event, "Salon", seats=10)
    first = make_session(world.event, "First", (9, 0), minutes=40)
    make_session(world.event, "Second", (9, 20), minutes=40)
    page = text(console.get(url(world, "programme_grid")))
    assert 'colspan="2">Auditorium' in page, "both stand side by side"
    assert "room-grid step-20" not in page
    assert 'rowspan="4"' in page, "40 minutes in steps of ten"
    assert f'data-place="{salon.pk}"' in page

    move = url(world, "session_move", pk=first.pk)
    data = {"start": at(world.event, 15, 10).isoformat(), "place": salon.pk}
    page = text(console.post(move, data, follow=True))
    assert "“First” is moved in the draft." in page
    first.refresh_from_db()
    assert (first.starts_at, first.ends_at) == (at(world.event, 15, 10), at(world.event, 15, 50))
    assert first.place == salon

    outside = at(world.event, 15) + dt.timedelta(days=30)
    page = text(console.post(move, data | {"start": outside.isoformat()}, follow=True))
    assert "outside the days of the event" in page
    page = text(console.post(move, {"start": "soon", "place": world.places[0].pk}, follow=True))
    assert "It can’t go there" in page.replace("&#x27;", "’")
    first.refresh_from_db()
    assert first.starts_at == at(world.event, 15, 10)


def test_a_released_session_is_taken_out_and_put_back(world, console):
    session = released(world)
    page = text(console.post(url(world, "session_delete", pk=session.pk), follow=True))
    assert "The next release cancels it." in page
    assert "Taken out" in page
    console.post(url(world, "session_put_back", pk=session.pk))
    session.refresh_from_db()
    assert not session.dropped
    page = text(console.get(url(world, "programme_review")))
    assert "Nothing to release" in page


def test_more_places_go_to_those_who_wait_at_once(world, console):
    session = released(world, capacity=1)
    register(session, world.delegates[0])
    register(session, world.delegates[1], SessionRegistration.State.WAITING)
    console.post(url(world, "session", pk=session.pk), form(world, capacity="2"))
    states = session.registrations.values_list("state", flat=True)
    assert set(states) == {"registered"}


def test_organisers_see_and_remove_those_who_registered(world, console):
    session = released(world, capacity=1)
    gone = register(session, world.delegates[0])
    register(session, world.delegates[2], SessionRegistration.State.WAITING)
    page = text(console.get(url(world, "session_people", pk=session.pk)))
    assert "1 person registered for 1 places" in page
    assert page.index("P0 Acme") < page.index("P0 Brio")
    page = text(console.post(url(world, "session_registration_remove", pk=gone.pk), follow=True))
    assert "P0 Acme is removed." in page
    assert session.registrations.get().state == "registered"


def test_tracks(world, console):
    data = {"name_en": "Markets", "name_fr": "Marchés", "colour": "teal"}
    assert "Markets" in text(console.post(url(world, "track_add"), data, follow=True))
    assert console.post(url(world, "track_add"), data).status_code == 422
    track = Track.objects.get()
    console.post(url(world, "track", pk=track.pk), data | {"colour": "red"})
    session = make_session(world.event, track=track)
    delete = url(world, "track_delete", pk=track.pk)
    assert "There are sessions in “Markets”" in text(console.post(delete, follow=True))
    session.track = None
    session.save()
    assert "The track is deleted." in text(console.post(delete, follow=True))
    assert Entry.objects.get(action="track.changed").changes == {"colour": ["teal", "red"]}


def test_speakers_from_outside_and_from_the_event(world, console):
    data = {"own_name": "Ada Duval", "own_company": "Institut", "biography_en": "Flies."}
    page = text(console.post(url(world, "speaker_add"), data, follow=True))
    assert "Ada Duval" in page
    assert "Institut" in page
    ada = Speaker.objects.get()
    assert console.post(url(world, "speaker_add"), data).status_code == 422

    page = text(console.get(url(world, "speakers"), {"q": "brio"}))
    assert "P0 Brio" in page
    brio = world.delegates[2]
    console.post(url(world, "speaker_delegate", pk=brio.pk))
    console.post(url(world, "speaker_delegate", pk=brio.pk))
    speaker = Speaker.objects.get(delegate=brio)
    page = text(console.get(url(world, "speaker", pk=speaker.pk)))
    assert "Name, position and company are those of the participant." in page
    assert "own_name" not in page
    console.post(url(world, "speaker", pk=speaker.pk), {"biography_en": "Buys wings."})

    make_session(world.event, speakers=(ada, speaker))
    release(world)
    delete = url(world, "speaker_delete", pk=ada.pk)
    assert "names Ada Duval" in text(console.post(delete, follow=True))
    # The delegate goes; what people were told of who speaks stays.
    brio.delete()
    speaker.refresh_from_db()
    assert (speaker.name, speaker.company, speaker.biography) == (
        "P0 Brio",
        "Brio",
        "Buys wings.",
    )
    assert ReleasedSession.objects.get().speakers.count() == 2


def test_what_a_version_names_stays_though_a_later_one_does_not(world, console):
    track = Track.objects.create(event=world.event, name_en="Markets", name_fr="Marchés")
    ada = make_speaker(world.event)
    session = make_session(world.event, speakers=(ada,), track=track)
    release(world)
    session.speakers.clear()
    session.track = None
    session.save()
    release(world)
    page = text(console.post(url(world, "track_delete", pk=track.pk), follow=True))
    assert "A released version of the programme has sessions in “Markets”" in page
    page = text(console.post(url(world, "speaker_delete", pk=ada.pk), follow=True))
    assert "A released version of the programme names Ada Duval" in page
    first = ReleasedSession.objects.get(release__number=1)
    assert (first.track, [*first.speakers.all()]) == (track, [ada])
    # Named by the draft alone, they go once they are out of it.
    eve = make_speaker(world.event, "Eve Roy")
    session.speakers.set([eve])
    delete = url(world, "speaker_delete", pk=eve.pk)
    assert "Eve Roy speaks in the programme" in text(console.post(delete, follow=True))
    session.speakers.clear()
    console.post(delete)
    assert [*Speaker.objects.all()] == [ada]


def test_a_room_with_sessions_stays(world, console):
    session = make_session(world.event)
    delete = url(world, "place_delete", pk=session.place.pk)
    page = text(console.post(delete, follow=True))
    assert "The programme has sessions at Auditorium" in page
    assert Place.objects.filter(pk=session.place.pk).exists()
    session.delete()
    console.post(delete)
    assert not Place.objects.filter(pk=session.place_id).exists()


def test_a_place_holds_meetings_or_people_who_listen(world, console):
    data = {"name": "Agora", "kind": "room", "capacity": "0", "seats": ""}
    answer = console.post(url(world, "place_add"), data)
    assert answer.status_code == 422
    assert "At least one, or seats for sessions." in text(answer)
    console.post(url(world, "place_add"), data | {"seats": "80"})
    assert Place.objects.get(name="Agora").seats == 80


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_however_long(
    world, console, count, django_assert_num_queries
):
    audience = make_audience(world, count)
    for i in range(count):
        speaker = make_speaker(world.event, f"Speaker {i}")
        session = make_session(world.event, f"Session {i}", (9 + i, 0), speakers=(speaker,))
        register(session, audience[i])
    console.get(url(world, "programme"))
    with django_assert_num_queries(15):
        console.get(url(world, "programme"))
