"""A delegate becomes somebody else: what the former one kept for themself is not theirs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.objects import feed_of
from vimeet.directory.models import Favourite, Note, SavedSearch
from vimeet.meetings.models import CalendarFeed, MeetingNote, MeetingReport

KEPT = (MeetingNote, Favourite, Note, SavedSearch, CalendarFeed)


@pytest.fixture
def secret(world: World) -> str:
    """Something of each kind that the first delegate keeps; the secret of their calendar."""
    delegate, other = world.delegates[0], world.delegations[1]
    MeetingNote.objects.create(delegate=delegate, request=world.requests[0], text="Hm")
    MeetingReport.objects.create(delegate=delegate, request=world.requests[0], rating=4)
    Favourite.objects.create(delegate=delegate, delegation=other)
    Note.objects.create(delegate=delegate, delegation=other, text="Too dear")
    SavedSearch.objects.create(delegate=delegate, name="Wings", query="q=wings")
    # A colleague's stays.
    Note.objects.create(delegate=world.delegates[1], delegation=other, text="Mine")
    return feed_of(world)


def change(world: World, client: Client, **values: str) -> None:
    delegate = world.delegates[0]
    address = reverse("console:delegate", kwargs=world.event.url_kwargs | {"pk": delegate.pk})
    data = {
        "first_name": delegate.first_name,
        "last_name": delegate.last_name,
        "email": delegate.email,
        "phone": "",
        "job_title": "",
        "language": "fr",
    }
    assert client.post(address, data | values).status_code == 302
    delegate.refresh_from_db()


def test_another_person_finds_nothing_of_the_former(world, secret, as_organiser: Client):
    delegate = world.delegates[0]
    former = delegate.user
    feed = reverse("calendar:feed", kwargs={"token": secret})
    assert Client().get(feed).status_code == 200

    change(world, as_organiser, email="next@alpha.example")

    assert delegate.user != former
    for model in KEPT:
        assert not model.objects.filter(delegate=delegate).exists(), model._meta.label
    assert Client().get(feed).status_code == 404
    assert Note.objects.get().text == "Mine"
    assert MeetingReport.objects.get().rating == 4, "what the organiser was told stays"


def test_the_same_person_keeps_everything(world, secret, as_organiser: Client):
    change(world, as_organiser, job_title="Buyer")
    for model in KEPT:
        assert model.objects.filter(delegate=world.delegates[0]).exists(), model._meta.label
