"""The phases of an event: set in the console, obeyed by the participants' doors."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from tests.factories import World
from vimeet.audit.models import Entry
from vimeet.events.phases import (
    PHASE_FIELDS,
    Phase,
    agendas_are_out,
    changes_are_open,
    directory_is_open,
    is_open,
    requests_are_open,
    why_closed,
)

PARIS = ZoneInfo("Europe/Paris")
DATES = {
    "directory_opens_at": "2027-01-10T09:00",
    "requests_open_at": "2027-01-20T09:00",
    "requests_close_at": "2027-02-20T18:00",
    "agendas_out_at": "2027-02-27T09:00",
    "staff_only_from": "2027-03-08T12:00",
}


def at(day: int, month: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(2027, month, day, hour, tzinfo=PARIS)


def test_dates_are_those_of_the_events_clocks(world: World, as_organiser: Client, url):
    assert as_organiser.post(url("phases"), DATES)["Location"] == url("phases")
    world.event.refresh_from_db()
    # In January Paris is an hour ahead of UTC.
    assert world.event.requests_open_at == dt.datetime(2027, 1, 20, 8, tzinfo=dt.UTC)
    entry = Entry.objects.get(action="event.phases_changed")
    assert set(entry.changes) == set(PHASE_FIELDS)
    page = as_organiser.get(url("phases")).content.decode()
    assert 'value="2027-01-20T09:00"' in page


def test_phases_come_in_order(world: World, as_organiser: Client, url):
    wrong = DATES | {"requests_close_at": "2027-01-20T08:59"}
    page = as_organiser.post(url("phases"), wrong)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"requests_close_at"}
    page = as_organiser.post(url("phases"), DATES | {"requests_close_at": "2027-01-20T09:00"})
    assert page.status_code == 422
    # What is not set doesn't count; what follows does.
    page = as_organiser.post(url("phases"), {"directory_opens_at": DATES["agendas_out_at"]})
    assert page.status_code == 302
    world.event.refresh_from_db()
    assert world.event.requests_open_at is None


def test_without_dates_all_is_open_until_the_event_is_over(world: World):
    event = world.event
    assert all(is_open(event, phase, at(1, 1)) for phase in Phase)
    after = dt.datetime(2027, 3, 10, tzinfo=PARIS)
    assert is_open(event, Phase.REQUESTS, after - dt.timedelta(seconds=1))
    assert not is_open(event, Phase.REQUESTS, after)
    assert not is_open(event, Phase.CHANGES, after)
    assert is_open(event, Phase.AGENDAS, after)


@pytest.mark.parametrize(
    ("moment", "open_ones"),
    [
        (at(1, 1), {Phase.CHANGES}),
        (at(15, 1), {Phase.CHANGES, Phase.DIRECTORY}),
        (at(20, 1, hour=9), {Phase.CHANGES, Phase.DIRECTORY, Phase.REQUESTS}),
        (at(20, 2, hour=18), {Phase.CHANGES, Phase.DIRECTORY}),
        (at(27, 2), {Phase.CHANGES, Phase.DIRECTORY, Phase.AGENDAS}),
        (at(8, 3), {Phase.DIRECTORY, Phase.AGENDAS}),
    ],
)
def test_each_phase_in_its_time(world: World, as_organiser: Client, url, moment, open_ones):
    as_organiser.post(url("phases"), DATES)
    world.event.refresh_from_db()
    asked = {
        Phase.DIRECTORY: directory_is_open,
        Phase.REQUESTS: requests_are_open,
        Phase.AGENDAS: agendas_are_out,
        Phase.CHANGES: changes_are_open,
    }
    with time_machine.travel(moment, tick=False):
        assert {phase for phase, ask in asked.items() if ask(world.event)} == open_ones
        assert {phase for phase in Phase if not why_closed(world.event, phase)} == open_ones


def test_a_closed_phase_says_when(world: World, as_organiser: Client, url):
    as_organiser.post(url("phases"), DATES)
    world.event.refresh_from_db()
    with translation.override("en"):
        before = why_closed(world.event, Phase.REQUESTS, at(1, 1))
        after = why_closed(world.event, Phase.REQUESTS, at(1, 3))
    assert before == "Requests for meetings open on 20 January 2027, 09:00."
    assert after == "Requests for meetings closed on 20 February 2027, 18:00."


def test_who_reads_of_an_end_at_midnight_reads_the_last_minute(world: World):
    with translation.override("en"):
        after = why_closed(world.event, Phase.REQUESTS, at(11, 3))
    assert after == "Requests for meetings closed on 9 March 2027, 23:59."
