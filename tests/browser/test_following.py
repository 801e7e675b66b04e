"""Parts of pages that are read again by themselves."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from tests.browser.apart import answer_with
from tests.browser.static_pages import SITE
from tests.factories import World
from tests.plans import make_plan

pytestmark = pytest.mark.usefixtures("database_beside_the_browser")

AGENDA = "/portal/alpha/aero-days/agenda/"
CHANGED = "document.dispatchEvent(new CustomEvent('live:agenda.changed'))"
READ_AGAIN = """() => new Promise((done) => {
  document.addEventListener("htmx:afterSettle", () => done(), { once: true });
  document.dispatchEvent(new CustomEvent("live:agenda.changed"));
})"""


def at_slot(world: World, number: int, slot: int) -> None:
    """Release Acme's meeting with Brio in the slot of this index."""
    make_plan(world, number, (world.requests[0], world.slots[slot], world.places[0]))


def test_what_changes_while_the_agenda_is_read_again_shows_too(
    page: Page, world: World, as_participant: Client
):
    at_slot(world, 1, 0)
    answer_with(page, as_participant)
    page.goto(f"{SITE}{AGENDA}")
    held: list[Route] = []
    page.route("**/agenda/**", lambda route: held.append(route), times=1)
    old = as_participant.get(AGENDA).content
    with page.expect_request("**/agenda/**"):
        page.evaluate(CHANGED)
    at_slot(world, 2, 2)
    page.evaluate(CHANGED)
    held[0].fulfill(body=old, content_type="text/html")
    expect(page.get_by_text("moved from 9:00")).to_be_visible()


def test_the_focus_stays_where_it_was(page: Page, world: World, as_participant: Client):
    at_slot(world, 1, 0)
    answer_with(page, as_participant)
    page.goto(f"{SITE}{AGENDA}")
    for focused in (
        page.get_by_role("link", name="List"),
        page.get_by_role("link", name="Brio"),
        page.get_by_role("button", name="Block 9:25"),
    ):
        focused.focus()
        page.evaluate(READ_AGAIN)
        expect(focused).to_be_focused()
