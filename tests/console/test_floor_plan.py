"""The floor plan: the picture, the places marked on it, and who sees them where."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.factories import World
from tests.plans import make_plan
from tests.registration.pictures import PLACE, bomb_file, picture_file
from vimeet.audit.models import Entry
from vimeet.events.models import FloorPlan, Place, PlaceMark

DESK = "/desk/alpha/aero-days/"


@pytest.fixture(autouse=True)
def in_english(as_organiser: Client) -> None:
    as_organiser.cookies["django_language"] = "en"


@pytest.fixture
def plan(world: World, as_organiser: Client, url) -> FloorPlan:
    """A plan twice as wide as it is high."""
    as_organiser.post(url("floor_plan_change"), {"picture": picture_file((800, 400))})
    return FloorPlan.objects.get()


def mark(client: Client, url, place: Place, x: object, y: object):
    return client.post(url("place_mark", pk=place.pk), {"x": x, "y": y})


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def chosen_circle(text: str) -> tuple[str, ...] | None:
    found = re.search(
        r'class="floor-mark" cx="(\d+)" cy="(\d+)" r="\d+"><title>(.*?)</title>', text
    )
    return found and found.groups()


def test_the_picture_is_kept_smaller_and_without_metadata(world, as_organiser: Client, url):
    page = text_of(as_organiser, url("floor_plan"))
    assert "Add a picture of the floor" in page
    assert "plan-stage" not in page
    file = picture_file((3000, 1500), kind="PNG")
    answer = as_organiser.post(url("floor_plan_change"), {"picture": file})
    assert answer.url == url("floor_plan")
    plan = FloorPlan.objects.get()
    assert (plan.event, plan.width, plan.height) == (world.event, 2000, 1000)
    answer = as_organiser.get(url("floor_plan_picture", pk=plan.pk))
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"].startswith("private")
    assert PLACE.encode() not in answer.content
    kept = Image.open(io.BytesIO(answer.content))
    assert (kept.format, kept.size) == ("WEBP", (2000, 1000))
    assert not kept.getexif()
    assert Entry.objects.get().action == "floor_plan.changed"
    again = as_organiser.get(
        url("floor_plan_picture", pk=plan.pk), HTTP_IF_NONE_MATCH=answer["ETag"]
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (lambda: SimpleUploadedFile("a.png", b"<svg/>"), "can be read"),
        (lambda: picture_file(kind="GIF"), "can be read"),
        (bomb_file, "too many pixels"),
        (lambda: picture_file((40, 400)), "too small"),
    ],
)
def test_what_is_no_fit_picture_is_refused(as_organiser: Client, url, plan, file, reason):
    answer = as_organiser.post(url("floor_plan_change"), {"picture": file()})
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert FloorPlan.objects.get() == plan


def test_a_place_is_marked_moved_and_unmarked(world, as_organiser: Client, url, plan):
    hall, stand = world.places[:2]
    answer = mark(as_organiser, url, hall, "25", "50.5")
    assert answer.url == f"{url('floor_plan')}?place={hall.pk}"
    kept = PlaceMark.objects.get()
    assert (kept.place, kept.x, kept.y) == (hall, Decimal("0.25"), Decimal("0.505"))
    page = text_of(as_organiser, answer.url)
    # The drawing is 1000 wide and, as the picture, half as high.
    assert 'viewBox="0 0 1000 500"' in page
    assert chosen_circle(page) == ("250", "252", hall.name)
    assert 'name="x" value="25.00"' in page
    # Nothing chosen: the first place that has no mark yet.
    page = text_of(as_organiser, url("floor_plan"))
    assert chosen_circle(page) is None
    assert f"<title>{hall.name}</title>" in page

    mark(as_organiser, url, hall, "25", "50.50")
    mark(as_organiser, url, hall, "26", "50.5")
    mark(as_organiser, url, stand, "0", "100")
    entries = Entry.objects.filter(action="place.marked").order_by("pk")
    assert [entry.changes for entry in entries] == [
        {"x": [None, "0.2500"], "y": [None, "0.5050"]},
        {"x": ["0.2500", "0.2600"]},
        {"x": [None, "0.0000"], "y": [None, "1.0000"]},
    ]
    as_organiser.post(url("place_unmark", pk=hall.pk))
    assert PlaceMark.objects.get().place == stand
    assert Entry.objects.filter(action="place.unmarked", object_name=hall.name).exists()


@pytest.mark.parametrize(("x", "y"), [("-1", "5"), ("5", "100.01"), ("", "5"), ("NaN", "5")])
def test_a_position_off_the_plan_is_refused(world, as_organiser: Client, url, plan, x, y):
    answer = mark(as_organiser, url, world.places[0], x, y)
    assert answer.status_code == 422
    assert world.places[0].name in answer.content.decode()
    assert not PlaceMark.objects.exists()


def test_nothing_is_marked_without_a_plan(world, as_organiser: Client, url):
    answer = mark(as_organiser, url, world.places[0], 1, 1)
    assert answer.status_code == 422
    assert not PlaceMark.objects.exists()


def test_another_picture_keeps_the_marks_removing_it_does_not(
    world, as_organiser: Client, url, plan
):
    mark(as_organiser, url, world.places[0], 10, 10)
    as_organiser.post(url("floor_plan_change"), {"picture": picture_file((400, 400))})
    new = FloorPlan.objects.get()
    assert new.pk != plan.pk
    assert as_organiser.get(url("floor_plan_picture", pk=plan.pk)).status_code == 404
    page = text_of(as_organiser, f"{url('floor_plan')}?place={world.places[0].pk}")
    assert chosen_circle(page) == ("100", "100", world.places[0].name)
    as_organiser.post(url("floor_plan_remove"))
    assert not FloorPlan.objects.exists()
    assert not PlaceMark.objects.exists()
    assert Entry.objects.filter(action="floor_plan.removed").count() == 1
    as_organiser.post(url("floor_plan_remove"))
    assert Entry.objects.filter(action="floor_plan.removed").count() == 1


def test_the_page_asks_the_same_of_the_database_however_many_places(
    world, as_organiser: Client, url, plan
):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_organiser.get(url("floor_plan"))
        return len(captured)

    mark(as_organiser, url, world.places[0], 10, 10)
    before = cost()
    for place in Place.objects.of_event(world.event)[1:]:
        mark(as_organiser, url, place, 20, 20)
    assert cost() == before


def test_a_participant_sees_where_the_meeting_is(
    world, as_organiser: Client, as_participant: Client, url, plan
):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    meeting = f"/portal/alpha/aero-days/agenda/meetings/{world.requests[0].pk}/"
    assert 'floor-plan"' not in text_of(as_participant, meeting)
    mark(as_organiser, url, world.places[1], 75, 75)
    assert 'floor-plan"' not in text_of(as_participant, meeting)
    mark(as_organiser, url, world.places[0], 25, 50)
    page = text_of(as_participant, meeting)
    name = world.places[0].name
    assert chosen_circle(page) == ("250", "250", name)
    assert f'alt="Floor plan: {name} is 25 % from the left and 50 % from the top."' in page
    # The other places are not drawn: one looks for one's own.
    assert f"<title>{world.places[1].name}</title>" not in page
    picture = re.search(r'src="([^"]+\.webp)"', page)[1]
    answer = as_participant.get(picture)
    assert answer["Content-Type"] == "image/webp"
    # Not a page: the worker keeps no copy.
    assert "Offline-Owner" not in answer


def test_staff_find_each_marked_place(world, as_organiser: Client, url, plan):
    desk = Client()
    desk.force_login(world.staff_user)
    desk.cookies["django_language"] = "en"
    assert f"{DESK}plan/" in text_of(desk, DESK)
    mark(as_organiser, url, world.places[0], 25, 50)
    page = text_of(desk, f"{DESK}plan/?place={world.places[0].pk}")
    assert chosen_circle(page) == ("250", "250", world.places[0].name)
    assert desk.get(f"{DESK}plan/{plan.pk}.webp")["Content-Type"] == "image/webp"
    as_organiser.post(url("floor_plan_remove"))
    assert f"{DESK}plan/" not in text_of(desk, DESK)
    assert "No floor plan yet" in text_of(desk, f"{DESK}plan/")


def test_only_those_of_the_event_get_the_picture(world, plan):
    addresses = [
        f"/{door}/alpha/aero-days/{path}{plan.pk}.webp"
        for door, path in (("console", "places/plan/"), ("portal", "plan/"), ("desk", "plan/"))
    ]
    strangers = (world.rival.organiser_user, world.rival.staff_user, world.rival.delegates[0].user)
    for stranger in strangers:
        client = Client()
        client.force_login(stranger)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert [Client().get(address).status_code for address in addresses] == [302, 302, 302]
