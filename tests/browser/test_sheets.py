"""The sheets of static/css in Chromium, on pages made for one question each."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.static_pages import SITE, document, serve

# As long as a question of the organiser's form may be.
QUESTION = ("What does your company do about the travel of those whom it sends " * 4)[:200]


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_a_long_question_leaves_room_for_its_answer(page: Page, width: int):
    facts = (
        f"<dl class='facts'><dt>{QUESTION}</dt><dd>Trains only</dd><dt>Town</dt><dd>Lyon</dd></dl>"
    )
    serve(page, {"/page": document(f"<main><section class='card'>{facts}</section></main>")})
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{SITE}/page")
    card = page.locator("dl").bounding_box()
    answer = page.locator("dd").first.bounding_box()
    assert card
    assert answer
    assert answer["width"] > 0.4 * card["width"]
