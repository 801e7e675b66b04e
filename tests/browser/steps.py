"""What people do in more than one story: sign in, plan, release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests.browser.installations import Installation

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@contextmanager
def visit(
    browser: Browser, site: Installation, email: str, size: dict[str, int], scale: float = 1
) -> Iterator[Page]:
    """A browser of its own, signed in by a one-time link, speaking English."""
    context = browser.new_context(viewport=size, base_url=site.url, device_scale_factor=scale)
    context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(site.sign_in_url(email))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/(console|portal|desk)/"))
    try:
        yield page
    finally:
        context.close()


def plan(page: Page, event: str) -> None:
    """Plan the event at the console's address ``event``, pressing twice; ends at the draft."""
    page.goto(f"{event}planning/")
    page.get_by_label("Time limit").select_option("10")
    page.get_by_role("button", name="Plan", exact=True).dblclick()
    page.wait_for_url(re.compile("/planning/runs/"))
    expect(page.locator(".run-chart svg path").first).to_be_attached()
    page.get_by_role("link", name="See the draft").click(timeout=120_000)
    page.wait_for_url(re.compile("/planning/versions/"))


def release(page: Page) -> tuple[int, int]:
    """Release the draft on screen; the numbers of e-mails and SMS that the question announced."""
    page.get_by_role("button", name="Release").click()
    question = page.get_by_role("dialog").inner_text()
    emails, sms = re.search(r"([\d,]+) e-mails? and ([\d,]+) SMS", question).groups()
    page.get_by_role("dialog").get_by_role("button", name="Release").click()
    expect(page.get_by_text("In force:")).to_be_visible()
    return int(emails.replace(",", "")), int(sms.replace(",", ""))
