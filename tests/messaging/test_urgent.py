"""A full outbox: whoever waits for a message gets it, and other tasks get their turn."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import World
from vimeet.messaging import delivery
from vimeet.messaging.models import Message
from vimeet.messaging.tasks import deliver_due


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of what is sent, in order; each message takes a second of the worker's clock."""
    keys: list[str] = []
    deliver = delivery.deliver

    def note(message: Message, *args: object) -> None:
        keys.append(message.key.split(":")[0])
        deliver(message, *args)

    monkeypatch.setattr(delivery, "deliver", note)
    monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: float(len(keys))))
    return keys


@pytest.fixture
def full(world: World, write: Callable[..., Message]) -> None:
    """An outbox with what a release tells many."""
    for number in range(20):
        write(key=f"release:{number}:email", event=world.event)


def test_a_sign_in_link_goes_before_what_a_release_tells(world: World, full: None, sent: list[str]):
    Client().post(reverse("accounts:sign_in"), {"username": world.delegates[0].email, "link": "1"})
    deliver_due()
    assert sent[0] == "sign-in-link"
    assert set(sent[1:]) == {"release"}


def test_one_call_takes_a_few_seconds_and_the_next_goes_on(full: None, sent: list[str]):
    deliver_due()
    assert len(sent) == delivery.MOST_SECONDS
    while Message.objects.filter(state="queued").exists():
        deliver_due()
    assert len(sent) == 20


def test_so_does_the_link_to_a_registration_that_was_just_begun(
    world: World, full: None, sent: list[str]
):
    data = {"participant_type": world.types[0].pk, "email": "ana@nova.example"}
    Client().post(reverse("register:start", kwargs=world.event.url_kwargs), data)
    deliver_due()
    assert sent[:2] == ["registration", "release"]
