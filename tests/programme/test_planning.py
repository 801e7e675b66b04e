"""Sessions in the planner's problem, in releases of plans, in agendas and calendars."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import World
from tests.meetings.plans import make_draft
from tests.plans import make_plan
from tests.programme.sessions import (
    make_room,
    make_session,
    make_speaker,
    register,
    release,
    released,
    shift,
)
from vimeet.meetings.models import ChangeWish
from vimeet.meetings.selectors.agendas import agenda_of
from vimeet.meetings.selectors.changes import differences
from vimeet.meetings.selectors.openings import openings
from vimeet.meetings.selectors.stale import Stale
from vimeet.meetings.services.edits import EditError, hold_meeting, lock_meeting
from vimeet.meetings.services.feeds import open_feed
from vimeet.meetings.services.problems import build_problem
from vimeet.meetings.services.releases import release_plan
from vimeet.meetings.services.runs import RunRefusedError, start_run
from vimeet.programme.models import SessionRegistration, Speaker
from vimeet.registration.models import Delegate


def part(problem: dict, kind: str, row) -> dict:
    (found,) = [item for item in problem[kind] if item["id"] == str(row.pk)]
    return found


def blocked(world: World, delegate) -> list[str]:
    return part(build_problem(world.event), "delegates", delegate).get("unavailable", [])


def ids(*slots) -> list[str]:
    return [str(slot.pk) for slot in slots]


def test_who_is_registered_or_speaks_is_unavailable_in_each_slot_it_touches(world):
    first, waiting, speaking = world.delegates[:3]
    speaker = make_speaker(world.event, "P0 Brio", delegate=speaking)
    # 9:10 to 9:50 touches the slots from 9:00, 9:25 and, by nothing but its start, that of 9:50.
    session = released(world, start=(9, 10), minutes=40, speakers=(speaker,))
    register(session, first)
    register(session, waiting, SessionRegistration.State.WAITING)
    assert blocked(world, first) == ids(*world.slots[:2])
    assert blocked(world, speaking) == ids(*world.slots[:2])
    assert blocked(world, waiting) == [], "who waits for a place can meet"
    assert blocked(world, world.delegates[3]) == []


def test_only_what_is_released_counts(world):
    session = make_session(world.event)
    register(session, world.delegates[0])
    assert blocked(world, world.delegates[0]) == []
    release(world)
    assert blocked(world, world.delegates[0]) == ids(*world.slots[:2])
    session.starts_at += dt.timedelta(hours=5)
    session.ends_at += dt.timedelta(hours=5)
    session.save()
    assert blocked(world, world.delegates[0]) == ids(*world.slots[:2]), "people know the old time"
    release(world)
    assert blocked(world, world.delegates[0]) == []


def test_a_room_holds_no_meetings_during_a_session_and_one_for_sessions_none_at_all(world):
    hall = world.places[0]
    hall.seats = 50
    hall.save()
    room = make_room(world.event)
    released(world, start=(9, 0), minutes=20, place=hall)
    problem = build_problem(world.event)
    assert part(problem, "places", hall)["unavailable"] == ids(world.slots[0])
    assert str(room.pk) not in {place["id"] for place in problem["places"]}


def test_a_meeting_in_the_time_of_a_session_is_left_out_with_the_reason(world, as_organiser):
    plan = make_draft(world, {world.requests[0]: (0, 0), world.requests[1]: (3, 1)})
    register(released(world), world.delegates[0])
    changes = differences(plan)
    assert [(meeting.request, why) for meeting, why in changes.stale] == [
        (world.requests[0], Stale.SESSION)
    ]
    as_organiser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    address = reverse("console:plan", kwargs=world.event.url_kwargs | {"number": plan.number})
    page = as_organiser.get(address).content.decode()
    assert "a delegate is in a session of the programme then" in page
    release_plan(plan=plan, actor=None)
    assert [meeting.request for meeting in plan.meetings.all()] == [world.requests[1]]
    page = as_organiser.get(f"{address}?tab=unplaced").content.decode()
    assert "A delegate is in a session of the programme then." in page


def test_a_meeting_where_a_session_takes_the_room_is_left_out(world):
    hall = world.places[0]
    hall.seats = 50
    hall.save()
    plan = make_draft(world, {world.requests[0]: (0, 0)})
    released(world, place=hall)
    assert [why for _meeting, why in differences(plan).stale] == [Stale.PLACE_CLOSED]


def kinds(delegate: Delegate) -> list[str]:
    return [item.kind for day in agenda_of(delegate).days for item in day.items]


def test_sessions_stand_in_the_agenda_and_take_the_place_of_free_slots(world, as_participant):
    make_plan(world, 1, (world.requests[0], world.slots[3], world.places[0]))
    register(released(world), world.delegates[0])
    assert kinds(world.delegates[0]) == ["session", "free", "meeting"]
    assert kinds(world.delegates[1]) == ["free"] * 4
    page = as_participant.get(reverse("portal:agenda", kwargs=world.event.url_kwargs))
    text = page.content.decode()
    assert "Wings of tomorrow" in text
    assert "until 9:45" in text


def test_sessions_are_there_before_any_plan_and_at_the_desk(world, as_participant):
    speaker = make_speaker(world.event, "P0 Acme", delegate=world.delegates[0])
    released(world, speakers=(speaker,))
    text = as_participant.get(
        reverse("portal:agenda", kwargs=world.event.url_kwargs)
    ).content.decode()
    assert "Not released yet" in text
    assert "you speak" in text
    staff = Client()
    staff.force_login(world.staff_user)
    staff.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    kwargs = world.event.url_kwargs | {"pk": world.delegates[0].pk}
    text = staff.get(reverse("desk:delegate", kwargs=kwargs)).content.decode()
    assert "Wings of tomorrow" in text
    assert "Auditorium" in text


def test_the_calendar_has_sessions_with_their_revision(world):
    delegate = world.delegates[0]
    session = released(world)
    register(session, delegate)
    address = open_feed(delegate=delegate, actor=None)

    def entry():
        calendar = icalendar.Calendar.from_ical(Client().get(address).content)
        (found,) = calendar.walk("VEVENT")
        return found

    first = entry()
    assert first["SUMMARY"] == "Wings of tomorrow (fr) · Aero Days"
    assert first.start == dt.datetime(2027, 3, 9, 9, tzinfo=world.event.zone)
    assert first["SEQUENCE"] == 0
    shift(session)
    release(world)
    second = entry()
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] == 1
    assert second.start - first.start == dt.timedelta(hours=1)
    assert second["LAST-MODIFIED"].dt <= timezone.now()


def drop(world, session):
    """The session is taken out of the programme, and that released."""
    session.dropped = True
    session.save()
    release(world)


def test_a_session_that_is_left_is_cancelled_in_calendars_and_counts_on(world, as_participant):
    delegate = world.delegates[0]
    session = released(world)
    address = open_feed(delegate=delegate, actor=None)
    page = reverse("portal:session", kwargs=world.event.url_kwargs | {"pk": session.pk})
    leave = reverse("portal:session_leave", kwargs=world.event.url_kwargs | {"pk": session.pk})

    def entry():
        (found,) = icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")
        return found

    as_participant.post(page, {"seen": ""})
    first = entry()
    assert (first["STATUS"], first["SEQUENCE"]) == ("CONFIRMED", 0)
    as_participant.post(leave)
    second = entry()
    assert (second["STATUS"], second["SEQUENCE"]) == ("CANCELLED", 1)
    assert (second["UID"], second.start) == (first["UID"], first.start)
    # What becomes of it afterwards is none of theirs.
    shift(session)
    release(world)
    assert entry() == second
    as_participant.post(page, {"seen": ""})
    third = entry()
    assert (third["STATUS"], third["SEQUENCE"]) == ("CONFIRMED", 3)
    assert third.start == first.start + dt.timedelta(hours=1)
    # The programme no longer has it: who was registered has it crossed out for a month.
    drop(world, session)
    fourth = entry()
    assert (fourth["STATUS"], fourth["SEQUENCE"]) == ("CANCELLED", 5)
    assert fourth["URL"].endswith("/aero-days/programme/")
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert not icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")


def test_who_no_longer_speaks_has_it_cancelled(world):
    delegate = world.delegates[0]
    speaker = Speaker.objects.create(event=world.event, delegate=delegate)
    session = released(world)
    session.speakers.set([speaker])
    release(world)
    address = open_feed(delegate=delegate, actor=None)

    def entry():
        (found,) = icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")
        return found["STATUS"], found["SEQUENCE"]

    assert entry() == ("CONFIRMED", 1)
    session.speakers.clear()
    release(world)
    assert entry() == ("CANCELLED", 2)
    session.speakers.set([speaker])
    release(world)
    assert entry() == ("CONFIRMED", 3)


def test_who_only_waited_hears_nothing(world):
    session = released(world)
    register(session, world.delegates[0], "waiting")
    drop(world, session)
    address = open_feed(delegate=world.delegates[0], actor=None)
    assert not icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")


def test_a_meeting_fixed_in_the_time_of_a_session_is_refused_with_the_reason(world, as_organiser):
    acme_brio = world.requests[0]
    plan = make_draft(world, {acme_brio: (0, 0)})
    lock_meeting(plan=plan, request=acme_brio, locked=True, actor=None)
    register(released(world, start=(9, 0), minutes=20), world.delegates[2])
    # Where it would be fixed by hand, nor does a run begin that would have to hold it there.
    people = [world.delegates[0], world.delegates[2]]
    with pytest.raises(EditError, match=r"P0 Brio is in a session of the programme\."):
        hold_meeting(plan=plan, request=acme_brio, slot=world.slots[0], people=people, actor=None)
    why = "a delegate is in a session of the programme then"
    with pytest.raises(RunRefusedError, match=rf"Acme → Brio is locked at .*: {why}\."):
        start_run(event=world.event, actor=None)
    as_organiser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = as_organiser.get(reverse("console:planning", kwargs=world.event.url_kwargs))
    assert f"09:00: {why}" in page.content.decode()


def test_a_meeting_is_not_moved_into_a_session_and_the_reason_is_said(world, as_organiser):
    plan = make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    meeting = plan.meetings.get()
    wish = ChangeWish.objects.create(
        delegate=world.delegates[0],
        request=world.requests[0],
        kind=ChangeWish.Kind.MOVE,
        slot=world.slots[2],
    )
    register(released(world, start=(10, 0), minutes=20), world.delegates[2])
    assert world.slots[2] not in openings(meeting, timezone.now())
    assert world.slots[1] in openings(meeting, timezone.now())
    as_organiser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    grant = reverse("console:wish_grant", kwargs=world.event.url_kwargs | {"pk": wish.pk})
    page = as_organiser.post(grant, follow=True).content.decode()
    assert "Somebody who attends is in a session of the programme then." in page
    assert meeting.slot == world.slots[0]
