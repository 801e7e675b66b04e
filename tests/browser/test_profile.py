"""A profile on a phone: terms found by typing, a logo seen before it is saved, whom to meet."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.installations import Installation
from tests.browser.steps import PHONE, visit
from tests.registration.pictures import picture_file

_HIDDEN = "items => items.filter(item => item.offsetParent).map(item => item.dataset.term)"


def test_a_profile_is_completed_and_somebody_is_recommended(
    browser: Browser, embedded: Installation
):
    portal = f"/portal/{embedded.organiser}/{embedded.event}"
    with visit(browser, embedded, embedded.participant_email, PHONE) as page:
        page.goto(f"{portal}/me/needs/")
        tree = page.locator("[data-term-tree]")
        search = page.get_by_role("searchbox")
        search.fill("HARNESSES")
        expect(page.get_by_label("Harnesses")).to_be_visible()
        assert tree.locator("[data-term]").evaluate_all(_HIDDEN) == [
            "Electrics and electronics",
            "Harnesses",
        ]
        page.get_by_label("Harnesses").check()
        search.fill("nothing of the kind")
        expect(page.get_by_text("Nothing of that name.")).to_be_visible()
        # What is ticked and not shown is kept.
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(f"**{portal}/me/")
        page.goto(f"{portal}/me/needs/")
        expect(page.get_by_label("Harnesses")).to_be_checked()

        page.goto(f"{portal}/me/pictures/")
        file = picture_file()
        form = page.locator("form[data-picture]").first
        form.locator("input[type=file]").set_input_files(
            {"name": "logo.jpeg", "mimeType": "image/jpeg", "buffer": file.read()}
        )
        expect(form.get_by_text("This is how it will look.")).to_be_visible()
        expect(form.locator("[data-picture-frame] img")).to_be_visible()
        form.get_by_role("button", name="Save").click()
        expect(page.locator("img[src*='/pictures/']").first).to_be_visible()

        page.goto(f"{portal}/for-you/")
        first = page.locator(".for-you h2").first
        name = first.inner_text()
        expect(page.locator(".why li").first).to_contain_text("look for")
        cards = page.locator(".for-you li.card")
        cards.first.locator("form button").first.click()
        expect(page.get_by_text(f"{name} has your request.")).to_be_visible()
        expect(page.get_by_role("heading", name=name)).to_have_count(0)
        second = page.locator(".for-you h2").first.inner_text()
        cards.first.locator("form button").last.click()
        expect(page.get_by_role("heading", name=second)).to_have_count(0)
