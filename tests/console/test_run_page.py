"""The page of a run whose end was not the usual one."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import World
from vimeet.meetings.models import Plan, Run
from vimeet.meetings.services import execution
from vimeet.meetings.services.execution import execute_run
from vimeet.meetings.services.runs import start_run


def text(response: HttpResponse) -> str:
    """What the page says, its white space evened out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture(autouse=True)
def english(as_organiser: Client) -> None:
    as_organiser.cookies["django_language"] = "en"


@pytest.fixture
def run(world: World) -> Run:
    return start_run(event=world.event, actor=world.organiser_user, time_limit=120)


def test_a_fault_of_the_server_is_worded_and_its_details_logged(
    run: Run, as_organiser: Client, url, monkeypatch, caplog
):
    def broken(**kwargs: object) -> None:
        raise RuntimeError("relation vimeet_secret does not exist")

    monkeypatch.setattr(execution, "save_draft", broken)
    execute_run(run.pk)
    page = text(as_organiser.get(url("run", pk=run.pk)))
    assert "There is no draft from this run. Something went wrong on the server" in page
    assert "vimeet_secret" not in page
    assert "RuntimeError" not in page
    assert "vimeet_secret" in caplog.text


def test_a_draft_that_nothing_is_known_of_leaves_the_page_of_its_run_readable(
    world: World, run: Run, as_organiser: Client, url
):
    """One request of the draft is withdrawn, one placed by hand that the run did not know."""
    execute_run(run.pk)
    plan = Plan.objects.get()
    withdrawn, new = world.requests[2], world.requests[3]
    as_organiser.post(url("request_withdraw", pk=withdrawn.pk))
    as_organiser.post(url("request_accept", pk=new.pk))
    here = url("plan_meeting", number=plan.number, pk=new.pk)
    page = as_organiser.get(here)
    choice = next(choice for choice in page.context["editing"].choices if choice.place)
    as_organiser.post(here, page.context["people"] | {"slot": choice.slot.pk, "place": ""})
    assert plan.meetings.count() == 4

    assert "3 meetings placed" in text(as_organiser.get(url("run", pk=run.pk)))
    summary = text(as_organiser.get(url("plan", number=plan.number)))
    assert "Weight placed – not known: something in the plan" in summary
    assert "Weight of the placed requests – – not known" in summary

    # Once what can't be held is out, everything is counted again.
    as_organiser.post(url("plan_take_out", number=plan.number, pk=withdrawn.pk))
    summary = text(as_organiser.get(url("plan", number=plan.number)))
    assert f"Weight placed {5 + 3 + new.weight} nothing proven" in summary
