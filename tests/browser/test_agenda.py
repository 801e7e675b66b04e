"""The agenda: without network, after it, once signed out; and without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.browser.installations import Installation
from tests.browser.steps import DESK, PHONE, visit

# Releases three of the participant's requests without a planner, one slot after the other,
# from slot {shift} on. Nobody is away then.
_RELEASE = """
import django; django.setup()
from vimeet.meetings.models import Meeting, Plan, Request
from vimeet.meetings.services.drafts import next_plan_number
from vimeet.meetings.services.releases import release_plan
from vimeet.registration.models import Delegate
me = Delegate.objects.get(user__email={email!r})
event = me.delegation.event
requests = Request.objects.filter(state="accepted", asker=me.delegation).order_by("pk")[:3]
plan = Plan.objects.create(event=event, number=next_plan_number(event))
slots = list(event.slots.all())
place = event.places.filter(kind="tables").first()
for position, request in enumerate(requests):
    slot = slots[position + {shift}]
    meeting = Meeting.objects.create(plan=plan, request=request, slot=slot, place=place)
    meeting.attendees.add(me, request.asked.delegates.order_by("pk").first())
release_plan(plan=plan, actor=None)
print(requests[0].asked.name)
"""
COPIES = "caches.keys().then((names) => names.filter((name) => name.startsWith('vimeet-pages-')))"


@pytest.fixture
def path(embedded: Installation) -> str:
    return f"/portal/{embedded.organiser}/{embedded.event}/agenda/"


# Somebody for whom several requests wait.
_ASKED = """
import django; django.setup()
from vimeet.demo.personas import persona
print(persona("participant").user.email)
"""


def release(site: Installation, shift: int = 0, email: str = "") -> str:
    """Release, for the participant or who has this address; the company of the first meeting."""
    return site.run(_RELEASE.format(email=email or site.participant_email, shift=shift)).strip()


def kept(page: Page) -> None:
    """Wait until the worker has kept the agenda."""
    expect(page.locator("html[data-kept]")).to_be_attached()


def test_the_agenda_without_network_and_after_it(
    browser: Browser, embedded: Installation, path: str
):
    company = release(embedded)
    with visit(browser, embedded, embedded.participant_email, PHONE) as page:
        page.goto(path)
        state = page.locator("[data-live-state]")
        expect(state).to_have_text("live")
        kept(page)

        page.context.set_offline(True)
        expect(state).to_have_text("offline")
        page.reload()
        expect(page.get_by_role("link", name=company)).to_be_visible()
        expect(page.locator("[data-as-of]")).to_have_text(re.compile(r"As of .*\d:\d\d, offline"))
        expect(page.locator("[data-as-of]")).to_be_visible()
        # A day that was never opened: the list has them all.
        page.goto(f"{path}?day=2027-03-10")
        expect(page.get_by_role("link", name=company)).to_be_visible()
        # The app's first page leads to the last agenda.
        page.goto("/portal/")
        expect(page.get_by_role("link", name=company)).to_be_visible()

        # A page without a copy says so and leads back; it comes by itself with the network.
        page.goto(path.replace("/agenda/", "/requests/"))
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        page.get_by_role("link", name="To my agenda").click()
        expect(page.get_by_role("link", name=company)).to_be_visible()
        page.go_back()
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
        page.goto(path)
        kept(page)
        page.context.set_offline(True)
        expect(state).to_have_text("offline")

        page.evaluate("window.neverReloaded = true")
        release(embedded, shift=1)
        page.context.set_offline(False)
        expect(state).to_have_text("live")
        expect(page.get_by_text("moved from").first).to_be_visible()
        expect(page.locator("[data-as-of]")).to_be_hidden()
        assert page.evaluate("window.neverReloaded") is True


def test_an_open_meeting_without_network_and_after_it(
    browser: Browser, embedded: Installation, path: str
):
    company = release(embedded, shift=4)
    with visit(browser, embedded, embedded.participant_email, PHONE) as page:
        page.goto(path)
        kept(page)
        page.get_by_role("link", name=company).click()
        expect(page.locator("[data-live-state]")).to_have_text("live")
        as_of = page.locator("[data-as-of]")
        expect(as_of).to_be_hidden()
        page.context.set_offline(True)
        expect(as_of).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name=company)).to_be_visible()
        expect(as_of).to_be_visible()
        page.get_by_label("Your message").fill("See you")
        release(embedded, shift=5)
        page.context.set_offline(False)
        expect(page.get_by_text("Moved: it was on")).to_be_visible()
        expect(as_of).to_be_hidden()
        expect(page.get_by_label("Your message")).to_have_value("See you")


def reach(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus, and see that it shows."""
    expect(target).to_be_attached()
    for _press in range(120):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            shown = (
                "e => e.matches(':focus-visible') && getComputedStyle(e).outlineStyle !== 'none'"
            )
            assert target.evaluate(shown), "the focus does not show"
            return
    raise AssertionError(f"Tab never reaches {target}")


def test_by_keyboard_alone(browser: Browser, embedded: Installation, path: str):
    email = embedded.run(_ASKED).strip()
    company = release(embedded, email=email)
    requests = path.replace("/agenda/", "/requests/")
    with visit(browser, embedded, email, DESK) as page:
        press = page.keyboard.press
        page.goto(path)
        reach(page, page.get_by_role("link", name="List"))
        press("Enter")
        page.wait_for_url("**view=list")
        block = page.get_by_role("button", name="Block").first
        reach(page, block)
        press("Enter")
        expect(page.get_by_text("Blocked. Plans made")).to_be_visible()
        reach(page, page.get_by_role("link", name=company))
        press("Enter")
        page.wait_for_url(re.compile("/agenda/meetings/"))
        reach(page, page.get_by_label("My notes"))
        page.keyboard.type("Bring the samples")
        reach(page, page.locator("#note button"))
        press("Enter")
        expect(page.get_by_text("Bring the samples")).to_be_visible()
        # What opens: a question with its answer, and back.
        reach(page, page.locator("summary", has_text="Ask to cancel it"))
        press("Enter")
        reach(page, page.get_by_role("button", name="Ask the organiser").last)
        press("Enter")
        reach(page, page.get_by_role("button", name="Leave it as it is"))
        press("Enter")
        expect(page.get_by_text("The meeting stays as it is.")).to_be_visible()

        # Several requests at once, and a dialog that gives the focus back.
        page.goto(requests)
        every = page.get_by_label("Choose all")
        reach(page, every)
        press("Space")
        decline = page.locator("#chosen").get_by_role("button", name="Decline")
        reach(page, decline)
        press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        press("Escape")
        expect(dialog).to_be_hidden()
        expect(decline).to_be_focused()


def test_nothing_stays_after_signing_out(browser: Browser, embedded: Installation, path: str):
    release(embedded)
    with visit(browser, embedded, embedded.participant_email, PHONE) as page:
        page.goto(path)
        kept(page)
        assert len(page.evaluate(COPIES)) == 1
        page.get_by_label(re.compile("^Menu of")).click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(re.compile("/sign-in/"))
        assert page.evaluate(COPIES) == []
        page.context.set_offline(True)
        with pytest.raises(Error, match="net::ERR_"):
            page.goto(path)


def test_another_persons_copies_take_the_place_of_mine(
    browser: Browser, embedded: Installation, path: str
):
    company = release(embedded)
    code = "import django; django.setup()\nfrom vimeet.registration.models import Delegate\n"
    code += f"print(Delegate.objects.filter(delegation__name={company!r}).first().user.email)"
    other = embedded.run(code).strip()
    with visit(browser, embedded, embedded.participant_email, PHONE) as page:
        page.goto(path)
        kept(page)
        (mine,) = page.evaluate(COPIES)
        # The session ends without a word, and somebody else signs in on the same phone.
        page.context.clear_cookies()
        page.goto(embedded.sign_in_url(other))
        page.get_by_role("button", name=re.compile("Sign in|Se connecter")).click()
        page.wait_for_url(re.compile("/portal/"))
        page.goto(path)
        kept(page)
        (theirs,) = page.evaluate(COPIES)
        assert theirs != mine


def test_it_can_be_installed(browser: Browser, embedded: Installation, path: str):
    with visit(browser, embedded, embedded.participant_email, PHONE) as page:
        page.goto(path)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        session = page.context.new_cdp_session(page)
        errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        # A browser in a test has no profile that apps could be put into.
        assert [one["errorId"] for one in errors if one["errorId"] != "in-incognito"] == []
