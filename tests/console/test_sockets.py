"""The socket of the planning pages."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from tests.factories import World
from tests.meetings.plans import make_draft
from tests.sockets import Socket
from vimeet.core.live import agenda_group, publish, runs_group
from vimeet.meetings.services.execution import execute_run
from vimeet.meetings.services.releases import release_plan
from vimeet.meetings.services.runs import start_run

# The socket's own look at the database lets go of the connection: no test may hang on it.
pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/ws/console/alpha/aero-days/runs/"


def test_a_run_is_followed_from_its_start_to_its_end(world: World, as_organiser: Client):
    run = start_run(event=world.event, actor=world.organiser_user, time_limit=120)

    async def listen() -> list[dict[str, object]]:
        socket = Socket(PATH, as_organiser)
        assert (await socket.connect())["type"] == "websocket.accept"
        await sync_to_async(execute_run)(run.pk)
        received = [await socket.receive_json()]
        while received[-1]["type"] != "run.state" or received[-1]["state"] == "running":
            received.append(await socket.receive_json())
        await socket.leave()
        return received

    told = async_to_sync(listen)()
    assert told[0] == {"type": "run.state", "run": 1, "state": "running"}
    assert told[-1] == {"type": "run.state", "run": 1, "state": "finished"}
    progress = [message for message in told if message["type"] == "run.progress"]
    assert progress[-1].items() >= {"run": 1, "placed": 3, "requests": 3}.items()
    assert len(told) == len(progress) + 2


def test_a_release_reaches_organisers_and_the_affected(world: World, as_organiser: Client):
    plan = make_draft(world, {world.requests[0]: (0, 0)})
    ana, ben = (
        Socket("/ws/portal/alpha/aero-days/agenda/", signed_in(delegate.user))
        for delegate in (world.delegates[0], world.delegates[1])
    )

    async def listen() -> list[object]:
        console = Socket(PATH, as_organiser)
        for socket in (console, ana, ben):
            assert (await socket.connect())["type"] == "websocket.accept"
        await sync_to_async(release_plan)(plan=plan, actor=None)
        received = [await console.receive_json(), await ana.receive_json()]
        assert await ben.receive_nothing(), "nothing has changed for him"
        for socket in (console, ana, ben):
            await socket.leave()
        return received

    assert async_to_sync(listen)() == [{"type": "agenda.changed", "plan": 1}] * 2


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("who", ["nobody", "staff", "participant", "rival"])
def test_others_are_turned_away(world: World, who):
    users = {
        "staff": world.staff_user,
        "participant": world.delegates[0].user,
        "rival": world.rival.organiser_user,
    }
    client = signed_in(users[who]) if who in users else None

    async def knock() -> dict[str, object]:
        socket = Socket(PATH, client)
        await socket.connect()
        output = await socket.receive_output(5)
        await socket.leave()
        return output

    output = async_to_sync(knock)()
    assert (output["type"], output["code"]) == ("websocket.close", 4404)


def test_what_is_published_for_others_is_not_heard(world: World, as_organiser: Client):
    async def listen() -> bool:
        socket = Socket(PATH, as_organiser)
        await socket.connect()
        for group in (runs_group(world.rival.event.pk), agenda_group(world.event.pk)):
            await sync_to_async(publish)(group, {"type": "run.state"})
        nothing = await socket.receive_nothing()
        await socket.leave()
        return nothing

    assert async_to_sync(listen)()
