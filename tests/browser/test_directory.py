"""The directory while a script reads only the parts that change: filters, pages, stars, back."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.installations import Installation
from tests.browser.steps import DESK, visit


def test_filters_pages_and_stars_without_loading_again(browser: Browser, embedded: Installation):
    directory = f"/portal/{embedded.organiser}/{embedded.event}/directory/"
    with visit(browser, embedded, embedded.participant_email, DESK) as page:
        page.goto(directory)
        loads: list[str] = []
        page.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
        results, filters = page.locator("#results"), page.locator("#filter-list")
        everybody = results.locator(".found p").inner_text()

        star = results.locator(".star").first
        expect(star).to_have_attribute("aria-pressed", "false")
        star.click()
        expect(results.locator(".star").first).to_have_attribute("aria-pressed", "true")

        results.get_by_role("link", name="Next").click()
        expect(page).to_have_url(re.compile("page=2"))
        expect(results.locator(".pagination")).to_contain_text("13 to")

        # The rest of a filter's choices, once opened, stays open with each new count.
        rest = filters.locator("#more-need")
        rest.locator("summary").click()
        filters.locator("input[name=need]").first.check()
        expect(results.locator(".found p")).not_to_have_text(everybody)
        expect(rest).to_have_attribute("open", "")
        filters.locator("input[name=need]").first.uncheck()
        expect(results.locator(".found p")).to_have_text(everybody)

        box = filters.locator("input[name=type]").first
        box.check()
        expect(page).to_have_url(re.compile(r"[?&]type=\d+$"))
        expect(results.locator(".found p")).not_to_have_text(everybody)
        expect(page.locator("#found-count")).to_have_text(results.locator(".found p").inner_text())
        results.get_by_role("link", name=re.compile("remove this filter")).click()
        expect(results.locator(".found p")).to_have_text(everybody)
        expect(filters.locator("input[name=type]").first).not_to_be_checked()
        page.go_back()
        expect(results.locator(".found p")).not_to_have_text(everybody)
        assert loads == []
