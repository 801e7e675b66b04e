"""The socket of an open agenda."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from tests.factories import World
from tests.sockets import Socket
from vimeet.core.live import agenda_group, publish

# The socket's own look at the database lets go of the connection: no test may hang on it.
pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/ws/portal/alpha/aero-days/agenda/"


def test_changes_arrive_in_my_agenda_only(world: World, as_participant: Client):
    mine = world.delegates[0]

    async def listen() -> list[object]:
        socket = Socket(PATH, as_participant)
        assert (await socket.connect())["type"] == "websocket.accept"
        for delegate in (world.delegates[1], world.rival.delegates[0], mine, mine):
            message = {"type": "agenda.changed", "delegate": delegate.pk}
            await sync_to_async(publish)(agenda_group(delegate.pk), message)
        received = [await socket.receive_json(), await socket.receive_json()]
        assert await socket.receive_nothing()
        await socket.leave()
        return received

    told = {"type": "agenda.changed", "delegate": mine.pk}
    assert async_to_sync(listen)() == [told, told]


def turned_away(client: Client | None) -> int:
    """The code by which the server closes the connection."""

    async def knock() -> dict[str, object]:
        socket = Socket(PATH, client)
        await socket.connect()
        output = await socket.receive_output(5)
        await socket.leave()
        return output

    output = async_to_sync(knock)()
    assert output["type"] == "websocket.close"
    return output["code"]


def test_a_participant_of_another_event_is_turned_away(world: World):
    client = Client()
    client.force_login(world.rival.delegates[0].user)
    assert turned_away(client) == 4404


def test_an_organiser_has_no_agenda(as_organiser: Client):
    assert turned_away(as_organiser) == 4404


def test_nobody_signed_in_is_turned_away(world: World):
    assert turned_away(None) == 4404


def test_another_sites_page_gets_no_connection(world: World, as_participant: Client):
    async def knock() -> dict[str, object]:
        socket = Socket(PATH, as_participant, origin="https://elsewhere.example")
        answer = await socket.connect()
        await socket.leave()
        return answer

    assert async_to_sync(knock)()["type"] == "websocket.close"


def test_a_sign_of_life_is_answered(world: World, as_participant: Client):
    async def ask() -> list[object]:
        socket = Socket(PATH, as_participant)
        await socket.connect()
        # What means nothing here harms nobody.
        for text in ("no json", '{"type":"push"}', '{"type":"ping"}'):
            await socket.send_input({"type": "websocket.receive", "text": text})
        received = [await socket.receive_json()]
        assert await socket.receive_nothing()
        await socket.leave()
        return received

    assert async_to_sync(ask)() == [{"type": "pong"}]
