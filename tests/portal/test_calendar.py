"""The agenda in calendar programs: the feed, read as they read it, and its page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from icalendar import Calendar, Event

from tests.factories import World
from tests.plans import make_plan
from vimeet.audit.models import Entry
from vimeet.events.models import Slot
from vimeet.meetings.models import CalendarFeed

PAGE = "/portal/alpha/aero-days/agenda/calendar/"


def open_feed(client: Client) -> str:
    """Press the button; the path of the address that the page shows."""
    text = client.post(f"{PAGE}open/", follow=True).content.decode()
    return re.search(rf'value="{settings.SITE_URL}(/calendar/[^"]+)"', text)[1]


def read(path: str, **headers: str) -> Calendar:
    """The feed as a program reads it, which is signed in nowhere."""
    response = Client(headers=headers).get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def entries(path: str) -> dict[str, Event]:
    """The feed's entries by the company in their title."""
    return {str(event["SUMMARY"]).partition(" · ")[0]: event for event in read(path).events}


def test_a_feed_holds_my_meetings_and_nobody_elses(world: World, as_participant: Client):
    brio = world.delegations[1]
    brio.needs_en = "titanium; castings, large"
    brio.save()
    hall, stand = world.places
    make_plan(
        world,
        1,
        (world.requests[0], world.slots[1], stand),
        # Dynamo meets Brio: none of mine.
        (world.requests[2], world.slots[2], hall),
    )
    calendar = read(open_feed(as_participant))
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["X-WR-CALNAME"] == "Aero Days"
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    (meeting,) = calendar.events
    assert meeting["SUMMARY"] == "Brio · Aero Days"
    assert meeting["LOCATION"] == "Stand Acme, Toulouse"
    assert "P0 Brio" in meeting["DESCRIPTION"]
    assert "titanium; castings, large" in meeting["DESCRIPTION"]
    assert meeting["STATUS"] == "CONFIRMED"
    assert meeting["SEQUENCE"] == 0
    # Calendars are shared: the contact's data stays in the portal.
    contact = brio.delegates.get()
    assert contact.email not in meeting["DESCRIPTION"]
    assert str(contact.phone) not in meeting["DESCRIPTION"]
    assert meeting["URL"].endswith(f"/agenda/meetings/{world.requests[0].pk}/")


@pytest.mark.parametrize(
    ("zone", "sunday"),
    [("Europe/Paris", dt.date(2027, 3, 28)), ("America/Montreal", dt.date(2027, 11, 7))],
)
def test_local_times_are_right_on_both_sides_of_a_change_of_clocks(
    world: World, as_participant: Client, zone: str, sunday: dt.date
):
    event = world.event
    event.time_zone = zone
    event.starts_on, event.ends_on = sunday - dt.timedelta(days=1), sunday + dt.timedelta(days=1)
    event.save()
    nine = dt.time(9)
    slots = [
        Slot.objects.create(
            event=event,
            starts_at=dt.datetime.combine(day, nine, event.zone),
            ends_at=dt.datetime.combine(day, dt.time(9, 20), event.zone),
        )
        for day in (event.starts_on, event.ends_on)
    ]
    hall = world.places[0]
    make_plan(world, 1, (world.requests[0], slots[0], hall), (world.requests[1], slots[1], hall))
    calendar = read(open_feed(as_participant))
    before, after = sorted((entry["DTSTART"] for entry in calendar.events), key=lambda s: s.dt)
    assert before.params["TZID"] == after.params["TZID"] == zone
    # A program that knows no zone by its name works by the rules in the file.
    (rules,) = calendar.timezones
    described = rules.to_tz()
    for start, day in ((before, event.starts_on), (after, event.ends_on)):
        assert start.dt.replace(tzinfo=None) == dt.datetime.combine(day, nine)
        by_rules = start.dt.replace(tzinfo=None).replace(tzinfo=described)
        assert by_rules.astimezone(dt.UTC) == dt.datetime.combine(day, nine, event.zone)
    assert before.dt.utcoffset() != after.dt.utcoffset()


def test_the_hour_that_clocks_repeat_is_told_apart(world: World, as_participant: Client):
    event = world.event
    event.starts_on = event.ends_on = dt.date(2027, 10, 31)
    event.save()
    hall = world.places[0]
    first = dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)
    slots = [
        Slot.objects.create(event=event, starts_at=start, ends_at=start + dt.timedelta(minutes=20))
        for start in (first, first + dt.timedelta(hours=1))
    ]
    make_plan(world, 1, (world.requests[0], slots[0], hall), (world.requests[1], slots[1], hall))
    starts = [entry.start.astimezone(dt.UTC) for entry in read(open_feed(as_participant)).events]
    assert sorted(starts) == [first, first + dt.timedelta(hours=1)]


def test_a_meeting_keeps_its_name_and_counts_its_changes(world: World, as_participant: Client):
    brio, cobalt = world.requests[:2]
    one, two, *_ = world.slots
    hall = world.places[0]
    path = open_feed(as_participant)
    with time_machine.travel(dt.datetime(2026, 1, 10, tzinfo=dt.UTC)):
        make_plan(world, 1, (brio, one, hall), (cobalt, two, hall))
    first = entries(path)
    make_plan(world, 2, (brio, world.slots[2], hall), (cobalt, two, hall))
    second = entries(path)
    assert second["Brio"]["UID"] == first["Brio"]["UID"]
    assert second["Brio"]["SEQUENCE"] == 1
    assert second["Brio"]["LAST-MODIFIED"].dt > first["Brio"]["LAST-MODIFIED"].dt
    assert second["Cobalt"] == first["Cobalt"]
    make_plan(world, 3, (cobalt, two, hall))
    third = entries(path)["Brio"]
    assert (third["STATUS"], third["SEQUENCE"]) == ("CANCELLED", 2)
    assert third["UID"] == first["Brio"]["UID"]
    make_plan(world, 4, (brio, one, hall), (cobalt, two, hall))
    fourth = entries(path)["Brio"]
    assert (fourth["STATUS"], fourth["SEQUENCE"]) == ("CONFIRMED", 3)


def test_what_was_cancelled_long_ago_is_gone(world: World, as_participant: Client):
    path = open_feed(as_participant)
    with time_machine.travel(dt.datetime(2027, 1, 10, tzinfo=dt.UTC)) as clock:
        make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
        make_plan(world, 2)
        assert entries(path)["Brio"]["STATUS"] == "CANCELLED"
        clock.shift(dt.timedelta(days=31))
        assert entries(path) == {}


def test_nothing_new_is_answered_without_the_file(world: World, as_participant: Client):
    path = open_feed(as_participant)
    with time_machine.travel(dt.datetime(2027, 1, 10, tzinfo=dt.UTC)) as clock:
        make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
        answer = Client().get(path)
        clock.shift(60)
        for header, value in (
            ("If-None-Match", answer["ETag"]),
            ("If-Modified-Since", answer["Last-Modified"]),
        ):
            again = Client(headers={header: value}).get(path)
            assert (again.status_code, again.content) == (304, b"")
        make_plan(world, 2, (world.requests[0], world.slots[1], world.places[0]))
        for header, value in (
            ("If-None-Match", answer["ETag"]),
            ("If-Modified-Since", answer["Last-Modified"]),
        ):
            assert Client(headers={header: value}).get(path).status_code == 200


def test_it_speaks_the_delegates_language(world: World, as_participant: Client):
    world.delegations[1].needs_en = "castings"
    world.delegations[1].save()
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    path = open_feed(as_participant)
    world.delegates[0].language = "en"
    world.delegates[0].save()
    assert "Looks for: castings" in entries(path)["Brio"]["DESCRIPTION"]


def test_a_new_address_replaces_the_old_one(world: World, as_participant: Client):
    old = open_feed(as_participant)
    new = open_feed(as_participant)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    # The secret itself is kept nowhere.
    secret = new.removeprefix("/calendar/").removesuffix(".ics")
    assert secret not in CalendarFeed.objects.get().token_hash
    assert secret not in as_participant.get(PAGE).content.decode()


def test_an_address_can_be_taken_back(world: World, as_participant: Client):
    path = open_feed(as_participant)
    assert "Take the address back" in as_participant.get(PAGE).content.decode()
    assert as_participant.post(f"{PAGE}close/").url == PAGE
    assert Client().get(path).status_code == 404
    assert "Get my address" in as_participant.get(PAGE).content.decode()
    actions = Entry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["feed.opened", "feed.closed"]


def test_a_closed_account_or_a_removed_delegate_ends_it(world: World, as_participant: Client):
    path = open_feed(as_participant)
    me = world.delegates[0]
    me.user.is_active = False
    me.user.save()
    assert Client().get(path).status_code == 404
    me.user.is_active = True
    me.user.save()
    assert Client().get(path).status_code == 200
    me.delete()
    assert Client().get(path).status_code == 404


def test_the_page_says_when_it_was_last_read(world: World, as_participant: Client):
    path = open_feed(as_participant)
    assert "not yet" in as_participant.get(PAGE).content.decode()
    Client().get(path)
    assert "not yet" not in as_participant.get(PAGE).content.decode()


def test_agendas_kept_back_are_kept_out_of_the_feed(world: World, as_participant: Client):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    path = open_feed(as_participant)
    world.event.agendas_out_at = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    world.event.save()
    assert entries(path) == {}
    meeting = f"/portal/alpha/aero-days/agenda/meetings/{world.requests[0].pk}/"
    for address in (meeting, f"{meeting}meeting.ics"):
        assert as_participant.get(address).status_code == 404
    text = as_participant.get("/portal/alpha/aero-days/agenda/").content.decode()
    assert "The agendas come out on" in text
    assert "Brio" not in text


def test_one_meeting_is_added_by_a_file(world: World, as_participant: Client):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    address = f"/portal/alpha/aero-days/agenda/meetings/{world.requests[0].pk}/meeting.ics"
    answer = as_participant.get(address)
    assert "attachment" in answer["Content-Disposition"]
    (single,) = Calendar.from_ical(answer.content).events
    # The same entry as in the feed, so that a program sees one meeting.
    assert single["UID"] == entries(open_feed(as_participant))["Brio"]["UID"]
    assert single.start == world.slots[0].starts_at


def test_to_reload_the_page_keeps_the_address_and_hides_it(world: World, as_participant: Client):
    assert as_participant.post(f"{PAGE}open/").url == PAGE
    shown = as_participant.get(PAGE)
    assert (
        "/calendar/"
        in re.search(r'id="feed-address"[^>]*value="([^"]+)"', shown.content.decode())[1]
    )
    assert shown["Cache-Control"] == "no-store"
    assert b"feed-address" not in as_participant.get(PAGE).content
    # Nor does the address of the button, once the page's language was changed there.
    made_at = CalendarFeed.objects.get().created_at
    assert as_participant.get(f"{PAGE}open/").url == PAGE
    assert CalendarFeed.objects.get().created_at == made_at


def test_a_new_address_is_shown_in_its_own_event_only(world: World, as_participant: Client):
    as_participant.post(f"{PAGE}open/")
    world.rival.delegates[0].user = world.delegates[0].user
    world.rival.delegates[0].save()
    elsewhere = as_participant.get("/portal/rival/aero-days/agenda/calendar/")
    assert b"feed-address" not in elsewhere.content
