"""Filters: their counts under all other filters, and ways out of an empty result."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from tests.directory.conftest import DIRECTORY, Found
from tests.factories import World, make_delegation, make_registration
from tests.registration.forms import publish
from vimeet.directory.services.indexing import refresh_stale
from vimeet.meetings.models import NeverWith, Pair
from vimeet.registration.models import Term
from vimeet.registration.questions.definition import Choice, Question

SECTOR = Question(
    "sector",
    "choices",
    "Sector",
    "Secteur",
    seen_by="participants",
    choices=(Choice("space", "Space", "Spatial"), Choice("naval", "Naval", "Naval")),
)


@pytest.fixture
def counts(as_participant: Client):
    """The counts beside a search, by the filter's name: what one reads on the page."""

    def read(query: str = "") -> dict[str, dict[str, int]]:
        refresh_stale()
        context = as_participant.get(f"{DIRECTORY}?{query}").context
        return {
            facet.label: {option.label: option.count for option in facet.options}
            for facet in context["facets"]
        }

    return read


def test_counts_of_everybody(fair, counts):
    assert counts()["Country"] == {"France": 4, "Germany": 1}
    # A filter of one choice is none.
    assert "They offer" not in counts()
    assert counts()["Participant type"] == {"Buyer": 1, "Supplier": 4}


def test_a_choice_narrows_the_others_but_not_its_own(world: World, fair, counts, found: Found):
    supplier = world.types[1].pk
    seen = counts(f"type={supplier}&country=DE")
    assert found(f"type={supplier}&country=DE") == ["Wingtech"]
    # Of the type: those in Germany; of the country: the suppliers.
    assert seen["Participant type"] == {"Supplier": 1}
    assert seen["Country"] == {"France": 3, "Germany": 1}


def test_each_count_is_what_one_gets(world: World, fair, counts, as_participant: Client):
    """The promise of a number beside a box, for every box of several searches."""
    buyer, supplier = (kind.pk for kind in world.types)
    for query in ("", "q=machining", f"type={supplier}", f"type={buyer}&country=FR", "can=ask"):
        context = as_participant.get(f"{DIRECTORY}?{query}").context
        for facet in context["facets"]:
            rest = "&".join(p for p in query.split("&") if not p.startswith(f"{facet.key}="))
            for option in facet.options:
                got = as_participant.get(f"{DIRECTORY}?{rest}&{facet.key}={option.value}")
                assert got.context["found"].total == option.count, (query, facet.key, option)


def test_two_choices_of_one_filter_widen(fair, found: Found):
    assert set(found("country=DE&country=FR")) == set(found())
    assert found("country=DE&country=IT") == ["Wingtech"]


def test_a_branch_finds_what_stands_under_it(fair, found: Found, counts):
    metal, castings, sheets = Term.objects.order_by("pk").values_list("pk", flat=True)
    assert found(f"offer={metal}") == ["Titan Œuvres", "Wingtech"]
    # What stands under it is offered once the branch is chosen.
    assert counts(f"offer={metal}")["They offer"] == {"Metal": 2, "Castings": 1, "Sheets": 1}
    assert found(f"offer={metal}&offer={castings}") == ["Titan Œuvres"]
    assert found(f"offer={castings}&offer={sheets}") == ["Titan Œuvres", "Wingtech"]
    assert found(f"need={metal}") == []


def test_only_those_i_may_ask(fair, found: Found):
    assert "Dynamo" in found()
    assert "Dynamo" not in found("can=ask")
    assert "Brio" in found("can=ask")


@pytest.mark.parametrize("why", ["they said never", "i said never", "the organiser forbids it"])
def test_whom_i_may_not_ask_whoever_says_so_is_not_among_those(
    world: World, fair, counts, found: Found, why: str
):
    acme, brio = fair["Acme"], fair["Brio"]
    assert "Brio" in found("can=ask")
    before = counts("can=ask")["Country"]["France"]
    match why:
        case "they said never":
            NeverWith.objects.create(delegation=brio, other=acme)
        case "i said never":
            NeverWith.objects.create(delegation=acme, other=brio)
        case _:
            first, second = sorted((acme, brio), key=lambda one: one.pk)
            kind = Pair.Kind.FORBIDDEN
            Pair.objects.create(event=world.event, first=first, second=second, kind=kind)
    assert "Brio" in found()
    assert "Brio" not in found("can=ask")
    assert counts("can=ask")["Country"]["France"] == before - 1


def answer(world: World, question: Question, delegation, value, name: str = "Nova"):
    """A registration of the delegation that answered ``value``."""
    version = publish(delegation.participant_type, question)
    return make_registration(
        world.event,
        delegation.participant_type,
        name,
        state="confirmed",
        form_version=version,
        answers={question.key: value},
        delegation=delegation,
    )


def test_the_organisers_choice_fields_become_filters(world: World, fair, counts, found: Found):
    answer(world, SECTOR, fair["Brio"], ["space", "naval"])
    make_registration(
        world.event,
        world.types[1],
        "Other",
        state="confirmed",
        form_version=fair["Brio"].registration.form_version,
        answers={"sector": ["naval"]},
        delegation=fair["Cobalt"],
    )
    assert counts()["Sector"] == {"Space": 1, "Naval": 2}
    assert found("q-sector=space") == ["Brio"]
    assert found("q-sector=naval") == ["Brio", "Cobalt"]
    assert found("q=spatial") == ["Brio"]


def test_a_field_that_two_forms_share_has_the_choices_of_both(
    world: World, fair, counts, found: Found, as_participant: Client
):
    answer(world, SECTOR, fair["Dynamo"], ["space"])
    rail = replace(SECTOR, choices=(*SECTOR.choices, Choice("rail", "Rail", "Rail")))
    answer(world, rail, fair["Brio"], ["rail", "space"], "Other")
    assert counts()["Sector"] == {"Space": 2, "Rail": 1}
    assert found("q-sector=rail") == ["Brio"]
    page = as_participant.get(f"{DIRECTORY}?q-sector=rail").content.decode()
    assert "Sector: Rail" in page
    assert "Sector: rail" not in page


def test_nobody_found_offers_ways_out(fair, as_participant: Client, found: Found):
    assert found("q=machining&country=IT") == []
    page = as_participant.get(f"{DIRECTORY}?q=machining&country=IT").content.decode()
    assert "Nobody found for “machining”" in page
    assert 'href="/portal/alpha/aero-days/directory/?q=machining"' in page
    assert "without Country: Italy (2)" in page


def test_a_word_that_nobody_has_can_be_dropped(fair, as_participant: Client):
    page = as_participant.get(DIRECTORY, {"q": "machining zzyzx"}).content.decode()
    assert "without “zzyzx” (2)" in page


def test_nothing_helps_but_everybody(fair, as_participant: Client):
    page = as_participant.get(DIRECTORY, {"q": "zzyzx"}).content.decode()
    assert "Show everybody" in page


def test_a_filter_that_makes_no_sense_harms_nothing(fair, as_participant: Client):
    for query in ("type=x", "need=999999", "country=??", "q-none=1", "page=-1", "page=x", "a=b"):
        assert as_participant.get(f"{DIRECTORY}?{query}").status_code == 200


def test_the_address_says_it_all(world: World, fair, found: Found):
    """Sent to a colleague, the same address shows the same."""
    from tests.directory.conftest import client_of

    colleague = client_of(world.delegates[1])
    address = "q=machining&country=DE&sort=name"
    assert found(address) == found(address, colleague) == ["Wingtech"]


def test_a_new_type_counts_once_somebody_is_there(world: World, fair, counts):
    kind = world.event.participant_types.create(name_en="Investor", name_fr="Investisseur")
    assert "Investor" not in counts()["Participant type"]
    make_delegation(world.event, kind, "Fund")
    assert counts()["Participant type"]["Investor"] == 1
