"""Each process holds the directory in memory: what it holds is never old, nor what never came."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client

from tests.directory.conftest import DIRECTORY
from tests.directory.test_facets import SECTOR, answer
from tests.factories import World, make_delegation
from tests.registration.forms import publish
from vimeet.directory.models import Edition, Entry
from vimeet.directory.selectors import snapshots
from vimeet.directory.selectors.query import Search
from vimeet.directory.selectors.search import Searcher
from vimeet.directory.services.indexing import refresh_stale
from vimeet.registration.models import Term

pytestmark = pytest.mark.django_db(transaction=True)


def fits(world: World, query: str = "") -> list[str]:
    """The names of those who fit, in order."""
    names = {one.pk: one.name for one in world.event.delegations.all()}
    found = Searcher(world.delegates[0], Search.parse(query)).everybody()
    return [names.get(pk, "gone") for pk in found]


@pytest.fixture
def held(world: World) -> World:
    """A process that has searched already."""
    refresh_stale()
    assert "Brio" in fits(world)
    return world


def test_what_is_held_is_used_again(held: World, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        snapshots.snapshot_of(held.event.pk)
    assert Edition._meta.db_table in queries[0]["sql"]


def test_a_change_is_read_alone(held: World, django_assert_num_queries):
    brio = held.event.delegations.get(name="Brio")
    brio.name, brio.country = "Aaa Brio", "IT"
    brio.save()
    make_delegation(held.event, held.types[1], "Zulu")
    refresh_stale()
    before = snapshots._held[held.event.pk]
    rows = {row.entry: row for row in before.rows}
    after = snapshots.snapshot_of(held.event.pk)
    assert sum(rows.get(row.entry) is row for row in after.rows) == len(before) - 1
    assert fits(held)[0] == "Aaa Brio"
    assert fits(held)[-1] == "Zulu"
    assert fits(held, "country=IT") == ["Aaa Brio"]


def test_who_was_deleted_is_gone(held: World):
    held.event.delegations.get(name="Brio").delete()
    assert "gone" not in fits(held)
    assert "Brio" not in fits(held)


def test_what_another_process_changed_is_found(held: World):
    """As a web process sees what a worker made."""
    brio = held.event.delegations.get(name="Brio")
    version = Edition.objects.get(event=held.event).version
    Entry.objects.filter(delegation=brio).update(made=version + 1, name_key="zzz")
    Edition.objects.filter(event=held.event).update(version=version + 1)
    assert fits(held)[-1] == "Brio"


def facets(client: Client) -> dict[str, list[str]]:
    """What each filter and its choices are called, in order."""
    shown = client.get(DIRECTORY).context["facets"]
    return {facet.label: [option.label for option in facet.options] for facet in shown}


def test_what_a_filter_is_called_is_never_old(
    held: World, as_participant: Client, as_organiser: Client
):
    """Renamed, or put in another order, by the organiser: found so by the next search."""
    terms = [
        Term.objects.create(event=held.event, name_en=name, name_fr=name, position=place)
        for place, name in enumerate(("Milling", "Turning"))
    ]
    for delegation in held.delegations[1:3]:
        delegation.offered_terms.set(terms)
    refresh_stale()
    assert facets(as_participant)["They offer"] == ["Milling", "Turning"]
    console = "/console/alpha/aero-days/"
    as_organiser.post(f"{console}registration/terms/{terms[1].pk}/move/", {"by": "up"})
    assert facets(as_participant)["They offer"] == ["Turning", "Milling"]
    names = {"name_en": "Drilling", "name_fr": "Perçage"}
    as_organiser.post(f"{console}registration/terms/{terms[0].pk}/", names)
    assert facets(as_participant)["They offer"] == ["Turning", "Drilling"]
    supplier = held.types[1]
    supplier.name_en = "Maker"
    supplier.save()
    assert "Maker" in facets(as_participant)["Participant type"]
    answer(held, SECTOR, held.delegations[1], ["space", "naval"])
    refresh_stale()
    assert facets(as_participant)["Sector"] == ["Space", "Naval"]
    publish(supplier, replace(SECTOR, label_en="Field", label_fr="Domaine"))
    assert "Field" in facets(as_participant)


def test_what_a_transaction_took_back_is_not_held(held: World):
    def rename(name: str) -> None:
        brio = held.event.delegations.get(name="Brio")
        brio.name = name
        brio.save()
        refresh_stale()

    with transaction.atomic():
        rename("Aaa")
        assert fits(held)[0] == "Aaa"
        transaction.set_rollback(True)
    assert "Brio" in fits(held)
    rename("Zzz")
    assert fits(held)[-1] == "Zzz"


def test_typing_goes_on_with_few_queries(
    held: World, as_participant: Client, django_assert_max_num_queries
):
    as_script = {"HX-Request": "true"}
    as_participant.get(DIRECTORY, headers=as_script)
    with django_assert_max_num_queries(12):
        part = as_participant.get(DIRECTORY, {"q": "brio"}, headers=as_script)
    assert "Brio" in part.content.decode()
