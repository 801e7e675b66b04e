"""While somebody types into a form of registration: what the page says about what it keeps."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page, Route, expect

from tests.browser.static_pages import SITE, document, serve

FORM = '<form data-keep="/keep"><input name="name" aria-label="Company">{}</form>'


def offline(route: Route) -> None:
    route.abort()


def answering(status: int):
    return lambda route: route.fulfill(status=status)


@pytest.mark.parametrize(
    ("server", "told"),
    [
        (answering(204), "Kept:"),
        (answering(413), "Not kept: this is too much text."),
        (answering(404), "Not kept: this can no longer be changed here."),
        (offline, "Not kept: you seem to be offline."),
    ],
    ids=["kept", "too much", "no longer", "offline"],
)
def test_the_page_says_what_became_of_it(page: Page, server, told):
    with translation.override("en"):
        form = FORM.format(render_to_string("register/keeping.html"))
    serve(page, {"/page": document(form, modules=("register",)), "/keep": server})
    page.goto(f"{SITE}/page")
    page.get_by_label("Company").press_sequentially("Nova")
    expect(page.get_by_role("status")).to_contain_text(told)
