"""The main job in real browsers, on both set-ups: plan, release, an open agenda changes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests.browser.installations import Installation

_MESSAGES = """
import django; django.setup()
import json
from vimeet.messaging.models import Message
rows = Message.objects.filter(key__startswith="release:").values_list("channel", "address", "state")
print(json.dumps(list(rows)))
"""
_AUDIT = """
import django; django.setup()
import json
from vimeet.audit.models import Entry
print(json.dumps(list(Entry.objects.order_by("pk").values_list("action", flat=True))))
"""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@contextmanager
def visit(browser: Browser, site: Installation, email: str, size: dict[str, int]) -> Iterator[Page]:
    """A browser of its own, signed in by a one-time link, speaking English."""
    context = browser.new_context(viewport=size, base_url=site.url)
    context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(site.sign_in_url(email))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/(console|portal)/"))
    try:
        yield page
    finally:
        context.close()


def release(page: Page) -> tuple[int, int]:
    """Release the draft on screen; the numbers of e-mails and SMS that the question announced."""
    page.get_by_role("button", name="Release").click()
    question = page.get_by_role("dialog").inner_text()
    emails, sms = re.search(r"([\d,]+) e-mails? and ([\d,]+) SMS", question).groups()
    page.get_by_role("dialog").get_by_role("button", name="Release").click()
    expect(page.get_by_text("In force:")).to_be_visible()
    return int(emails.replace(",", "")), int(sms.replace(",", ""))


def test_plan_and_release_reach_an_open_agenda(browser: Browser, site: Installation):
    path = f"{site.organiser}/{site.event}"
    with (
        visit(browser, site, site.organiser_email, DESK) as console,
        visit(browser, site, site.participant_email, PHONE) as agenda,
    ):
        agenda.goto(f"/portal/{path}/agenda/")
        expect(agenda.get_by_text("Not released yet")).to_be_visible()
        expect(agenda.locator("[data-live-state]")).to_have_text("live")
        # Gone if the page were loaded again.
        agenda.evaluate("window.neverReloaded = true")

        console.goto(f"/console/{path}/planning/")
        console.get_by_label("Time limit").select_option("10")
        console.get_by_role("button", name="Plan", exact=True).dblclick()
        console.wait_for_url(re.compile("/planning/runs/"))
        expect(console.locator(".run-chart svg path").first).to_be_attached()
        console.get_by_role("link", name="See the draft").click(timeout=120_000)
        console.wait_for_url(re.compile("/planning/versions/"))
        emails, sms = release(console)

        expect(agenda.locator("#agenda .meet").first).to_be_visible()
        assert agenda.evaluate("window.neverReloaded") is True

        messages = json.loads(site.run(_MESSAGES))
        once = Counter((channel, address) for channel, address, _state in messages)
        assert set(once.values()) == {1}
        assert Counter(channel for channel, _address in once) == {"email": emails, "sms": sms}
        assert ("email", site.participant_email) in once

        console.goto(f"/console/{path}/messages/")
        for _attempt in range(120):
            if {state for *_, state in json.loads(site.run(_MESSAGES))} == {"sent"}:
                break
            console.wait_for_timeout(1000)
        assert {state for *_, state in json.loads(site.run(_MESSAGES))} == {"sent"}
        if site.mailbox is not None:
            received = Counter(site.mailbox)
            assert received[site.participant_email] == 1
            assert sum(received.values()) == emails

    actions = Counter(json.loads(site.run(_AUDIT)))
    assert actions["run.started"] == 1
    assert actions["plan.released"] == 1
