"""A released meeting moved and cancelled on a phone, by the organiser and at the desk."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser.apart import Apart
from tests.browser.static_pages import SITE
from tests.browser.steps import PHONE
from tests.factories import World
from tests.plans import make_plan
from vimeet.meetings.models import Plan


@pytest.fixture(autouse=True)
def plan(world: World) -> Plan:
    """Acme meets Brio at 9:00 in the hall."""
    return make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def follow(page: Page, what: str) -> None:
    """Press a link or button, and wait for the page that it leads to with its scripts."""
    with page.expect_navigation():
        page.locator(what).first.click()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("door", ["console", "desk"])
def test_on_a_phone(apart: Apart, world: World, door: str, language: str):
    client = Client()
    client.force_login(world.organiser_user if door == "console" else world.staff_user)
    client.cookies["django_language"] = language
    ask, acme = world.requests[0], world.delegates[0]
    page = apart(client)
    page.set_viewport_size(PHONE)
    event = f"{door}/alpha/aero-days"
    if door == "console":
        page.goto(f"{SITE}/{event}/requests/{ask.pk}/")
    else:
        page.goto(f"{SITE}/{event}/{acme.pk}/")
        follow(page, ".agenda .whole")
    assert fits(page)
    page.locator("main summary.btn").click()
    page.locator("#amend-slot").select_option(str(world.slots[2].pk))
    assert fits(page)
    follow(page, "main details form .btn.primary")
    assert Plan.objects.get(number=2).meetings.get().slot == world.slots[2]
    if door == "desk":
        follow(page, ".agenda .whole")
    page.locator("[data-dialog-open=cancel-meeting]").click()
    dialog = page.locator("#cancel-meeting")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("2 e-mails")
    assert fits(page)
    follow(page, "#cancel-meeting button[type=submit]")
    assert not Plan.objects.get(number=3).meetings.exists()
