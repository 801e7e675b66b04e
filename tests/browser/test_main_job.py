"""The main job in real browsers, on both set-ups: plan, release, an open agenda changes."""

from __future__ import annotations

import json
from collections import Counter

from playwright.sync_api import Browser, expect

from tests.browser.installations import Installation
from tests.browser.steps import DESK, PHONE, plan, release, visit

_MESSAGES = """
import django; django.setup()
import json
from vimeet.messaging.models import Message
rows = Message.objects.filter(key__startswith="release:").values_list("channel", "address", "state")
print(json.dumps(list(rows)))
"""
_AUDIT = """
import django; django.setup()
import json
from vimeet.audit.models import Entry
print(json.dumps(list(Entry.objects.order_by("pk").values_list("action", flat=True))))
"""


def test_plan_and_release_reach_an_open_agenda(browser: Browser, untouched: Installation):
    site = untouched
    path = f"{site.organiser}/{site.event}"
    with (
        visit(browser, site, site.organiser_email, DESK) as console,
        visit(browser, site, site.participant_email, PHONE) as agenda,
    ):
        agenda.goto(f"/portal/{path}/agenda/")
        expect(agenda.get_by_text("Not released yet")).to_be_visible()
        expect(agenda.locator("[data-live-state]")).to_have_text("live")
        # Gone if the page were loaded again.
        agenda.evaluate("window.neverReloaded = true")

        plan(console, f"/console/{path}/")
        emails, sms = release(console)

        expect(agenda.locator("#agenda .meet").first).to_be_visible()
        assert agenda.evaluate("window.neverReloaded") is True

        messages = json.loads(site.run(_MESSAGES))
        once = Counter((channel, address) for channel, address, _state in messages)
        assert set(once.values()) == {1}
        assert Counter(channel for channel, _address in once) == {"email": emails, "sms": sms}
        assert ("email", site.participant_email) in once

        console.goto(f"/console/{path}/messages/")
        for _attempt in range(120):
            if {state for *_, state in json.loads(site.run(_MESSAGES))} == {"sent"}:
                break
            console.wait_for_timeout(1000)
        assert {state for *_, state in json.loads(site.run(_MESSAGES))} == {"sent"}
        if site.mailbox is not None:
            received = Counter(site.mailbox)
            assert received[site.participant_email] == 1
            assert sum(n for to, n in received.items() if ("email", to) in once) == emails

    actions = Counter(json.loads(site.run(_AUDIT)))
    assert actions["run.started"] == 1
    assert actions["plan.released"] == 1
