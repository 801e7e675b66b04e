"""The page of a run whose end was not the usual one."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import World
from vimeet.meetings.models import Run
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
