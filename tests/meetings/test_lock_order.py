"""Everybody locks in one order: two who change the same at once end both, on PostgreSQL."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.meetings.plans import make_draft
from tests.meetings.test_edit_races import at_once
from tests.plans import make_plan
from vimeet.accounts.models import User
from vimeet.meetings.models import Plan, Request
from vimeet.meetings.services import amendments, attendance, edits, imports
from vimeet.meetings.services.locks import hold_delegations
from vimeet.meetings.services.requests import propose_request
from vimeet.registration.models import Delegate

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# How long one waits for the other where the other may have to wait for them.
A_WHILE = 1


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def failures(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


def test_an_import_and_somebody_who_asks(world: World, monkeypatch: pytest.MonkeyPatch):
    """The asker holds the delegations of the second line when the first one is made."""
    cobalt, dynamo = world.delegations[2:]
    Request.objects.all().delete()
    first_made, held = threading.Event(), threading.Event()
    make = imports._make

    def make_and_wait(*args: Any, **kwargs: Any) -> None:
        make(*args, **kwargs)
        first_made.set()
        held.wait(A_WHILE)

    monkeypatch.setattr(imports, "_make", make_and_wait)
    lines = "Who asks,Who is asked\nAcme,Brio\nCobalt,Dynamo\n"

    def upload() -> int:
        file = SimpleUploadedFile("requests.csv", lines.encode())
        address = reverse("console:requests_import", kwargs=world.event.url_kwargs)
        return browser(world.organiser_user).post(address, {"file": file}).status_code

    def ask() -> Request:
        with transaction.atomic():
            # As the service begins, with a pause before it goes on to the event.
            hold_delegations(dynamo, cobalt)
            held.set()
            first_made.wait(A_WHILE)
            return propose_request(asker=dynamo, asked=cobalt, actor=None)

    results = at_once(upload, ask)
    # One of the two requests of Cobalt and Dynamo stands, the other was refused in words.
    assert [str(error) for error in failures(results)] in (
        [],
        ["They asked you already: answer their request."],
    )
    assert Request.objects.filter(asker__in=(cobalt, dynamo)).count() == 1


class BothAtOnce:
    """The participant has locked its people, the organiser the request."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.participant = threading.local()
        self.people_held, self.request_held = threading.Event(), threading.Event()
        for module in (amendments, attendance, edits):
            self.wrap(monkeypatch, module)

    def wrap(self, monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
        original = module.locked_request

        def in_turn(request: Request) -> Request:
            if getattr(self.participant, "here", False):
                self.people_held.set()
                self.request_held.wait(A_WHILE)
                return original(request)
            locked = original(request)
            self.request_held.set()
            self.people_held.wait(A_WHILE)
            return locked

        monkeypatch.setattr(module, "locked_request", in_turn)


@pytest.mark.parametrize("where", ["request", "draft"])
def test_the_organiser_and_a_participant_who_name_people(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str
):
    request, (one, other) = world.requests[0], world.delegates[:2]
    brio = request.asked.delegates.get()
    second = Delegate.objects.create(
        delegation=request.asked, first_name="Bea", last_name="Brio", email="bea@brio.example"
    )
    request.asker_delegates.set([one])
    request.asked_delegates.set([brio])
    plan = make_draft(world, {request: (0, 0)})
    both = BothAtOnce(monkeypatch)
    here = world.event.url_kwargs

    def organiser() -> int:
        client = browser(world.organiser_user)
        if where == "draft":
            address = reverse(
                "console:plan_meeting", kwargs=here | {"number": plan.number, "pk": request.pk}
            )
            data = {"slot": world.slots[1].pk, "asker": other.pk, "asked": second.pk, "place": ""}
        else:
            address = reverse("console:request", kwargs=here | {"pk": request.pk})
            data = {
                "asker_priority": "want",
                "asked_priority": "want",
                "asker_delegates": [one.pk, other.pk],
                "asked_delegates": [brio.pk, second.pk],
            }
        return client.post(address, data).status_code

    def participant() -> int:
        both.participant.here = True
        address = reverse("portal:request", kwargs=here | {"pk": request.pk})
        data = {"priority": "want", "delegates": [brio.pk, second.pk]}
        return browser(brio.user).post(address, data).status_code

    assert at_once(organiser, participant) == [302, 302]
    assert set(request.asker_delegates.all()) == {one, other}
    assert set(request.asked_delegates.all()) == {brio, second}


def test_a_meeting_is_cancelled_while_a_participant_names_people(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    """The release that follows holds other meetings of the people who are being named."""
    request, other = world.requests[0], world.requests[2]
    hall, brio = world.places[0], request.asked.delegates.get()
    Delegate.objects.create(
        delegation=request.asked, first_name="Bea", last_name="Brio", email="bea@brio.example"
    )
    make_plan(world, 1, (request, world.slots[0], hall), (other, world.slots[1], hall))
    both = BothAtOnce(monkeypatch)
    here = world.event.url_kwargs | {"pk": request.pk}

    def organiser() -> int:
        address = reverse("console:request_cancel", kwargs=here)
        return browser(world.organiser_user).post(address).status_code

    def participant() -> int:
        both.participant.here = True
        data = {"priority": "want", "delegates": [brio.pk]}
        address = reverse("portal:request", kwargs=here)
        return browser(brio.user).post(address, data).status_code

    assert at_once(organiser, participant) == [302, 302]
    assert Plan.objects.get(number=2).meetings.get().request == other
