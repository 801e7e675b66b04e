"""Forms and what becomes of them: filters, questions, requests that fail."""

from __future__ import annotations

from django.test import Client
from playwright.sync_api import Page, Route, expect

from tests.browser.apart import Apart
from tests.browser.static_pages import SITE, document, serve
from tests.factories import World
from tests.registration.pictures import picture_file
from vimeet.events.models import PlaceMark
from vimeet.meetings.models import Request

TOASTS = (
    '<div id="toasts" class="toasts" data-close-label="Close" data-failed="It failed"'
    ' data-unreached="No connection"></div>'
)
FILTER = """
<form method="get" action="/page" data-submit-on-change>
  <input type="search" name="q" aria-label="Search">
  <select id="state" name="state" aria-label="State"><option>all<option>new</select>
</form>
<a href="/elsewhere">Elsewhere</a>
"""


def test_what_is_typed_into_a_filter_does_not_swallow_the_click_that_leaves_it(page: Page):
    elsewhere = document("<h1>Elsewhere</h1>")
    serve(page, {"/page": document(FILTER + TOASTS), "/elsewhere": elsewhere})
    page.goto(f"{SITE}/page")
    page.get_by_label("Search").fill("acme")
    # As slowly as a finger: a page that came meanwhile would know nothing of the press.
    page.get_by_role("link", name="Elsewhere").click(delay=500)
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()
    assert page.url == f"{SITE}/elsewhere"
    page.go_back()
    page.get_by_label("Search").fill("acme")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page?q=acme&state=all")


def test_a_select_that_applies_at_once_keeps_the_focus(page: Page):
    serve(page, {"/page": document(FILTER + TOASTS)})
    page.goto(f"{SITE}/page")
    page.get_by_label("State").select_option("new")
    page.wait_for_url("**/page?q=&state=new")
    expect(page.get_by_label("State")).to_be_focused()
    # That time only.
    page.reload()
    expect(page.get_by_label("State")).not_to_be_focused()


def test_what_somebody_asked_for_and_did_not_get_is_said(page: Page):
    body = """
      <button hx-post="/broken">Save</button><button hx-post="/dead">Send</button>
      <div hx-get="/broken" hx-trigger="news from:document, every 200ms"></div>"""
    asked: list[str] = []

    def broken(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(status=500)

    answers = {
        "/page": document(body + TOASTS),
        "/broken": broken,
        "/dead": lambda route: route.abort(),
    }
    serve(page, answers)
    page.goto(f"{SITE}/page")
    page.evaluate("document.dispatchEvent(new Event('news'))")
    page.wait_for_timeout(700)
    assert len(asked) >= 3
    expect(page.locator(".toast")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("It failed")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").last).to_contain_text("No connection")
    expect(page.locator(".toast")).to_have_count(2)


CONSOLE = "/console/alpha/aero-days/"


def test_a_question_sends_what_is_ticked_on_the_page(
    apart: Apart, world: World, as_organiser: Client
):
    as_organiser.cookies["django_language"] = "en"
    page = apart(as_organiser)
    page.goto(f"{SITE}{CONSOLE}requests/")
    page.get_by_label("Choose the request of Cobalt, for Dynamo").check()
    decline = page.locator("#chosen").get_by_role("button", name="Decline")
    decline.click()
    page.keyboard.press("Escape")
    expect(decline).to_be_focused()
    assert Request.objects.get(pk=world.requests[3].pk).state == Request.State.PROPOSED
    decline.click()
    page.get_by_role("dialog").get_by_role("button", name="Decline them").click()
    expect(page.get_by_text("1 request is settled.")).to_be_visible()
    assert Request.objects.get(pk=world.requests[3].pk).state == Request.State.DECLINED


def test_a_mark_that_could_not_be_saved_goes_back(apart: Apart, world: World, as_organiser: Client):
    as_organiser.cookies["django_language"] = "en"
    as_organiser.post(f"{CONSOLE}places/plan/picture/", {"picture": picture_file((800, 400))})
    page = apart(as_organiser)
    page.goto(f"{SITE}{CONSOLE}places/plan/")
    stage, left = page.locator("[data-plan-stage]"), page.get_by_label("From the left (%)")

    def fail() -> None:
        page.route("**/mark/", lambda route: route.fulfill(status=500), times=1)

    fail()
    stage.click(position={"x": 20, "y": 20})
    expect(page.get_by_role("alert")).to_contain_text("That did not work.")
    expect(left).to_have_value("")
    expect(page.locator(".floor-mark")).to_have_count(0)
    stage.click(position={"x": 20, "y": 20})
    expect(page.get_by_role("button", name="Move the mark", exact=True)).to_be_visible()
    saved = left.input_value()
    fail()
    stage.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("alert")).to_have_count(2)
    expect(left).to_have_value(saved)
    assert PlaceMark.objects.count() == 1
