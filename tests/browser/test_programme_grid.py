"""The programme's table in Chromium: sessions are dragged, and nothing else is."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.apart import Apart
from tests.browser.static_pages import SITE
from tests.factories import World
from tests.programme.sessions import at, make_session


def test_selected_text_is_dragged_to_no_harm_and_a_session_to_another_time(
    world: World, as_organiser: Client, apart: Apart
):
    session = make_session(world.event)
    page = apart(as_organiser)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(SITE + reverse("console:programme_grid", kwargs=world.event.url_kwargs))
    room = page.locator("thead th", has_text="Auditorium")
    cells = page.locator("td[data-start]")

    # The room's name, selected and drawn to a free time.
    room.click(click_count=3, position={"x": 20, "y": 12})
    room.hover(position={"x": 20, "y": 12})
    page.mouse.down()
    cells.last.hover()
    cells.last.hover()
    page.mouse.up()
    assert faults == []
    session.refresh_from_db()
    assert session.starts_at == at(world.event, 9)

    later = dt.datetime.fromisoformat(str(cells.last.get_attribute("data-start")))
    link = page.locator("a[data-move]")
    link.drag_to(cells.last)
    expect(link).to_contain_text(f"{later:%H:%M}–")
    session.refresh_from_db()
    assert session.starts_at == later
