"""What if: asked in the console, computed by the planner's child process, read in words."""

from __future__ import annotations

import datetime as dt
import re
import sys
import threading

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import World
from vimeet.events.models import Slot
from vimeet.meetings.models import WhatIf
from vimeet.meetings.services import whatif
from vimeet.meetings.services.runs import find_lost_runs

SPAN = {"at_least": 1, "at_most": 2}


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture(autouse=True)
def english(world, as_organiser):
    as_organiser.cookies["django_language"] = "en"


def test_more_credits_are_asked_about_and_answered(world: World, as_organiser: Client, url):
    """Acme has one credit for two requests: one more places both, a third brings nothing."""
    acme = world.delegations[0]
    acme.max_meetings = 1
    acme.save()
    page = as_organiser.get(url("what_if"))
    assert "Nothing asked yet" in text(page)
    for _press in range(2):
        page = as_organiser.post(
            url("what_if"), {"kind": "credits", "time_limit": "30"}, follow=True
        )
    assert "waits for a free planner" in text(page)
    question = WhatIf.objects.get()
    other = as_organiser.post(url("what_if"), {"kind": "slots", "time_limit": "30"})
    assert other.status_code == 422
    assert "One question at a time: “More credits” is still going." in text(other)

    whatif.answer_what_if(question.pk)
    page = as_organiser.get(url("what_if"))
    assert (
        "as it is 2 – 7 – 1 credit more for everyone 3 +1 10 +3 "
        "2 credits more for everyone 3 +1 10 +3"
    ) in text(page)
    # A task that comes twice is carried out once.
    whatif.answer_what_if(question.pk)


def test_the_page_takes_as_many_queries_however_many_questions_and_requests(
    world: World, as_organiser: Client, url, django_assert_num_queries
):
    types = [str(kind.pk) for kind in world.types]
    rows = [{"group": pk, "delegations": 2, "alone": SPAN, "together": SPAN} for pk in types]
    for asked in (1, 3):
        while WhatIf.objects.count() < asked:
            WhatIf.objects.create(
                event=world.event,
                kind="promise",
                state="answered",
                answer=rows,
                time_limit=30,
                heartbeat_at=timezone.now(),
            )
        assert as_organiser.get(url("what_if")).context["answers"][-1].promised[0].label == "Buyer"
        with django_assert_num_queries(13):
            as_organiser.get(url("what_if"))


@pytest.mark.parametrize("kind", ["tables", "slots", "promise"])
def test_every_question_has_its_answer(world: World, as_organiser: Client, url, kind):
    as_organiser.post(url("what_if"), {"kind": kind, "time_limit": "30"})
    question = WhatIf.objects.get()
    whatif.answer_what_if(question.pk)
    question.refresh_from_db()
    assert question.state == WhatIf.State.ANSWERED, question.error
    page = text(as_organiser.get(url("what_if")))
    says = {
        "tables": "1 place more 3 nothing more 10 nothing more",
        "slots": "3 slots more 3 nothing more 10 nothing more",
        "promise": "Buyer 2",
    }
    assert says[kind] in page


def test_nothing_to_reckon_with_is_said(world: World, as_organiser: Client, url):
    Slot.objects.all().delete()
    page = as_organiser.post(url("what_if"), {"kind": "tables", "time_limit": "30"})
    assert page.status_code == 422
    assert "are needed first" in text(page)
    assert not WhatIf.objects.exists()


def test_a_question_is_given_up_even_while_it_is_computed(
    world: World, as_organiser: Client, url, monkeypatch, settings
):
    settings.PLANNER_HEARTBEAT_SECONDS = 0.05
    as_organiser.post(url("what_if"), {"kind": "tables", "time_limit": "30"})
    question = WhatIf.objects.get()
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(whatif, "_command", lambda q: command)
    begun = threading.Event()
    change = whatif._change

    def stop_then_change(question, state=None, **values):
        # The first sign of life comes after somebody pressed Stop.
        if not begun.is_set():
            begun.set()
            as_organiser.post(url("what_if_stop", pk=question.pk))
        return change(question, state, **values)

    monkeypatch.setattr(whatif, "_change", stop_then_change)
    whatif.answer_what_if(question.pk)
    question.refresh_from_db()
    assert question.state == WhatIf.State.STOPPED
    assert "Stopped before there was an answer." in text(as_organiser.get(url("what_if")))


def test_a_dead_worker_leaves_a_lost_question_and_another_can_be_asked(
    world: World, as_organiser: Client, url
):
    WhatIf.objects.create(
        event=world.event,
        kind="tables",
        state=WhatIf.State.RUNNING,
        heartbeat_at=timezone.now() - dt.timedelta(minutes=1),
    )
    find_lost_runs()
    assert "Lost: its worker stopped. Ask again." in text(as_organiser.get(url("what_if")))
    as_organiser.post(url("what_if"), {"kind": "tables", "time_limit": "30"})
    assert WhatIf.objects.filter(state=WhatIf.State.QUEUED).exists()


def test_a_planner_that_dies_or_refuses_is_said(
    world: World, as_organiser: Client, url, monkeypatch
):
    for code, says in ((1, "stopped unexpectedly"), (2, "no such slot")):
        as_organiser.post(url("what_if"), {"kind": "tables", "time_limit": "30"})
        question = WhatIf.objects.filter(state="queued").get()
        script = f"import sys; print('no such slot', file=sys.stderr); sys.exit({code})"
        monkeypatch.setattr(
            whatif, "_command", lambda q, s=script: [whatif.sys.executable, "-c", s]
        )
        whatif.answer_what_if(question.pk)
        assert says in text(as_organiser.get(url("what_if")))


def test_a_fault_of_the_server_is_worded(world: World, as_organiser: Client, url, monkeypatch):
    def broken(question: WhatIf) -> None:
        raise RuntimeError("no room on vimeet_disk")

    monkeypatch.setattr(whatif, "_compute", broken)
    as_organiser.post(url("what_if"), {"kind": "tables", "time_limit": "30"})
    whatif.answer_what_if(WhatIf.objects.get().pk)
    page = text(as_organiser.get(url("what_if")))
    assert "Something went wrong on the server" in page
    assert "vimeet_disk" not in page
