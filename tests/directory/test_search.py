"""Searching by words: whatever the accents, the endings and the slips of the finger."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from tests.directory.conftest import DIRECTORY, Found
from tests.factories import World, make_delegation
from vimeet.directory.models import Entry, Word
from vimeet.directory.services.indexing import add_missing, rebuild, refresh_stale
from vimeet.directory.tasks import rebuild_directories
from vimeet.registration.models import Delegation
from vimeet.registration.services import remove_delegate


@pytest.mark.parametrize(
    "text",
    [
        "precision",
        "PRÉCISION",
        "usinages",
        "machin",
        "titan oeuvres",
        "Œuvres",
        "saint etienne",
        "gaelle lafforgue",
        "sales",
        "fonderie",
        "metal castings",
    ],
)
def test_words_are_found_however_they_are_written(fair, found: Found, text: str):
    assert "Titan Œuvres" in found(f"q={text}")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("precisoin", "precision"),
        ("usinnage", "usinage"),
        ("laforgue", "lafforgue"),
        ("gealle", "gaelle"),
        ("ouevres", "oeuvres"),
        # While it is being typed.
        ("titnaiu", "titanium"),
    ],
)
def test_a_misspelt_word_finds_what_was_meant_and_says_so(
    fair, found: Found, as_participant: Client, typed: str, meant: str
):
    assert "Titan Œuvres" in found(f"q={typed}")
    page = as_participant.get(DIRECTORY, {"q": typed}).content.decode()
    assert f"Nobody has “{typed}”. Did you mean" in page
    assert f'?q={meant}">{meant}</a>' in page


def test_all_words_must_be_there(fair, found: Found):
    assert set(found("q=machining+castings")) == {"Wingtech", "Titan Œuvres"}
    assert found("q=machining+large") == ["Wingtech"]


def test_a_short_or_odd_text_harms_nothing(fair, found: Found):
    for text in ("x", "%", "'", '"', "a*b", "NOT", "AND OR", "(", ":*", "\\", "%00", "*", "é"):
        found(f"q={text}")
    assert found("q=" + "machining " * 30)


def test_the_name_that_begins_with_it_comes_first(world: World, fair, found: Found):
    other = make_delegation(world.event, world.types[1], "Zebra")
    other.offers_en = "wingtech wingtech wingtech"
    other.save()
    assert found("q=wingt") == ["Wingtech", "Zebra"]
    assert found("q=zeb") == ["Zebra"]


def test_sorted_by_name(fair, found: Found):
    assert found("q=machining&sort=name") == ["Titan Œuvres", "Wingtech"]
    everybody = found()
    assert everybody == sorted(everybody)
    assert "Acme" not in everybody


def test_hits_are_marked_and_nothing_else_gets_through(world: World, fair, found: Found):
    fair["Wingtech"].needs_en = "<b>Machining</b> & more"
    fair["Wingtech"].save()
    refresh_stale()
    client = Client()
    client.force_login(world.delegates[0].user)
    page = client.get(DIRECTORY, {"q": "machining"}).content.decode()
    assert "&lt;b&gt;<mark>Machining</mark>&lt;/b&gt; &amp; more" in page


def test_pages(world: World, fair, found: Found, as_participant: Client):
    for number in range(20):
        make_delegation(world.event, world.types[1], f"Many{number:02d}")
    first, second = found("q=many"), found("q=many&page=2")
    assert len(first) == 12
    assert sorted(first + second) == [f"Many{number:02d}" for number in range(20)]
    assert found("q=many&page=99") == second
    page = as_participant.get(DIRECTORY, {"q": "many"}).content.decode()
    assert "1 to 12 of 20" in page
    assert "?q=many&amp;page=2" in page


def test_a_change_is_found_at_once_and_what_it_replaced_no_more(fair, found: Found):
    fair["Brio"].presentation_en = "Hydrogen tanks"
    fair["Brio"].save()
    assert found("q=hydrogen") == ["Brio"]
    fair["Brio"].presentation_en = "Rubber seals"
    fair["Brio"].save()
    assert found("q=hydrogen") == []
    assert found("q=rubber") == ["Brio"]


def test_people_come_and_go(fair, found: Found):
    person = fair["Brio"].delegates.create(
        first_name="Ximena", last_name="Quirós", email="x@brio.example"
    )
    assert found("q=quiros") == ["Brio"]
    person.delete()
    assert found("q=quiros") == []


def test_a_delegation_that_is_deleted_is_gone(fair, found: Found):
    fair["Wingtech"].delete()
    assert found("q=wingtech") == []
    assert "Wingtech" not in found()


def test_a_renamed_term_is_found_by_its_new_name(fair, found: Found):
    term = fair["Titan Œuvres"].offered_terms.get()
    term.name_en = "Foundry"
    term.save()
    assert found("q=foundry") == ["Titan Œuvres"]


def test_what_came_in_past_the_listeners_is_found_by_the_sweep(world: World, fair, found: Found):
    Delegation.objects.bulk_create(
        [Delegation(event=world.event, participant_type=world.types[1], name="Bulk Metals")]
    )
    assert found("q=bulk") == []
    assert add_missing() == 1
    assert found("q=bulk") == ["Bulk Metals"]


def test_the_command_makes_it_again_and_forgets_unused_words(world: World, fair, found: Found):
    from io import StringIO

    from django.core.management import call_command

    Delegation.objects.filter(pk=fair["Brio"].pk).update(offers_en="Vulcanising")
    fair["Wingtech"].needs_en = ""
    fair["Wingtech"].save()
    assert found("q=vulcanising") == []
    out = StringIO()
    call_command("rebuild_directory", "--event", "alpha/aero-days", stdout=out)
    assert out.getvalue() == "alpha/aero-days: 6 entries\n"
    assert found("q=vulcanising") == ["Brio"]
    words = Word.objects.of_event(world.event).values_list("text", flat=True)
    assert "large" not in words
    assert "machining" in words


def test_words_are_forgotten_after_the_event_too(world: World, fair, found: Found):
    def words() -> set[str]:
        refresh_stale()
        rebuild_directories()
        return set(Word.objects.of_event(world.event).values_list("text", flat=True))

    assert {"lafforgue", "castings"} <= words()
    with time_machine.travel(dt.datetime(2029, 3, 20, tzinfo=dt.UTC)):
        assert {"lafforgue", "castings"} <= words()
        remove_delegate(
            delegate=fair["Titan Œuvres"].delegates.get(last_name="Lafforgue"), actor=None
        )
        assert "lafforgue" not in words()
        fair["Wingtech"].delete()
        assert "castings" in words(), "Titan has it"
        fair["Titan Œuvres"].delete()
        assert "castings" not in words()


def test_rebuilding_twice_changes_nothing(world: World, fair, found: Found):
    before = found("q=machining"), found()
    rebuild(world.event)
    rebuild(world.event)
    assert (found("q=machining"), found()) == before
    assert not Entry.objects.filter(stale=True)


def test_another_organisers_participants_are_not_found(world: World, fair, found: Found):
    theirs = make_delegation(world.rival.event, world.rival.types[1], "Secretive")
    theirs.offers_en = "Precision machining"
    theirs.save()
    assert found("q=secretive") == []
    assert "Secretive" not in found("q=precision")
    assert found("q=secretiv") == []


def test_queries_do_not_grow_with_the_results(
    world: World, fair, found: Found, as_participant: Client, django_assert_max_num_queries
):
    found("q=machining")
    with django_assert_max_num_queries(27):
        as_participant.get(DIRECTORY, {"q": "supplier machining"})
    for number in range(8):
        other = make_delegation(world.event, world.types[1], f"Machining {number}", people=3)
        other.offered_terms.set(fair["Wingtech"].offered_terms.all())
    refresh_stale()
    with django_assert_max_num_queries(27):
        assert len(found("q=machining")) == 10


def test_a_script_is_given_the_parts_that_change(fair, as_participant: Client):
    as_script = {"HX-Request": "true"}
    part = as_participant.get(DIRECTORY, {"q": "machining"}, headers=as_script)
    text = part.content.decode()
    assert "<html" not in text
    assert "HX-Request" in part["Vary"]
    for name in ("results", "filter-list", "filter-count", "found-count"):
        assert text.count(f'id="{name}"') == 1
    page = as_participant.get(DIRECTORY, {"q": "machining"}).content.decode()
    results = text[text.index('<section id="results"') :].strip()
    assert results[:-10] in page
    # The browser's way back to a page that htmx holds no more asks for all of it.
    again = as_script | {"HX-History-Restore-Request": "true"}
    assert "<html" in as_participant.get(DIRECTORY, headers=again).content.decode()


def test_a_list_shows_what_is_true_now_before_the_index_does(fair, as_participant: Client):
    refresh_stale()
    fair["Wingtech"].needs_en, fair["Wingtech"].city = "", "Ulm"
    fair["Wingtech"].save()
    person = fair["Wingtech"].delegates.get()
    person.last_name = "Newname"
    person.save()
    assert Entry.objects.filter(stale=True).exists()
    page = as_participant.get(DIRECTORY, {"q": "wingtech"}).content.decode()
    assert "large castings" not in page
    assert "Ulm" in page
    assert "Newname" in page


def test_the_person_looked_for_is_named_before_colleagues(world: World, fair, found: Found):
    many = make_delegation(world.event, world.types[1], "Crowd", people=6)
    last = many.delegates.order_by("last_name", "first_name").last()
    last.first_name, last.last_name = "Zoé", "Zylberstein"
    last.save()
    refresh_stale()
    client = Client()
    client.force_login(world.delegates[0].user)
    page = client.get(DIRECTORY, {"q": "zylberstein"}).content.decode()
    assert "Zoé <mark>Zylberstein</mark>" in page
    assert "Zylberstein" not in client.get(DIRECTORY, {"q": "crowd"}).content.decode()
