"""The organiser's list of needs and offers: a tree, pasted lists, pairs."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import World
from vimeet.audit.models import Entry
from vimeet.registration.models import Term, TermPair
from vimeet.registration.selectors.terms import term_tree

LIST = """
Machining | Usinage
    - 5-axis machining | Usinage 5 axes
        Titanium
    - Turning | Tournage
Composites
"""


def tree(world: World) -> list[str]:
    """The list as it reads: a dot for each level."""
    return ["." * node.depth + node.term.name_en for node in term_tree(world.event).nodes]


@pytest.fixture
def made(world: World, as_organiser: Client, url) -> dict[str, Term]:
    as_organiser.post(url("terms_import"), {"text": LIST})
    return {term.name_en: term for term in Term.objects.of_event(world.event)}


def test_needs_and_offers_are_added_renamed_and_deleted(world, as_organiser, url):
    as_organiser.post(url("term_add"), {"name_en": "Wings", "name_fr": "Ailes"})
    term = Term.objects.get()
    twice = as_organiser.post(url("term_add"), {"name_en": "WINGS", "name_fr": "Ailes"})
    assert list(twice.context["form"].errors) == ["name_en"]
    as_organiser.post(url("term", pk=term.pk), {"name_en": "Tails", "name_fr": "Queues"})
    as_organiser.post(url("term_delete", pk=term.pk))
    actions = Entry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["term.added", "term.changed", "term.deleted"]
    assert not Term.objects.exists()


def test_a_pasted_list_becomes_a_tree(world, as_organiser, url, made):
    assert tree(world) == [
        "Machining",
        ".5-axis machining",
        "..Titanium",
        ".Turning",
        "Composites",
    ]
    assert made["5-axis machining"].name_fr == "Usinage 5 axes"
    assert made["Titanium"].name_fr == "Titanium"
    entry = Entry.objects.get()
    assert (entry.action, len(entry.changes["added"][1])) == ("terms.imported", 5)


def test_pasting_again_adds_only_what_is_new(world, as_organiser, url, made):
    page = as_organiser.post(
        url("terms_import"),
        {"text": "MACHINING\n\tMilling | Fraisage\n\tTurning\nSoftware | Logiciel"},
        follow=True,
    )
    assert tree(world)[-4:] == [".Turning", ".Milling", "Composites", "Software"]
    assert "2 " in str([*page.context["messages"]][-1])
    assert Term.objects.get(pk=made["Turning"].pk).name_fr == "Tournage"


def test_lines_that_can_not_be_read_are_named_and_nothing_is_added(world, as_organiser, url):
    answer = as_organiser.post(url("terms_import"), {"text": "Wings\na | b | c\n" + "x" * 130})
    assert answer.status_code == 422
    faults = " ".join(answer.context["form"].errors["text"])
    assert "2" in faults
    assert "3" in faults
    assert not Term.objects.exists()
    deep = "\n".join(" " * level + f"L{level}" for level in range(6))
    answer = as_organiser.post(url("terms_import"), {"text": deep})
    assert answer.status_code == 422
    assert not Term.objects.exists()


def test_a_term_is_added_under_another(world, as_organiser, url, made):
    page = as_organiser.get(url("term_add"), {"under": made["Machining"].pk})
    assert f'<option value="{made["Machining"].pk}" selected' in page.content.decode()
    as_organiser.post(
        url("term_add"),
        {"name_en": "Milling", "name_fr": "Fraisage", "parent": made["Machining"].pk},
    )
    assert tree(world)[3:5] == [".Turning", ".Milling"]
    # The same name may stand under two.
    values = {"name_en": "Milling", "name_fr": "Fraisage"}
    as_organiser.post(url("term_add"), values | {"parent": made["Composites"].pk})
    assert tree(world).count(".Milling") == 2


def test_terms_are_moved_among_their_siblings_and_under_others(world, as_organiser, url, made):
    as_organiser.post(url("term_move", pk=made["Turning"].pk), {"by": "up"})
    assert tree(world)[1:4] == [".Turning", ".5-axis machining", "..Titanium"]
    as_organiser.post(url("term_move", pk=made["Turning"].pk), {"by": "up"})
    assert tree(world)[1] == ".Turning"
    values = {"name_en": "5-axis machining", "name_fr": "Usinage 5 axes"}
    as_organiser.post(
        url("term", pk=made["5-axis machining"].pk), values | {"parent": made["Composites"].pk}
    )
    assert tree(world) == [
        "Machining",
        ".Turning",
        "Composites",
        ".5-axis machining",
        "..Titanium",
    ]


def test_a_term_never_stands_under_itself(world, as_organiser, url, made):
    machining, titanium = made["Machining"], made["Titanium"]
    page = as_organiser.get(url("term", pk=machining.pk)).content.decode()
    assert f'<option value="{titanium.pk}"' not in page
    values = {"name_en": "Machining", "name_fr": "Usinage"}
    for under in (machining, titanium):
        answer = as_organiser.post(url("term", pk=machining.pk), values | {"parent": under.pk})
        assert answer.status_code == 422
    assert tree(world)[0] == "Machining"


def test_another_events_term_is_no_place_to_stand(world, as_organiser, url):
    foreign = Term.objects.create(event=world.rival.event, name_en="Spy", name_fr="Espion")
    values = {"name_en": "Wings", "name_fr": "Ailes", "parent": foreign.pk}
    assert as_organiser.post(url("term_add"), values).status_code == 422
    assert not Term.objects.of_event(world.event).exists()


def test_a_branch_goes_with_what_was_chosen_of_it(world, as_organiser, url, made):
    acme = world.delegations[0]
    acme.needed_terms.set([made["Titanium"], made["Composites"]])
    page = as_organiser.get(url("terms")).content.decode()
    assert f'id="delete-{made["Machining"].pk}"' in page
    as_organiser.post(url("term_delete", pk=made["Machining"].pk))
    assert tree(world) == ["Composites"]
    assert [term.name_en for term in acme.needed_terms.all()] == ["Composites"]


def test_the_list_says_how_many_chose_what(world, as_organiser, url, made):
    for delegation in world.delegations[:3]:
        delegation.offered_terms.add(made["Turning"])
    world.delegations[0].needed_terms.add(made["Turning"])
    branches = as_organiser.get(url("terms")).context["branches"]
    assert (branches[0]["below"][1]["needed"], branches[0]["below"][1]["offered"]) == (1, 3)
    assert branches[0]["chosen"] == 4
    as_organiser.cookies["django_language"] = "en"
    assert "1 looks for it · 3 offer it" in as_organiser.get(url("terms")).content.decode()


def test_pairs_are_said_changed_and_forgotten(world, as_organiser, url, made):
    values = {"need": made["Turning"].pk, "offer": made["Composites"].pk, "kind": "fits"}
    as_organiser.post(url("term_pairs"), values)
    as_organiser.post(url("term_pairs"), values | {"kind": "clashes"})
    pair = TermPair.objects.get()
    assert pair.kind == TermPair.Kind.CLASHES
    page = as_organiser.get(url("term_pairs")).content.decode()
    assert "Machining › Turning" in page or "Usinage › Tournage" in page
    as_organiser.post(url("term_pair_delete", pk=pair.pk))
    assert not TermPair.objects.exists()
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))[1:]
    assert actions == ["term_pair.set", "term_pair.set", "term_pair.deleted"]


def test_pairs_need_two_sides_and_say_something_new(world, as_organiser, url, made):
    foreign = Term.objects.create(event=world.rival.event, name_en="Spy", name_fr="Espion")
    turning = made["Turning"].pk
    for values in (
        {"need": turning, "kind": "fits"},
        {"need": turning, "offer": foreign.pk, "kind": "fits"},
        {"need": turning, "offer": turning, "kind": "fits"},
    ):
        assert as_organiser.post(url("term_pairs"), values).status_code == 422
    assert not TermPair.objects.exists()


def test_the_list_takes_a_constant_number_of_queries(
    world, as_organiser, url, made, django_assert_num_queries
):
    as_organiser.get(url("terms"))
    with django_assert_num_queries(10):
        as_organiser.get(url("terms"))
    as_organiser.post(url("terms_import"), {"text": "A\n B\n  C\nD\n E"})
    as_organiser.get(url("terms"))
    with django_assert_num_queries(10):
        as_organiser.get(url("terms"))
