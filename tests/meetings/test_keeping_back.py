"""A release of an event that keeps its agendas back: nobody learns of it before they are out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from time_machine import travel

from tests.factories import World
from tests.meetings.plans import make_draft
from vimeet.core import live
from vimeet.meetings.models import Plan, Request, UnseenChange
from vimeet.messaging.models import Message
from vimeet.messaging.tasks import deliver_due
from vimeet.registration.models import Delegate

OUT_AT = dt.datetime(2027, 2, 27, 8, tzinfo=dt.UTC)
BEFORE = OUT_AT - dt.timedelta(days=7)
SENT = Message.State.SENT


def text(response: HttpResponse) -> str:
    """What the page says, its white space evened out."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'")
    return re.sub(r"\s+", " ", words)


@pytest.fixture
def a_week_before(time_machine) -> None:
    """The moment at which people sign in."""
    time_machine.move_to(BEFORE, tick=False)


@pytest.fixture(autouse=True)
def kept_back(a_week_before, world: World, as_organiser: Client) -> None:
    world.event.agendas_out_at = OUT_AT
    world.event.save()
    as_organiser.cookies["django_language"] = "en"
    Delegate.objects.update(language="en")


@pytest.fixture
def release(world: World, as_organiser: Client) -> Callable[..., Plan]:
    """``release({request: (slot, place)})``: a draft of it, released with the console's button."""

    def make(held: dict[Request, tuple[int, int]], at: dt.datetime = BEFORE) -> Plan:
        plan = make_draft(world, held)
        with travel(at, tick=False):
            as_organiser.post(console(world, "plan_release", number=plan.number))
        plan.refresh_from_db()
        assert plan.state == Plan.State.RELEASED
        return plan

    return make


def console(world: World, name: str, **kwargs: object) -> str:
    return reverse(f"console:{name}", kwargs=world.event.url_kwargs | kwargs)


def portal(world: World, name: str, **kwargs: object) -> str:
    return reverse(f"portal:{name}", kwargs=world.event.url_kwargs | kwargs)


def deliver(at: dt.datetime) -> list[Message]:
    """Let the worker send at this moment; what has been sent by then."""
    with travel(at, tick=False):
        deliver_due()
    return list(Message.objects.filter(state=SENT).order_by("pk"))


def test_messages_wait_for_the_agendas_and_tell_the_last_of_several_releases(world: World, release):
    acme_brio = world.requests[0]
    acme, brio = world.delegates[0], world.delegates[2]
    release({acme_brio: (0, 0)})
    release({acme_brio: (1, 0)}, at=BEFORE + dt.timedelta(days=1))
    assert deliver(OUT_AT - dt.timedelta(seconds=1)) == []
    sent = deliver(OUT_AT)
    emails = {m.address: m for m in sent if m.channel == "email"}
    assert emails.keys() == {acme.email, brio.email}
    assert "your agenda" in emails[acme.email].subject
    assert "Your meetings are planned." in emails[acme.email].body
    assert "09:25" in emails[acme.email].body
    assert "09:00" not in emails[acme.email].body
    by_sms = [m for m in sent if m.channel == "sms"]
    assert {m.address for m in by_sms} == {str(acme.phone), str(brio.phone)}
    assert all("your agenda is ready, 1 meeting" in m.body for m in by_sms)


def test_who_comes_to_have_no_meeting_before_they_heard_of_one_is_not_written_to(
    world: World, release
):
    release({world.requests[0]: (0, 0), world.requests[2]: (1, 0)})
    release({world.requests[2]: (1, 0)})
    told = {m.address for m in deliver(OUT_AT) if m.channel == "email"}
    assert told == {"brio0@alpha.example", "dynamo0@alpha.example"}
    assert "Acme" not in "".join(m.body for m in Message.objects.filter(state=SENT))


@pytest.mark.parametrize(
    ("moved_to", "goes_at"),
    [
        ("2027-03-01T09:00", dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)),
        ("2027-02-24T09:00", dt.datetime(2027, 2, 24, 8, tzinfo=dt.UTC)),
        ("", BEFORE + dt.timedelta(hours=1)),
    ],
)
def test_what_waits_follows_the_date(
    world: World, release, as_organiser: Client, moved_to: str, goes_at: dt.datetime
):
    release({world.requests[0]: (0, 0)})
    with travel(BEFORE + dt.timedelta(hours=1), tick=False):
        answer = as_organiser.post(console(world, "phases"), {"agendas_out_at": moved_to})
    assert answer.status_code == 302
    assert deliver(goes_at - dt.timedelta(seconds=1)) == []
    assert len(deliver(goes_at)) == 4


def test_the_button_says_when_the_messages_go(world: World, as_organiser: Client):
    plan = make_draft(world, {world.requests[0]: (0, 0)})
    address = console(world, "plan", number=plan.number)
    said = "2 e-mails and 2 SMS are sent on 27 February 2027, 09:00, when the agendas come out."
    assert said in text(as_organiser.get(address))
    as_organiser.post(console(world, "plan_release", number=plan.number))
    page = text(as_organiser.get(address))
    assert "In force: everyone is told on 27 February 2027, 09:00" in page
    assert "everyone was told" not in page
    world.event.agendas_out_at = None
    world.event.save()
    other = make_draft(world, {world.requests[0]: (1, 0)})
    page = text(as_organiser.get(console(world, "plan", number=other.number)))
    assert "2 e-mails and 2 SMS are sent at once." in page


def test_open_pages_hear_nothing_and_nothing_is_marked_as_changed(
    world: World, release, monkeypatch, django_capture_on_commit_callbacks
):
    groups: list[str] = []
    monkeypatch.setattr(live, "publish", lambda group, message: groups.append(group))
    with django_capture_on_commit_callbacks(execute=True):
        release({world.requests[0]: (0, 0)})
        release({world.requests[0]: (1, 0)})
    assert set(groups) == {live.runs_group(world.event.pk)}
    assert not UnseenChange.objects.exists()
    with travel(OUT_AT, tick=False), django_capture_on_commit_callbacks(execute=True):
        release({world.requests[0]: (2, 0)}, at=OUT_AT)
    assert live.agenda_group(world.delegates[0].pk) in groups
    assert UnseenChange.objects.count() == 2


def test_a_request_is_withdrawn_as_if_nothing_were_planned(
    world: World, release, as_participant: Client
):
    acme_brio, brio = world.requests[0], world.delegates[2]
    release({acme_brio: (0, 0), world.requests[2]: (1, 0)})
    address = portal(world, "request", pk=acme_brio.pk)
    page = text(as_participant.get(address))
    assert "stands in your agenda" not in page
    assert "Until the agendas are out you can withdraw." in page
    answer = as_participant.post(
        portal(world, "withdraw", pk=acme_brio.pk), {"seen": "accepted"}, follow=True
    )
    assert "The request is withdrawn. They have been told." in text(answer)
    acme_brio.refresh_from_db()
    assert (acme_brio.state, acme_brio.withdrawn_by) == ("withdrawn", "asker")
    current = Plan.objects.get(number=2)
    assert [m.request for m in current.meetings.all()] == [world.requests[2]]
    # Brio hears that Acme withdraws, and in time of the meeting that it still has.
    (now,) = deliver(BEFORE)
    assert (now.address, "Acme withdraws from the meeting" in now.body) == (brio.email, True)
    agenda = next(m for m in deliver(OUT_AT) if m.address == brio.email and m != now)
    assert "Dynamo" in agenda.body
    assert "Acme" not in agenda.body


def test_never_with_is_said_as_if_nothing_were_planned(
    world: World, release, as_participant: Client
):
    acme_brio = world.requests[0]
    release({acme_brio: (0, 0)})
    as_participant.post(portal(world, "never_add", pk=acme_brio.asked_id))
    acme_brio.refresh_from_db()
    assert acme_brio.state == Request.State.WITHDRAWN
    assert not Plan.objects.get(number=2).meetings.exists()


def test_once_they_are_out_the_agenda_is_where_it_is_cancelled(
    world: World, release, as_participant: Client
):
    acme_brio = world.requests[0]
    release({acme_brio: (0, 0)})
    with travel(OUT_AT, tick=False):
        page = text(as_participant.get(portal(world, "request", pk=acme_brio.pk)))
        assert "it stands in your agenda" in page
        answer = as_participant.post(
            portal(world, "withdraw", pk=acme_brio.pk), {"seen": "accepted"}, follow=True
        )
        assert "Cancel it there: in the agenda." in text(answer)
        answer = as_participant.post(portal(world, "never_add", pk=acme_brio.asked_id), follow=True)
        assert "Cancel it there: in the agenda." in text(answer)
