"""What is read where one meeting of many is looked at or changed: its own rows, not everybody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import World, make_delegation
from tests.plans import make_plan
from vimeet.events.models import Place
from vimeet.meetings.models import AgendaRules, Meeting, Plan, Request, Unavailability

Loaded = Callable[[], AbstractContextManager[Counter[str]]]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """``with loaded() as counts``: how many rows became objects, by model."""

    @contextmanager
    def count():
        counts: Counter[str] = Counter()
        with monkeypatch.context() as patch:
            for model in (Meeting, Place, Unavailability):
                patch.setattr(model, "from_db", _counting(model, counts))
            yield counts

    return count


def _counting(model: Any, counts: Counter[str]) -> Any:
    original = model.from_db

    def from_db(cls: Any, *args: Any, **kwargs: Any) -> Any:
        counts[model.__name__] += 1
        return original(*args, **kwargs)

    return classmethod(from_db)


def crowd(world: World, companies: int) -> None:
    """A release with Acme's and Brio's meeting and one of each two ``companies`` beside it."""
    hall = world.places[0]
    hall.capacity = 100
    hall.save()
    held = [(world.requests[0], world.slots[0], hall)]
    for number in range(companies):
        sides = [
            make_delegation(world.event, kind, f"{kind.name_en}{number}") for kind in world.types
        ]
        for side in sides:
            stand = Place.objects.create(
                event=world.event, name=f"Stand of {side.name}", kind=Place.Kind.STAND
            )
            side.stand = stand
            side.save()
            Unavailability.objects.create(
                delegate=side.delegates.get(),
                starts_at=world.slots[3].starts_at,
                ends_at=world.slots[3].ends_at,
            )
        request = Request.objects.create(
            event=world.event, asker=sides[0], asked=sides[1], state=Request.State.ACCEPTED
        )
        held.append((request, world.slots[1], hall))
    make_plan(world, 1, *held)


@pytest.mark.parametrize("companies", [1, 12])
def test_the_page_of_a_meeting_reads_its_own_people_and_places(
    world: World, as_participant: Client, loaded: Loaded, companies: int
):
    crowd(world, companies)
    address = reverse(
        "portal:meeting", kwargs=world.event.url_kwargs | {"pk": world.requests[0].pk}
    )
    with loaded() as counts:
        page = as_participant.get(address)
    assert page.context["move_form"].fields["slot"].choices
    assert counts["Unavailability"] == 0
    # The hall and Acme's stand; the meeting's own place once more.
    assert counts["Place"] <= 4
    assert counts["Meeting"] <= 2


@pytest.mark.parametrize("companies", [1, 12])
def test_one_meeting_moved_reads_what_changes(
    world: World, as_participant: Client, loaded: Loaded, companies: int
):
    AgendaRules.objects.create(event=world.event, moves="freely")
    crowd(world, companies)
    address = reverse(
        "portal:meeting_move", kwargs=world.event.url_kwargs | {"pk": world.requests[0].pk}
    )
    with loaded() as counts:
        as_participant.post(address, {"move-slot": world.slots[2].pk})
    current = Plan.objects.get(number=2)
    assert current.meetings.get(request=world.requests[0]).slot == world.slots[2]
    assert current.meetings.count() == companies + 1
    assert counts["Meeting"] <= 8
    assert counts["Unavailability"] == 0
