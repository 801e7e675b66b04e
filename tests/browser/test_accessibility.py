"""Every page that links lead to, on a phone and on a desk: axe finds nothing, nothing overflows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page

from tests.browser.installations import Installation
from tests.browser.steps import DESK, PHONE, plan, release, visit

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A phone by day and a desk by night: each theme and each width is looked at once.
VIEWS = ((PHONE, "light"), (DESK, "dark"))
_SETTLED = """async () => {
  // Chromium keeps inherited light-dark() colours when the theme changes under an open page.
  document.documentElement.hidden = true;
  document.documentElement.getBoundingClientRect();
  document.documentElement.hidden = false;
  const frame = () => new Promise(requestAnimationFrame);
  for (let i = 0; i < 2; i++) {
    await frame(); await frame();
    await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
  }
}"""
_MEMBER = """
import django; django.setup()
from vimeet.accounts.models import Membership
print(Membership.objects.filter(role={role!r}).first().user.email)
"""
# How many kinds of pages each of them finds at least.
LEAST = {"organiser": 30, "participant": 8, "staff": 2, "accountant": 6}


def kind_of(url: str) -> str:
    """Which page an address is: its route with the objects' numbers left out."""
    return resolve(urlsplit(url).path).view_name


def pages(page: Page, start: str) -> Iterator[str]:
    """Open ``start`` and whatever its links lead to, one page of each kind; yield the address."""
    waiting, known = [start], {kind_of(start)}
    while waiting:
        address = waiting.pop(0)
        try:
            answer = page.goto(address)
        except Error as error:
            if "Download is starting" in error.message:
                continue
            raise
        assert answer, address
        assert answer.ok, f"{address}: {answer.status}"
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield address
        links = page.eval_on_selector_all(
            "a[href]:not([download])", "links => links.map(link => link.href)"
        )
        for link in links:
            parts = urlsplit(link)
            if parts.netloc != urlsplit(page.url).netloc:
                continue
            try:
                kind = kind_of(link)
            except Resolver404:
                continue
            if kind not in known:
                known.add(kind)
                waiting.append(parts.path)


def faults(page: Page) -> list[str]:
    """What is wrong with the page on screen, in each view."""
    found = []
    for size, theme in VIEWS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        # Colours on their way from one theme to the other are nobody's.
        page.evaluate(_SETTLED)
        results = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
        found += [
            f"{size['width']} px, {theme}: {violation['id']}: "
            + json.dumps([node["target"] for node in violation["nodes"]][:3])
            for violation in results.response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            found.append(f"{size['width']} px: {wide} px too wide")
    return found


@pytest.fixture(scope="module")
def released(embedded: Installation, browser: Browser) -> Installation:
    """The demo with agendas, so that no page is empty."""
    console = f"/console/{embedded.organiser}/{embedded.event}/"
    with visit(browser, embedded, embedded.organiser_email, DESK) as page:
        page.goto(f"{console}planning/")
        if not page.get_by_text("In force").count():
            plan(page, console)
            release(page)
    return embedded


@pytest.mark.parametrize("role", list(LEAST))
def test_pages_are_accessible(released: Installation, browser: Browser, role: str):
    email = {
        "organiser": released.organiser_email,
        "participant": released.participant_email,
    }.get(role) or released.run(_MEMBER.format(role=role)).strip()
    wrong = {}
    seen = []
    with visit(browser, released, email, PHONE) as page:
        for address in pages(page, urlsplit(page.url).path):
            seen.append(address)
            if found := faults(page):
                wrong[address] = found
    assert len(seen) >= LEAST[role], seen
    assert not wrong, json.dumps(wrong, indent=1)


def test_public_pages_are_accessible(released: Installation, browser: Browser):
    context = browser.new_context(viewport=PHONE, base_url=released.url)
    page = context.new_page()
    wrong = {}
    for start in (f"/e/{released.organiser}/{released.event}/", "/sign-in/"):
        for address in pages(page, start):
            if found := faults(page):
                wrong[address] = found
    context.close()
    assert not wrong, json.dumps(wrong, indent=1)
