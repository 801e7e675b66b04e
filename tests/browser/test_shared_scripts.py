"""The modules of static/js in Chromium, on a page made for them: no server, no clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

ROOT = Path(__file__).parents[2]
SITE = "http://site.test"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

BODY = """
<span data-live-state hidden data-label-live="en direct" data-label-reconnecting="reconnexion"
      data-label-offline="hors ligne"></span>
<button id="ask" data-dialog-open="question">Ask</button>
<dialog id="question" aria-label="Question"><button id="no" data-dialog-close>No</button></dialog>
<button id="dark" data-theme-choice="dark">Dark</button>
<details data-menu><summary>Menu</summary><a href="#x">x</a></details>
<form method="post" action="/sent" id="form"><button id="send">Send</button></form>
<div id="toasts" data-close-label="Fermer"></div>
<script>
  window.seen = [];
  for (const type of ["released", "reconnected"])
    document.addEventListener("live:" + type, (e) => seen.push([type, e.detail]));
</script>
"""


@pytest.fixture
def site(page: Page) -> Page:
    """A browser page whose site answers with the static files and with one page."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/static/"):
            file = ROOT / path.removeprefix("/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif path == "/page":
            head = '<script src="/static/js/theme.js"></script>'
            app = '<script type="module" src="/static/js/app.js"></script>'
            route.fulfill(
                body=f"<!doctype html><html><head>{head}</head>"
                f'<body data-live-url="/ws/agenda/">{BODY}{app}</body></html>',
                content_type="text/html",
            )
        else:
            route.fulfill(status=204)

    page.route(f"{SITE}/**", answer)
    return page


def sockets(page: Page) -> list[WebSocketRoute]:
    """The sockets that the page opens from now on, as the server sees them."""
    opened: list[WebSocketRoute] = []
    page.route_web_socket("ws://site.test/ws/agenda/", lambda socket: opened.append(socket))
    return opened


def test_a_message_becomes_an_event_of_its_type(site: Page):
    opened = sockets(site)
    site.goto(f"{SITE}/page")
    expect(site.locator("[data-live-state]")).to_have_text("en direct")
    opened[0].send('{"type": "released", "number": 3}')
    site.wait_for_function("seen.length === 1")
    assert site.evaluate("seen") == [["released", {"type": "released", "number": 3}]]


def test_a_lost_connection_comes_back_and_says_so(site: Page):
    opened = sockets(site)
    site.goto(f"{SITE}/page")
    state = site.locator("[data-live-state]")
    expect(state).to_have_text("en direct")
    opened[0].close(code=1011)
    expect(state).to_have_text("reconnexion")
    expect(state).to_have_text("en direct")
    assert site.evaluate("seen.map(([type]) => type)") == ["reconnected"]
    assert len(opened) == 2


def test_who_is_refused_does_not_ask_again(site: Page):
    opened: list[WebSocketRoute] = []

    def refuse(socket: WebSocketRoute) -> None:
        opened.append(socket)
        socket.close(code=4403)

    site.route_web_socket("ws://site.test/ws/agenda/", refuse)
    site.goto(f"{SITE}/page")
    expect(site.locator("[data-live-state]")).to_have_text("hors ligne")
    site.evaluate("dispatchEvent(new Event('online'))")
    site.evaluate("new Promise(requestAnimationFrame)")
    assert len(opened) == 1


def test_a_connection_that_died_without_a_word_is_noticed(site: Page):
    opened: list[WebSocketRoute] = []
    asked: list[str] = []

    def serve(socket: WebSocketRoute) -> None:
        """The first connection answers once and then no more; later ones always do."""
        opened.append(socket)
        first = len(opened) == 1

        def answer(message: str) -> None:
            if first:
                asked.append(message)
            if not first or len(asked) == 1:
                socket.send('{"type": "pong"}')

        socket.on_message(answer)

    site.route_web_socket("ws://site.test/ws/agenda/", serve)
    site.clock.install()
    site.goto(f"{SITE}/page")
    state = site.locator("[data-live-state]")
    expect(state).to_have_text("en direct")
    site.clock.run_for(15_500)
    # The first was answered; the second meets silence.
    site.clock.run_for(15_000)
    expect(state).to_have_text("en direct")
    site.clock.run_for(10_000)
    site.clock.run_for(1_000)
    expect(state).to_have_text("en direct")
    site.wait_for_function("seen.length === 1")
    assert site.evaluate("seen.map(([type]) => type)") == ["reconnected"]
    assert asked == ['{"type":"ping"}'] * 2
    assert len(opened) == 2


def test_waits_double_up_to_a_limit(site: Page):
    site.goto(f"{SITE}/page")
    waits = site.evaluate(
        "import('/static/js/live.js').then((m) => [0, 1, 2, 30].map((n) => m.waitAfter(n, 1)))"
    )
    assert waits == [500, 1000, 2000, 20000]


def test_a_dialog_opens_closes_and_gives_the_focus_back(site: Page):
    site.goto(f"{SITE}/page")
    site.click("#ask")
    expect(site.locator("#question")).to_be_visible()
    site.click("#no")
    expect(site.locator("#question")).to_be_hidden()
    expect(site.locator("#ask")).to_be_focused()


def test_the_chosen_colours_stay(site: Page):
    site.goto(f"{SITE}/page")
    site.click("#dark")
    expect(site.locator("html")).to_have_attribute("data-theme", "dark")
    site.reload()
    expect(site.locator("html")).to_have_attribute("data-theme", "dark")
    expect(site.locator("#dark")).to_have_attribute("aria-pressed", "true")


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(site: Page):
    site.goto(f"{SITE}/page")
    menu = site.locator("details[data-menu]")
    for leave in (lambda: site.keyboard.press("Escape"), lambda: site.mouse.click(5, 400)):
        site.click("summary")
        expect(menu).to_have_attribute("open", "")
        leave()
        expect(menu).not_to_have_attribute("open", "")


def test_a_double_click_sends_a_form_once(site: Page):
    site.goto(f"{SITE}/page")
    site.evaluate(
        """() => {
          window.sent = 0;
          addEventListener("submit", (event) => {
            if (!event.defaultPrevented) window.sent += 1;
            event.preventDefault();
          });
        }"""
    )
    site.dblclick("#send")
    assert site.evaluate("sent") == 1


def test_a_toast_says_its_text_as_text_and_closes(site: Page):
    site.goto(f"{SITE}/page")
    detail = '{text: "<b>Saved</b>", kind: "error"}'
    site.evaluate(f"document.dispatchEvent(new CustomEvent('toast', {{detail: {detail}}}))")
    toast = site.get_by_role("alert")
    expect(toast).to_contain_text("<b>Saved</b>")
    toast.get_by_role("button", name="Fermer").click()
    expect(toast).to_have_count(0)
