"""Slots in the console: preview, apply, single ones, and what a plan holds fast."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from tests.factories import World
from vimeet.audit.models import Entry
from vimeet.meetings.models import Plan

PATTERN = {
    "days": ["2027-03-09"],
    "start": "09:00",
    "end": "10:35",
    "length": "20",
    "pause": "5",
    "lunch_from": "",
    "lunch_to": "",
}


def times(world: World) -> list[str]:
    zone = world.event.zone
    return [f"{slot.starts_at.astimezone(zone):%H:%M}" for slot in world.event.slots.all()]


def test_a_preview_shows_what_would_change_and_changes_nothing(world, as_organiser: Client, url):
    page = as_organiser.post(url("slots"), PATTERN | {"start": "09:25", "end": "10:40"})
    text = page.content.decode()
    assert page.status_code == 200
    change = page.context["change"]
    assert (len(change.kept), len(change.added), len(change.removed)) == (3, 0, 1)
    assert 'class="slot removed"' in text
    assert times(world) == ["09:00", "09:25", "09:50", "10:15"]


def test_applying_keeps_the_slots_that_coincide(world, as_organiser: Client, url):
    kept = world.slots[1].pk
    as_organiser.post(url("slots"), PATTERN | {"start": "09:25", "end": "10:40", "apply": "1"})
    assert times(world) == ["09:25", "09:50", "10:15"]
    assert world.event.slots.first().pk == kept
    entry = Entry.objects.get(action="slots.generated")
    assert entry.actor == world.organiser_user
    assert len(entry.changes["removed"][0]) == 1


def test_applying_twice_changes_nothing_the_second_time(world, as_organiser: Client, url):
    for _press in range(2):
        as_organiser.post(url("slots"), PATTERN | {"length": "15", "apply": "1"})
    assert times(world) == ["09:00", "09:20", "09:40", "10:00", "10:20"]
    assert Entry.objects.filter(action="slots.generated").count() == 1


def test_a_slot_with_released_meetings_stays(world, as_organiser: Client, url, released: Plan):
    page = as_organiser.post(url("slots"), PATTERN | {"start": "09:25", "apply": "1"})
    assert page.status_code == 422
    assert "v1" in page.content.decode()
    assert "09:00" in times(world)

    slot = world.slots[0]
    page = as_organiser.post(url("slot_delete", pk=slot.pk), follow=True)
    assert "v1" in page.content.decode()
    page = as_organiser.post(
        url("slot", pk=slot.pk), {"day": "2027-03-09", "start": "08:00", "end": "08:20"}
    )
    assert page.status_code == 422
    slot.refresh_from_db()
    assert f"{slot.starts_at.astimezone(world.event.zone):%H:%M}" == "09:00"


def test_a_discarded_draft_holds_nothing_fast(world, as_organiser: Client, url, released: Plan):
    Plan.objects.filter(pk=released.pk).update(state=Plan.State.DISCARDED)
    as_organiser.post(url("slot_delete", pk=world.slots[0].pk))
    assert times(world) == ["09:25", "09:50", "10:15"]


def test_single_slots_are_added_in_local_time_and_never_overlap(world, as_organiser, url):
    add = {"day": "2027-03-09", "start": "14:00", "end": "14:30"}
    as_organiser.post(url("slot_add"), add)
    assert times(world)[-1] == "14:00"
    assert world.event.slots.last().starts_at == dt.datetime(2027, 3, 9, 13, tzinfo=dt.UTC)
    page = as_organiser.post(url("slot_add"), add | {"start": "14:29", "end": "15:00"})
    assert page.status_code == 422
    assert "14:00–14:30" in page.content.decode()
    page = as_organiser.post(url("slot_add"), add | {"start": "14:30", "end": "14:30"})
    assert page.status_code == 422
    page = as_organiser.post(url("slot_add"), add | {"day": "2027-03-20"})
    assert page.status_code == 422
    assert len(times(world)) == 5


def test_a_slot_is_moved_and_deleted(world, as_organiser: Client, url):
    slot = world.slots[3]
    as_organiser.post(
        url("slot", pk=slot.pk), {"day": "2027-03-09", "start": "10:20", "end": "10:45"}
    )
    assert times(world)[-1] == "10:20"
    as_organiser.post(url("slot_delete", pk=slot.pk))
    assert times(world) == ["09:00", "09:25", "09:50"]
    assert set(Entry.objects.values_list("action", flat=True)) == {"slot.moved", "slot.deleted"}


def test_half_a_lunch_and_hours_backwards_are_refused(world, as_organiser: Client, url):
    page = as_organiser.post(url("slots"), PATTERN | {"lunch_from": "12:00"})
    assert page.status_code == 422
    assert page.context["form"].errors["lunch_to"]
    page = as_organiser.post(url("slots"), PATTERN | {"end": "08:00"})
    assert page.context["form"].errors["end"]
    page = as_organiser.post(url("slots"), PATTERN | {"days": ["2027-03-10"]})
    assert page.context["form"].errors["days"]
