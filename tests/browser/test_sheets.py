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


BAR = '<header class="topbar"><strong>Aero Days</strong></header>'
TOP = "element => element.getBoundingClientRect().top"
LINES = "".join(f"<p>{n}</p>" for n in range(80))


def test_the_search_of_a_tree_sticks_below_the_bar(page: Page):
    tree = f'<div class="term-tree"><div class="term-search"><input></div>{LINES}</div>'
    body = f'{BAR}<main><section class="card">{tree}</section></main>'
    serve(page, {"/page": document(body, attributes='class="portal-shell"')})
    page.goto(f"{SITE}/page")
    page.evaluate("scrollTo(0, 900)")
    bar = page.locator(".topbar").bounding_box()
    assert bar
    assert page.locator(".term-search").evaluate(TOP) == bar["height"]


def test_what_to_do_with_chosen_rows_sticks_below_the_bar(page: Page):
    row = "<tr><td class='choose'><input type='checkbox' checked></td><td>Acme</td></tr>"
    table = f"<div class='table-wrap'><table class='table'>{row * 60}</table></div>"
    form = "<form class='toolbar chosen'><button class='btn'>Accept</button></form>"
    body = f"{BAR}<main><div class='card flush'>{form}{table}</div></main>"
    shell = document(body, attributes='class="console-shell"', sheets=("css/console.css",))
    serve(page, {"/page": shell})
    page.set_viewport_size({"width": 1200, "height": 700})
    page.goto(f"{SITE}/page")
    page.evaluate("scrollTo(0, 900)")
    bar = page.locator(".topbar").bounding_box()
    assert bar
    assert page.locator(".chosen").evaluate(TOP) == bar["height"]


def test_the_focus_stays_above_a_phones_tabs(page: Page):
    links = "".join(f"<p><a href='#{n}'>Line {n}</a></p>" for n in range(60))
    tabs = "<nav class='tabbar'><ul><li><a href='#t'>Agenda</a></li></ul></nav>"
    body = f'<header class="topbar">{tabs}</header><main>{links}</main>'
    serve(page, {"/page": document(body, attributes='class="portal-shell"')})
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{SITE}/page")
    above = page.locator(".tabbar").evaluate(TOP)
    for _press in range(40):
        page.keyboard.press("Tab")
        bottom = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
        inside = page.evaluate("document.activeElement.closest('main') !== null")
        assert not inside or bottom <= above
