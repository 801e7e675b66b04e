"""Agendas on paper: one's own, and all of a release."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.factories import World, make_slots
from tests.plans import make_plan
from vimeet.meetings.models import AgendaBook, Request
from vimeet.meetings.tasks import make_agenda_book

CONSOLE = "/console/alpha/aero-days/agendas/"
MINE = "/portal/alpha/aero-days/agenda/agenda.pdf"


def read(answer: object) -> PdfReader:
    """The document of an answer."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def texts(reader: PdfReader) -> list[str]:
    return [page.extract_text() for page in reader.pages]


def test_my_agenda_is_one_page(world: World, as_participant: Client):
    make_plan(world, 1, (world.requests[0], world.slots[1], world.places[1]))
    (page,) = texts(read(as_participant.get(MINE)))
    for expected in ("P0 Acme", "Aero Days", "09:25–09:45", "Brio", "P0 Brio", "Stand Acme"):
        assert expected in page
    assert "Tuesday 9 March 2027" in page
    assert "Cobalt" not in page


def test_however_much_there_is_it_stays_one_page(world: World, as_participant: Client):
    acme, brio = world.delegations[:2]
    meetings = []
    for day in range(10, 14):
        world.event.starts_on = world.event.starts_on.replace(day=day)
        for slot in make_slots(world.event, 12):
            request = Request.objects.create(
                event=world.event, asker=acme, asked=brio, state=Request.State.WITHDRAWN
            )
            meetings.append((request, slot, world.places[0]))
    make_plan(world, 1, *meetings)
    (page,) = texts(read(as_participant.get(MINE)))
    assert page.count("P0 Brio") == 48


def test_before_a_release_it_says_so(world: World, as_participant: Client):
    (page,) = texts(read(as_participant.get(MINE)))
    assert "Nothing is planned for you yet." in page


def test_all_agendas_by_delegation_in_their_readers_language(world: World, as_organiser: Client):
    hall = world.places[0]
    make_plan(
        world,
        1,
        (world.requests[0], world.slots[0], hall),
        (world.requests[2], world.slots[1], hall),
    )
    dynamo = world.delegates[4]
    dynamo.language = "en"
    dynamo.save()
    assert as_organiser.post(f"{CONSOLE}print/").url == CONSOLE
    book = AgendaBook.objects.get()
    # Asked for twice while it is being made, it is made once; there is nothing to read yet.
    as_organiser.post(f"{CONSOLE}print/")
    assert AgendaBook.objects.get() == book
    assert as_organiser.get(f"{CONSOLE}print/{book.pk}.pdf").status_code == 404
    make_agenda_book(book.pk)
    reader = read(as_organiser.get(f"{CONSOLE}print/{book.pk}.pdf"))
    acme, brio, english = texts(reader)
    assert "P0 Acme" in acme
    assert "mardi 9 mars 2027" in acme
    assert "Dynamo" in brio
    assert "Tuesday 9 March 2027" in english
    assert [entry.title for entry in reader.outline] == ["Acme", "Brio", "Dynamo"]
    as_organiser.cookies["django_language"] = "en"
    assert "3 agendas of version 1" in as_organiser.get(CONSOLE).content.decode()
    make_plan(world, 2)
    assert "Something has been released since" in as_organiser.get(CONSOLE).content.decode()


def test_a_failure_is_said(world: World, as_organiser: Client, monkeypatch: pytest.MonkeyPatch):
    make_plan(world, 1)
    as_organiser.post(f"{CONSOLE}print/")
    monkeypatch.setattr("vimeet.meetings.documents.paper.TEMPLATE", "/nowhere.typ")
    make_agenda_book(AgendaBook.objects.get().pk)
    as_organiser.cookies["django_language"] = "en"
    assert "That did not work" in as_organiser.get(CONSOLE).content.decode()


def test_before_a_release_there_is_nothing_to_print(world: World, as_organiser: Client):
    as_organiser.post(f"{CONSOLE}print/")
    assert not AgendaBook.objects.exists()
