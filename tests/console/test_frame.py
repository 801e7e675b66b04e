"""Places and participant types in the console."""

from __future__ import annotations

from django.test import Client

from tests.factories import World, make_delegation
from vimeet.audit.models import Entry
from vimeet.events.models import Place
from vimeet.meetings.models import Plan
from vimeet.registration.models import Delegation

PLACE = {"name": "Salon Blériot", "kind": "room", "capacity": "1", "owner": "", "closed_slots": []}


def stand_of(delegation: Delegation) -> Place | None:
    delegation.refresh_from_db()
    return delegation.stand


def test_a_place_is_added_with_its_closed_slots_and_its_owner(world, as_organiser, url):
    brio = world.delegations[1]
    closed = [world.slots[0].pk, world.slots[2].pk]
    as_organiser.post(url("place_add"), PLACE | {"owner": brio.name, "closed_slots": closed})
    place = world.event.places.get(name="Salon Blériot")
    assert {slot.pk for slot in place.closed_slots.all()} == set(closed)
    assert stand_of(brio) == place
    assert set(Entry.objects.values_list("action", flat=True)) == {
        "place.added",
        "delegation.changed",
    }


def test_a_stand_changes_hands(world: World, as_organiser: Client, url):
    acme, brio = world.delegations[:2]
    stand = world.places[1]
    data = {"name": stand.name, "kind": "stand", "capacity": "1", "owner": brio.name}
    assert as_organiser.post(url("place", pk=stand.pk), data).status_code == 302
    assert (stand_of(acme), stand_of(brio)) == (None, stand)


def test_saving_a_place_unchanged_leaves_no_trace(world: World, as_organiser: Client, url):
    hall = world.places[0]
    data = {"name": hall.name, "kind": hall.kind, "capacity": hall.capacity, "owner": ""}
    as_organiser.post(url("place", pk=hall.pk), data)
    assert not Entry.objects.exists()


def test_a_place_without_room_or_with_a_taken_name_is_refused(world, as_organiser, url):
    page = as_organiser.post(url("place_add"), PLACE | {"capacity": "0"})
    assert page.context["form"].errors["capacity"]
    page = as_organiser.post(url("place_add"), PLACE | {"name": "hall"})
    assert page.context["form"].errors["name"]
    make_delegation(world.rival.event, world.rival.types[0], "Elsewhere")
    page = as_organiser.post(url("place_add"), PLACE | {"owner": "Elsewhere"})
    assert page.context["form"].errors["owner"]
    slot = world.rival.slots[0]
    page = as_organiser.post(url("place_add"), PLACE | {"closed_slots": [slot.pk]})
    assert page.context["form"].errors["closed_slots"]


def test_a_place_with_meetings_in_a_plan_stays(world, as_organiser, url, released: Plan):
    hall = world.places[0]
    page = as_organiser.post(url("place_delete", pk=hall.pk), follow=True)
    assert "v1" in page.content.decode()
    assert world.event.places.filter(pk=hall.pk).exists()
    Plan.objects.filter(pk=released.pk).update(state=Plan.State.DISCARDED)
    as_organiser.post(url("place_delete", pk=hall.pk))
    assert not world.event.places.filter(pk=hall.pk).exists()


def test_the_list_of_places_takes_a_constant_number_of_queries(
    world, as_organiser, url, django_assert_num_queries
):
    world.places[0].delete()
    for _round in range(2):
        with django_assert_num_queries(8):
            as_organiser.get(url("places"))
        for name in ("A", "B"):
            Place.objects.get_or_create(event=world.event, name=name)


def test_the_table_says_exactly_who_may_ask_whom(world: World, as_organiser: Client, url):
    buyer, supplier = world.types
    ask = [f"{buyer.pk}-{supplier.pk}", f"{buyer.pk}-{buyer.pk}"]
    as_organiser.post(url("types"), {"ask": ask})
    assert set(buyer.may_ask.all()) == {buyer, supplier}
    assert not supplier.may_ask.exists()
    entry = Entry.objects.get(action="types.may_ask_changed")
    assert entry.changes["may_ask"] == [
        ["Buyer → Supplier", "Supplier → Buyer"],
        ["Buyer → Buyer", "Buyer → Supplier"],
    ]
    as_organiser.post(url("types"), {"ask": ask})
    assert Entry.objects.filter(action="types.may_ask_changed").count() == 1


def test_another_organisers_type_in_the_table_is_refused(world, as_organiser, url):
    buyer, foreign = world.types[0], world.rival.types[0]
    as_organiser.post(url("types"), {"ask": [f"{buyer.pk}-{foreign.pk}"]})
    as_organiser.post(url("types"), {"ask": ["nonsense"]})
    assert list(buyer.may_ask.all()) == [world.types[1]]


def test_types_are_added_renamed_and_deleted_while_nobody_is_of_them(world, as_organiser, url):
    as_organiser.post(url("type_add"), {"name_en": "Investor", "name_fr": "Investisseur"})
    investor = world.event.participant_types.get(name_en="Investor")
    page = as_organiser.post(url("type_add"), {"name_en": "investor", "name_fr": "Autre"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["name_en"]
    as_organiser.post(url("type", pk=investor.pk), {"name_en": "Fund", "name_fr": "Fonds"})
    as_organiser.post(url("type_delete", pk=investor.pk))
    as_organiser.post(url("type_delete", pk=world.types[0].pk))
    assert set(world.event.participant_types.all()) == set(world.types)


def test_the_types_take_a_constant_number_of_queries(
    world, as_organiser, url, django_assert_num_queries
):
    for _round in range(2):
        with django_assert_num_queries(7):
            as_organiser.get(url("types"))
        world.event.participant_types.get_or_create(name_en="Investor", name_fr="Investisseur")
