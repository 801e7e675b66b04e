"""A place made smaller, closed for all or given to somebody else after the plan was made."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import World
from tests.meetings.plans import make_draft
from vimeet.events.models import Place
from vimeet.meetings.models import Meeting, Plan, Request, Run


def text(response: HttpResponse) -> str:
    """What the page says, its white space evened out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture(autouse=True)
def english(as_organiser: Client) -> None:
    as_organiser.cookies["django_language"] = "en"


def change_place(client: Client, url, place: Place, **values: object) -> None:
    data = {
        "name": place.name,
        "kind": place.kind,
        "capacity": place.capacity,
        "seats": "",
        "owner": "",
    }
    answer = client.post(url("place", pk=place.pk), data | values)
    assert answer.status_code == 302, answer.context["form"].errors


def release(client: Client, url, plan: Plan) -> list[Request]:
    """Release it; the requests that are held then."""
    client.post(url("plan_release", number=plan.number))
    return [meeting.request for meeting in plan.meetings.order_by("pk")]


@pytest.fixture
def crowded(world: World) -> Plan:
    """Cobalt and Acme (weight 3), and Dynamo and Brio (2), in the hall at the same time."""
    _acme_brio, cobalt_acme, dynamo_brio = world.requests[:3]
    return make_draft(world, {cobalt_acme: (0, 0), dynamo_brio: (0, 0)})


def test_where_a_place_became_too_small_the_lightest_goes(
    world: World, as_organiser: Client, url, crowded: Plan
):
    change_place(as_organiser, url, world.places[0], capacity=1)
    page = text(as_organiser.get(url("plan", number=crowded.number)))
    assert "1 meeting can't be held any more" in page.replace("&#x27;", "'")
    assert "the place no longer has room for all of its meetings then" in page
    assert re.search(r"Dynamo – Brio, Tue 9 March, 09:00: the place", page)
    assert release(as_organiser, url, crowded) == [world.requests[1]]
    left_out = text(as_organiser.get(url("plan", number=crowded.number) + "?tab=unplaced"))
    assert "The place no longer had room for all of its meetings in this slot." in left_out


def test_what_is_locked_there_stays_before_what_is_heavier(
    world: World, as_organiser: Client, url, crowded: Plan
):
    dynamo_brio = world.requests[2]
    as_organiser.post(url("plan_lock", number=crowded.number, pk=dynamo_brio.pk), {"locked": "1"})
    change_place(as_organiser, url, world.places[0], capacity=1)
    assert release(as_organiser, url, crowded) == [dynamo_brio]


def test_more_locked_meetings_than_a_place_holds_are_named_before_a_run(
    world: World, as_organiser: Client, url, crowded: Plan
):
    crowded.meetings.update(locked=True)
    change_place(as_organiser, url, world.places[0], capacity=1)
    form = as_organiser.get(url("planning")).context["form"]
    answer = as_organiser.post(
        url("planning"), {name: form[name].value() for name in form.fields}, follow=True
    )
    assert "The meeting Dynamo → Brio is locked at" in text(answer)
    assert "no longer has room" in text(answer)
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "values", [{"owner": "Cobalt"}, {"owner": ""}, {"capacity": 0, "seats": 20}]
)
def test_a_stand_that_is_no_longer_theirs_holds_no_meeting(
    world: World, as_organiser: Client, url, values: dict[str, object]
):
    acme_brio, cobalt_acme = world.requests[:2]
    plan = make_draft(world, {acme_brio: (0, 1), cobalt_acme: (1, 0)})
    change_place(as_organiser, url, world.places[1], owner="Acme")
    assert "can no longer meet" not in text(as_organiser.get(url("plan", number=plan.number)))
    change_place(as_organiser, url, world.places[1], **values)
    page = text(as_organiser.get(url("plan", number=plan.number)))
    assert "Acme – Brio, Tue 9 March, 09:00: these two can no longer meet at this place" in page
    # A run would be asked to hold it at a place that is none: it is named instead.
    plan.meetings.update(locked=True)
    form = as_organiser.get(url("planning")).context["form"]
    answer = as_organiser.post(
        url("planning"), {name: form[name].value() for name in form.fields}, follow=True
    )
    assert "The meeting Acme → Brio is locked at" in text(answer)
    assert release(as_organiser, url, plan) == [cobalt_acme]


def test_an_event_that_the_planner_would_refuse_is_still_edited_by_hand(
    world: World, as_organiser: Client, url
):
    request = world.requests[0]
    plan = make_draft(world, {request: (0, 0)})
    # More than the planner takes for a number.
    change_place(as_organiser, url, world.places[0], capacity=2_000_000_000)
    who = dict(zip(("asker", "asked"), _people(plan.meetings.get()), strict=True))
    press = who | {"slot": world.slots[2].pk, "place": ""}
    here = url("plan_meeting", number=plan.number, pk=request.pk)
    assert as_organiser.post(here, press).status_code == 302
    assert plan.meetings.get().slot == world.slots[2]
    page = text(as_organiser.get(url("plan", number=plan.number)))
    assert "Weight placed – not known" in page


def _people(meeting: Meeting) -> list[int]:
    sides = (meeting.request.asker, meeting.request.asked)
    return [meeting.attendees.get(delegation=side).pk for side in sides]
