"""Sockets of open pages end with the right to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from tests.factories import World
from tests.sockets import Socket
from vimeet.core import sockets
from vimeet.core.live import publish, runs_group

# The socket's own look at the database lets go of the connection: no test may hang on it.
pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/ws/console/alpha/aero-days/runs/"
PING = {"type": "websocket.receive", "text": '{"type":"ping"}'}
TOLD = {"type": "run.state", "run": 1, "state": "running"}


def sign_out(world: World, client: Client) -> None:
    client.post("/sign-out/")


def leave_the_team(world: World, client: Client) -> None:
    world.organiser_user.memberships.all().delete()


def close_the_account(world: World, client: Client) -> None:
    world.organiser_user.is_active = False
    world.organiser_user.save()


def change_the_password_elsewhere(world: World, client: Client) -> None:
    world.organiser_user.set_password("quiet river stone")
    world.organiser_user.save()


LOSSES = [sign_out, leave_the_team, close_the_account, change_the_password_elsewhere]
Loss = Callable[[World, Client], None]


def last_word(
    world: World, client: Client, loss: Loss | None, *, pushed: bool
) -> dict[str, object]:
    """What an open page hears after ``loss``, once it asks or something is pushed."""

    async def listen() -> dict[str, object]:
        socket = Socket(PATH, client)
        assert (await socket.connect())["type"] == "websocket.accept"
        if loss is not None:
            await sync_to_async(loss)(world, client)
        if pushed:
            await sync_to_async(publish)(runs_group(world.event.pk), TOLD)
        else:
            await socket.send_input(PING)
        heard = await socket.receive_output(5)
        assert await socket.receive_nothing()
        await socket.leave()
        return heard

    return async_to_sync(listen)()


@pytest.mark.parametrize("pushed", [False, True], ids=["asked", "pushed"])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_page_ends_with_its_right(world, as_organiser, loss: Loss, pushed: bool, monkeypatch):
    monkeypatch.setattr(sockets, "CHECK_EVERY_SECONDS", 0)
    heard = last_word(world, as_organiser, loss, pushed=pushed)
    assert (heard["type"], heard.get("code")) == ("websocket.close", 4404)


@pytest.mark.parametrize("pushed", [False, True], ids=["asked", "pushed"])
def test_a_page_that_is_still_ours_goes_on(world, as_organiser, pushed: bool, monkeypatch):
    monkeypatch.setattr(sockets, "CHECK_EVERY_SECONDS", 0)
    heard = last_word(world, as_organiser, None, pushed=pushed)
    assert heard["type"] == "websocket.send"


def test_the_database_is_not_asked_for_each_sign_of_life(world, as_organiser):
    """A right that is gone is noticed within a minute, not at once."""
    heard = last_word(world, as_organiser, leave_the_team, pushed=False)
    assert heard["type"] == "websocket.send"
