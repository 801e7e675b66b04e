"""The list of places: searched, by kind, sorted, in pages."""

from __future__ import annotations

import pytest

from vimeet.events.models import Place


@pytest.fixture
def hundred(world):
    """A hall, 60 tables and 40 stands, the first of them a company's; read in English."""
    world.organiser_user.language = "en"
    world.organiser_user.save()
    owner = world.delegations[0]
    world.event.places.all().delete()
    Place.objects.create(event=world.event, name="Hall", kind="room", capacity=30)
    for kind, number in (("tables", 60), ("stand", 40)):
        for i in range(number):
            Place.objects.create(event=world.event, name=f"{kind} {i:02}", kind=kind, capacity=1)
    owner.stand = Place.objects.get(name="stand 00")
    owner.save()
    return owner


def text(page) -> str:
    return " ".join(page.content.decode().split())


def names(page) -> list[str]:
    return [place.name for place in page.context["places"]]


def test_a_page_shows_fifty_and_says_what_all_hold(hundred, as_organiser, url):
    page = as_organiser.get(url("places"))
    assert len(names(page)) == 50
    assert "Together they hold 130 meetings at once." in text(page)
    assert "1 to 50 of 101" in text(page)
    last = as_organiser.get(url("places"), {"page": 3})
    assert len(names(last)) == 1


def test_it_is_searched_by_name_and_by_whose_stand_it_is(hundred, as_organiser, url):
    assert names(as_organiser.get(url("places"), {"q": "hall"})) == ["Hall"]
    found = as_organiser.get(url("places"), {"q": hundred.name})
    assert names(found) == ["stand 00"]
    nobody = as_organiser.get(url("places"), {"q": "nowhere"})
    assert "No place fits this search." in text(nobody)
    # The way back, and to one place more, stays.
    assert "Show all" in text(nobody)
    assert url("place_add") in nobody.content.decode()


def test_by_kind_and_sorted(hundred, as_organiser, url):
    assert names(as_organiser.get(url("places"), {"kind": "room"})) == ["Hall"]
    assert names(as_organiser.get(url("places"), {"sort": "-capacity"}))[0] == "Hall"
    assert names(as_organiser.get(url("places"), {"sort": "-name", "kind": "stand"}))[0] == (
        "stand 39"
    )


def test_without_a_place_it_says_how_to_begin(hundred, world, as_organiser, url):
    world.event.places.all().delete()
    assert "No place yet" in text(as_organiser.get(url("places")))
