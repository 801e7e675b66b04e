"""The portal as an app: manifest, worker, and which pages may be kept."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories import World
from tests.plans import make_plan

AGENDA = "/portal/alpha/aero-days/agenda/"


def test_the_manifest_names_icons_that_are_there(world: World):
    answer = Client().get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    found = answer.json()
    assert found["start_url"] == "/portal/"
    assert {icon["sizes"] for icon in found["icons"]} >= {"192x192", "512x512"}
    assert any(icon.get("purpose") == "maskable" for icon in found["icons"])
    for icon in found["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_the_worker_comes_from_the_root(world: World):
    answer = Client().get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    assert 'importScripts("/static/js/offline-worker.js")' in answer.content.decode()


def test_pages_to_keep_say_whose_they_are(world: World, as_participant: Client):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    colleague = Client()
    colleague.force_login(world.delegates[1].user)
    pages = [AGENDA, f"{AGENDA}?view=list", f"{AGENDA}meetings/{world.requests[0].pk}/"]
    owners = {as_participant.get(page)["Offline-Owner"] for page in pages}
    assert len(owners) == 1
    assert colleague.get(AGENDA)["Offline-Owner"] not in owners
    # Not even by the browser's «back».
    assert as_participant.get(AGENDA)["Cache-Control"] == "no-store"


def test_a_page_stands_in_for_those_without_a_copy(world: World, as_participant: Client):
    worker = Client().get("/sw.js").content.decode()
    assert 'self.OFFLINE = "/portal/offline/"' in worker
    answer = as_participant.get("/portal/offline/")
    assert answer["Offline-Owner"] == as_participant.get(AGENDA)["Offline-Owner"]
    assert "No network" in answer.content.decode()
    assert "Offline-Owner" not in Client().get("/portal/offline/")


def test_other_pages_are_not_kept(world: World, as_participant: Client):
    for page in ("/portal/alpha/aero-days/me/", f"{AGENDA}calendar/", f"{AGENDA}meetings/0/"):
        assert "Offline-Owner" not in as_participant.get(page)
    assert "Offline-Owner" not in Client().get(AGENDA)


def test_signing_out_has_the_browser_forget(world: World, as_participant: Client):
    assert as_participant.post("/sign-out/")["Clear-Site-Data"] == '"cache"'
