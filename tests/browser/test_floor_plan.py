"""The floor plan in a browser: marks set by clicking, moved by the keyboard, found on the phone."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.installations import Installation
from tests.browser.steps import DESK, visit
from tests.registration.pictures import picture_file

# The demo's event has its plan already; this one has two places and none.
_EVENT = """
import django; django.setup()
import datetime as dt
from vimeet.events.models import Place
from vimeet.events.services.events import create_event
from vimeet.events.services.organisers import create_organiser
member = create_organiser(name="Morbihan Events", email={email!r})
day = dt.date(2027, 5, 4)
event = create_event(
    organiser=member.organiser, actor=member.user, name="Empty Hall", city="Vannes",
    starts_on=day, ends_on=day, language="en",
)
event.places.all().delete()
for name in ("Hall 1", "Hall 2"):
    Place.objects.create(event=event, name=name, capacity=5)
print(event.organiser.slug, event.slug)
"""


def test_a_place_is_marked_by_a_click_and_moved_by_keys(browser: Browser, embedded: Installation):
    email = "armel@morbihan.example"
    organiser, event = embedded.run(_EVENT.format(email=email)).split()
    plan = f"/console/{organiser}/{event}/places/plan/"
    with visit(browser, embedded, email, DESK) as page:
        page.goto(plan)
        file = picture_file((800, 400)).read()
        page.locator("input[type=file]").set_input_files(
            {"name": "plan.jpeg", "mimeType": "image/jpeg", "buffer": file}
        )
        page.get_by_role("button", name="Save the picture").click()
        places = page.locator(".plan-places a")
        name = places.first.locator("span").inner_text()
        # The first place without a mark is chosen.
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        # A click before the page's script has loaded would go unheard.
        page.wait_for_load_state()

        stage = page.locator("[data-plan-stage]")
        box = page.locator(".floor-plan").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
        expect(page.get_by_role("button", name="Move the mark", exact=True)).to_be_visible()
        expect(places.first).not_to_contain_text("not marked")
        expect(page.get_by_label("From the left (%)")).to_have_value(re.compile(r"^2[45]\."))

        field = page.get_by_label("From the top (%)")
        before = float(field.input_value())
        expect(stage).to_be_focused()
        with page.expect_response(lambda answer: "/mark/" in answer.url):
            for _ in range(3):
                page.keyboard.press("ArrowDown")
        page.wait_for_load_state("networkidle")
        page.goto(plan)
        places.first.click()
        expect(page.get_by_role("button", name="Move the mark", exact=True)).to_be_visible()
        after = float(page.get_by_label("From the top (%)").input_value() or 0)
        assert abs(after - before - 3) < 0.001

        # Whoever goes on at once keeps the last step, and the next place is untouched.
        stage.focus()
        page.keyboard.press("ArrowDown")
        with page.expect_response(lambda answer: "/mark/" in answer.url):
            places.nth(1).click()
        expect(page.get_by_label("From the left (%)")).to_have_value("")
        places.first.click()
        expect(page.get_by_label("From the top (%)")).to_have_value(f"{before + 4:.2f}")
