"""Parts of pages that are read again by themselves."""

from __future__ import annotations

from django.test import Client
from playwright.sync_api import Route, expect

from tests.browser.apart import Apart
from tests.browser.static_pages import SITE
from tests.factories import World
from tests.plans import make_plan
from vimeet.meetings.models import Run, RunPoint

AGENDA = "/portal/alpha/aero-days/agenda/"
CHANGED = "document.dispatchEvent(new CustomEvent('live:agenda.changed'))"
READ_AGAIN = """() => new Promise((done, fail) => {
  setTimeout(() => fail("not read again"), 60_000);
  document.addEventListener("htmx:afterSettle", () => done(), { once: true });
  document.dispatchEvent(new CustomEvent("live:agenda.changed"));
})"""


def at_slot(world: World, number: int, slot: int) -> None:
    """Release Acme's meeting with Brio in the slot of this index."""
    make_plan(world, number, (world.requests[0], world.slots[slot], world.places[0]))


def test_what_changes_while_the_agenda_is_read_again_shows_too(
    apart: Apart, world: World, as_participant: Client
):
    at_slot(world, 1, 0)
    page = apart(as_participant)
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


def test_an_open_meeting_follows_its_changes(apart: Apart, world: World, as_participant: Client):
    at_slot(world, 1, 0)
    page = apart(as_participant)
    page.goto(f"{SITE}{AGENDA}meetings/{world.requests[0].pk}/")
    expect(page.locator(".lede")).to_contain_text("9:00")
    page.get_by_label("Your message").fill("See you at the")
    at_slot(world, 2, 2)
    page.evaluate(READ_AGAIN)
    expect(page.locator(".lede")).to_contain_text("9:50")
    moved = page.get_by_text("Moved: it was on Tuesday 9 March at 9:00.")
    expect(moved).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("See you at the")
    # Another page has said it meanwhile; who reads this one still reads it here.
    as_participant.get(f"{AGENDA}meetings/{world.requests[0].pk}/")
    page.evaluate(READ_AGAIN)
    expect(moved).to_be_visible()


def test_what_is_typed_into_one_form_outlives_the_others(
    apart: Apart, world: World, as_participant: Client
):
    at_slot(world, 1, 0)
    page = apart(as_participant)
    page.goto(f"{SITE}{AGENDA}meetings/{world.requests[0].pk}/")
    note, message = page.get_by_label("My notes"), page.get_by_label("Your message")
    note.fill("Bring samples")
    message.fill("See you there")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your message is on its way.")).to_be_visible()
    expect(page.locator(".letters")).to_contain_text("See you there")
    expect(message).to_have_value("")
    expect(note).to_have_value("Bring samples")
    message.fill("And")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your notes are saved.")).to_be_visible()
    page.get_by_text("Ask to cancel it").click()
    page.get_by_role("button", name="Ask the organiser").last.click()
    expect(page.get_by_role("button", name="Leave it as it is")).to_be_visible()
    expect(page.get_by_text("Ask to cancel it")).to_have_count(0)
    expect(message).to_have_value("And")
    page.reload()
    expect(note).to_have_value("Bring samples")


def test_a_fresh_page_without_a_socket_does_not_claim_to_be_old(
    apart: Apart, world: World, as_participant: Client
):
    at_slot(world, 1, 0)
    page = apart(as_participant)
    for address in (AGENDA, f"{AGENDA}meetings/{world.requests[0].pk}/"):
        page.goto(f"{SITE}{address}")
        expect(page.locator("[data-live-state]")).to_have_text("reconnecting")
        expect(page.locator("[data-as-of]")).to_be_hidden()
        page.context.set_offline(True)
        expect(page.locator("[data-as-of]")).to_be_visible()
        page.context.set_offline(False)
        expect(page.locator("[data-as-of]")).to_be_hidden()


def test_the_focus_stays_where_it_was(apart: Apart, world: World, as_participant: Client):
    at_slot(world, 1, 0)
    page = apart(as_participant)
    page.goto(f"{SITE}{AGENDA}")
    for focused in (
        page.get_by_role("link", name="List"),
        page.get_by_role("link", name="Brio"),
        page.get_by_role("button", name="Block 9:25"),
    ):
        focused.focus()
        page.evaluate(READ_AGAIN)
        expect(focused).to_be_focused()


def test_the_curves_table_stays_open_while_it_grows(
    apart: Apart, world: World, as_organiser: Client
):
    as_organiser.cookies["django_language"] = "en"
    run = Run.objects.create(event=world.event, number=1, state=Run.State.RUNNING)
    point = {"level": "weight", "value": 5, "bound": 9, "placed": 1}
    RunPoint.objects.create(run=run, seconds=1, **point)
    page = apart(as_organiser)
    page.goto(f"{SITE}/console/alpha/aero-days/planning/runs/{run.pk}/")
    table = page.get_by_role("region", name="The curve as a table")
    summary = page.locator("summary", has_text="The curve as a table")
    summary.click()
    expect(table.get_by_role("row")).to_have_count(2)
    for event, rows in (("run.progress", 3), ("run.state", 4)):
        RunPoint.objects.create(run=run, seconds=rows, **point)
        page.evaluate(f"document.dispatchEvent(new CustomEvent('live:{event}', {{detail: {{}}}}))")
        expect(table.get_by_role("row")).to_have_count(rows)
        expect(summary).to_be_focused()


def test_a_question_stays_while_the_page_beneath_is_read_again(
    apart: Apart, world: World, as_organiser: Client
):
    as_organiser.cookies["django_language"] = "en"
    run = Run.objects.create(event=world.event, number=1, state=Run.State.RUNNING)
    page = apart(as_organiser)
    page.goto(f"{SITE}/console/alpha/aero-days/planning/runs/{run.pk}/")
    page.get_by_role("button", name="Stop", exact=True).click()
    RunPoint.objects.create(run=run, seconds=1, level="weight", value=5, bound=9, placed=1)
    page.evaluate("document.dispatchEvent(new CustomEvent('live:run.state'))")
    expect(page.locator("#run-table")).to_be_attached()
    question = page.get_by_role("dialog")
    question.get_by_role("button", name="Stop, keep nothing").click()
    expect(question).to_have_count(0)
    run.refresh_from_db()
    assert (run.stop_requested_at is None, run.keep_result) == (False, False)


def test_a_list_that_changes_tells_it_from_a_region_that_stays(
    apart: Apart, world: World, as_organiser: Client, as_participant: Client
):
    as_organiser.cookies["django_language"] = "en"
    for client, address, found in (
        (as_organiser, "/desk/alpha/aero-days/", "1 person found"),
        (as_participant, "/portal/alpha/aero-days/requests/never/", "1 company found"),
    ):
        page = apart(client)
        page.goto(f"{SITE}{address}")
        region = page.locator("main [role=status]")
        region.evaluate("element => (window.region = element)")
        page.get_by_role("searchbox").press_sequentially("Brio")
        expect(region).to_have_text(found)
        assert region.evaluate("element => element === window.region")
        # What is found is no live region of its own, which would be read out whole.
        expect(page.locator("main [aria-live]")).to_have_count(0)
