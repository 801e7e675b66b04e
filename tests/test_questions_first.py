"""What can't be undone is asked first: its buttons stand in dialogs."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from tests.console.test_form_builder import COMMON
from tests.factories import World
from tests.programme.sessions import make_session, register
from vimeet.meetings.models import Run
from vimeet.registration.selectors.forms import edited_form


class _Buttons(HTMLParser):
    """The buttons that send a form: to where, saying what, and whether in a dialog."""

    def __init__(self) -> None:
        super().__init__()
        self.form: tuple[str, str] = ("", "")
        self.in_dialog = False
        self.actions: dict[str, str] = {}
        self.found: list[tuple[str, str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "dialog":
            self.in_dialog = True
        elif tag == "form":
            self.form = (values.get("id", ""), values.get("action", ""))
            self.actions[self.form[0]] = self.form[1]
        elif tag == "button" and values.get("type") == "submit":
            action = self.actions[values["form"]] if "form" in values else self.form[1]
            self.found.append((action, values.get("value", ""), self.in_dialog))

    def handle_endtag(self, tag: str) -> None:
        if tag == "dialog":
            self.in_dialog = False


def in_dialogs(client: Client, page: str, action: str, value: str = "") -> set[bool]:
    """Whether the page's buttons that send ``value`` to ``action`` stand in dialogs."""
    reader = _Buttons()
    reader.feed(client.get(page).content.decode())
    return {dialog for to, said, dialog in reader.found if (to, said) == (action, value)}


@pytest.fixture
def console(world: World):
    return lambda name, **more: reverse(f"console:{name}", kwargs=world.event.url_kwargs | more)


@pytest.fixture
def portal(world: World):
    return lambda name, **more: reverse(f"portal:{name}", kwargs=world.event.url_kwargs | more)


@pytest.mark.parametrize("answer", ["decline", "withdraw"])
def test_several_requests(as_organiser: Client, console, answer: str):
    assert in_dialogs(as_organiser, console("requests"), console("requests_answer"), answer) == {
        True
    }


def test_a_run_that_is_thrown_away(world: World, as_organiser: Client, console):
    run = Run.objects.create(event=world.event, number=1, state=Run.State.RUNNING)
    there = console("run", pk=run.pk), console("run_stop", pk=run.pk)
    assert in_dialogs(as_organiser, *there) == {True}
    assert in_dialogs(as_organiser, *there, "1") == {False}


def test_changes_of_a_form(world: World, as_organiser: Client, console):
    kind = world.types[0]
    page = console("form", pk=kind.pk)
    as_organiser.post(console("section_add", pk=kind.pk), {"title_en": "You", "title_fr": "Vous"})
    change = console("form_change", pk=kind.pk)
    # A section without fields is no loss.
    assert in_dialogs(as_organiser, page, change, "delete-section") == {False}
    (section,) = edited_form(kind)[0].sections
    as_organiser.post(
        f"{console('question_add', pk=kind.pk)}?section={section.key}&kind=text",
        COMMON,
    )
    assert in_dialogs(as_organiser, page, change, "delete-section") == {True}
    assert in_dialogs(as_organiser, page, console("form_discard", pk=kind.pk)) == {True}


def test_a_person(world: World, as_organiser: Client, console):
    person = world.delegates[0]
    page = console("delegation", pk=person.delegation_id)
    assert in_dialogs(as_organiser, page, console("delegate_remove", pk=person.pk)) == {True}


def test_a_place_in_a_session(world: World, as_organiser: Client, console):
    row = register(make_session(world.event), world.delegates[0])
    page = console("session_people", pk=row.session_id)
    remove = console("session_registration_remove", pk=row.pk)
    assert in_dialogs(as_organiser, page, remove) == {True}


def test_never_with_somebody(world: World, as_participant: Client, portal):
    page = portal("never") + "?q=Brio"
    add = portal("never_add", pk=world.delegations[1].pk)
    assert in_dialogs(as_participant, page, add) == {True}


def test_the_calendars_address(world: World, as_participant: Client, portal):
    page = portal("calendar")
    assert in_dialogs(as_participant, page, portal("feed_open")) == {False}
    as_participant.post(portal("feed_open"))
    for action in ("feed_open", "feed_close"):
        assert in_dialogs(as_participant, page, portal(action)) == {True}
