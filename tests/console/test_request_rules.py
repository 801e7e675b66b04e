"""The organiser's hand in requests: rules, pairs, several at once, for people in any phase."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import World, make_delegation
from tests.plans import make_plan
from vimeet.audit.models import Entry
from vimeet.meetings.models import NeverWith, Pair, Request, RequestRules
from vimeet.meetings.services.problems import build_problem
from vimeet.messaging.models import Message

PRIORITIES = ("must", "want", "could")
WEIGHTS = {
    "weight_must_must": 8,
    "weight_must_want": 5,
    "weight_must_could": 3,
    "weight_want_must": 5,
    "weight_want_want": 3,
    "weight_want_could": 2,
    "weight_could_must": 3,
    "weight_could_want": 2,
    "weight_could_could": 1,
}
WANT = {"asker_priority": "want", "asked_priority": "want"}


def fresh(request: Request) -> Request:
    return Request.objects.get(pk=request.pk)


@pytest.fixture(autouse=True)
def in_english(world: World) -> None:
    world.organiser_user.language = "en"
    world.organiser_user.save()


def text(response) -> str:
    return response.content.decode()


def test_the_rules_weigh_all_but_what_was_weighed_by_hand(world: World, as_organiser: Client, url):
    _one, by_hand, _three, waiting = world.requests
    other = make_delegation(world.event, world.types[1], "Echo")
    musts = Request.objects.create(
        event=world.event, asker=world.delegations[0], asked=other, asker_priority="must"
    )
    rivals = world.rival.requests[3]
    page = text(as_organiser.get(url("request_rules")))
    assert 'name="weight_must_must" value="8"' in page
    data = WEIGHTS | {"weight_must_want": 40, "weight_want_want": 7, "remind_after_days": "4"}
    assert as_organiser.post(url("request_rules"), data).status_code == 302
    assert [fresh(r).weight for r in (waiting, musts, by_hand, rivals)] == [7, 40, 3, 3]
    assert RequestRules.objects.get(event=world.event).remind_after_days == 4
    entry = Entry.objects.get(action="rules.changed")
    assert entry.changes == {
        "must × want": [5, 40],
        "want × want": [3, 7],
        "remind_after_days": [None, 4],
    }
    # And what is asked from now on.
    data = {"asker": other.name, "asked": world.delegations[3].name, "message": ""}
    as_organiser.post(url("request_add"), data | WANT)
    assert Request.objects.get(asker=other).weight == 7


@pytest.mark.parametrize("weight", ["0", "101", "", "x"])
def test_a_weight_goes_from_1_to_100(world: World, as_organiser: Client, url, weight: str):
    page = as_organiser.post(url("request_rules"), WEIGHTS | {"weight_want_could": weight})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"weight_want_could"}
    assert not RequestRules.objects.exists()


def test_a_must_of_both_sides_never_forces_the_planner(world: World, as_organiser: Client, url):
    ask = world.requests[0]
    both = {"asker_priority": "must", "asked_priority": "must", "weight": ""}
    as_organiser.post(url("request", pk=ask.pk), both)
    (planned,) = [r for r in build_problem(world.event)["requests"] if r["id"] == str(ask.pk)]
    assert (planned["weight"], "must" in planned) == (8, False)


def test_the_organiser_names_who_goes(world: World, as_organiser: Client, url):
    ask, (first, _second) = world.requests[0], world.delegates[:2]
    as_organiser.post(url("request", pk=ask.pk), WANT | {"asker_delegates": [first.pk]})
    assert list(ask.asker_delegates.all()) == [first]
    stranger = {"asker_delegates": [world.delegates[2].pk]}
    page = as_organiser.post(url("request", pk=ask.pk), WANT | stranger)
    assert page.status_code == 422
    assert list(ask.asker_delegates.all()) == [first]


def test_the_organiser_acts_in_any_phase_and_beyond_quotas(world: World, as_organiser, url):
    world.event.requests_close_at = timezone.now() - dt.timedelta(days=1)
    world.event.save()
    world.types[0].max_open_requests = 0
    world.types[0].save()
    other = make_delegation(world.event, world.types[1], "Echo")
    data = {"asker": world.delegations[0].name, "asked": other.name, "message": ""} | WANT
    assert as_organiser.post(url("request_add"), data | {"agreed": "on"}).status_code == 302
    added = Request.objects.get(asked=other)
    assert added.state == Request.State.ACCEPTED
    as_organiser.post(url("request_accept", pk=world.requests[3].pk))
    assert fresh(world.requests[3]).state == Request.State.ACCEPTED


def test_what_the_organiser_withdraws_both_sides_are_told(world: World, as_organiser, url):
    ask = world.requests[0]
    as_organiser.post(url("request_withdraw", pk=ask.pk))
    assert (fresh(ask).state, fresh(ask).withdrawn_by) == ("withdrawn", "organiser")
    assert {m.address for m in Message.objects.all()} == {
        d.email for d in (*ask.asker.delegates.all(), *ask.asked.delegates.all())
    }


def test_what_is_released_is_not_withdrawn_here(world: World, as_organiser: Client, url):
    ask = world.requests[0]
    make_plan(world, 1, (ask, world.slots[0], world.places[0]))
    page = as_organiser.post(url("request_withdraw", pk=ask.pk), follow=True)
    assert "in the released agendas" in text(page)
    assert fresh(ask).state == Request.State.ACCEPTED
    assert "in the released agendas" in text(as_organiser.get(url("request", pk=ask.pk)))


def test_several_are_answered_at_once(world: World, as_organiser: Client, url):
    other = make_delegation(world.event, world.types[1], "Echo")
    second = Request.objects.create(event=world.event, asker=other, asked=world.delegations[3])
    rivals = world.rival.requests[3]
    chosen = [world.requests[3].pk, second.pk, world.requests[0].pk, rivals.pk, "x"]
    data = {"chosen": chosen, "answer": "accept", "next": url("requests") + "?state=proposed"}
    answer = as_organiser.post(url("requests_answer"), data, follow=True)
    assert answer.redirect_chain[0][0] == data["next"]
    assert "2 requests are settled." in text(answer)
    assert "Acme → Brio: This request has been accepted already." in text(answer)
    assert fresh(rivals).state == Request.State.PROPOSED
    data = {"chosen": [second.pk], "answer": "withdraw"}
    as_organiser.post(url("requests_answer"), data)
    assert fresh(second).state == Request.State.WITHDRAWN
    for wrong in ({}, {"chosen": [rivals.pk], "answer": "accept"}, {"answer": "explode"}):
        assert "Tick the requests first." in text(
            as_organiser.post(url("requests_answer"), wrong, follow=True)
        )


def pair(world: World, one: int, other: int, kind: str) -> dict[str, object]:
    return {
        "one": world.delegations[one].name,
        "other": world.delegations[other].name,
        "kind": kind,
        "note": "",
    }


def test_a_forbidden_pair_loses_its_request_and_gets_no_other(world, as_organiser, url):
    ask = world.requests[3]
    as_organiser.post(url("pairs"), pair(world, 3, 2, "forbidden"))
    assert (fresh(ask).state, fresh(ask).withdrawn_by) == ("withdrawn", "organiser")
    for asker, asked in ((2, 3), (3, 2)):
        data = {
            "asker": world.delegations[asker].name,
            "asked": world.delegations[asked].name,
            "message": "",
        }
        page = as_organiser.post(url("request_add"), data | WANT)
        assert "these two never meet" in text(page)
    participant = Client()
    participant.force_login(world.delegates[4].user)
    address = f"/portal/alpha/aero-days/requests/new/{world.delegations[2].pk}/"
    assert participant.get(address).status_code == 404
    assert participant.post(address, {"priority": "want"}).status_code == 404
    # Once it is left to them again, they may.
    as_organiser.post(url("pair_delete", pk=Pair.objects.get().pk))
    assert participant.get(address).status_code == 200


def test_a_forbidden_pairs_meeting_is_not_planned_nor_released_again(world, as_organiser, url):
    ask = world.requests[0]
    as_organiser.post(url("pairs"), pair(world, 0, 1, "forbidden"))
    assert str(ask.pk) not in [r["id"] for r in build_problem(world.event)["requests"]]


def test_a_locked_pair_has_a_request_that_every_plan_holds(world, as_organiser, url):
    # Cobalt asked Dynamo: that is accepted. Two suppliers have none: it is made.
    waiting = world.requests[3]
    as_organiser.post(url("pairs"), pair(world, 2, 3, "locked"))
    assert (fresh(waiting).state, fresh(waiting).must) == ("accepted", True)
    assert Message.objects.count() == 2
    as_organiser.post(url("pairs"), pair(world, 1, 2, "locked"))
    made = Request.objects.get(asker=world.delegations[1], asked=world.delegations[2])
    assert (made.state, made.must) == ("accepted", True)
    musts = [r["id"] for r in build_problem(world.event)["requests"] if r.get("must")]
    assert set(musts) == {str(waiting.pk), str(made.pk)}
    # Neither withdrawn nor let go while it is locked.
    page = as_organiser.post(url("request_withdraw", pk=made.pk), follow=True)
    assert "unlock them first" in text(page)
    page = as_organiser.post(url("request", pk=made.pk), WANT)
    assert (page.status_code, fresh(made).must) == (422, True)
    as_organiser.post(url("pair_delete", pk=Pair.objects.get(second=made.asked).pk))
    assert (fresh(made).state, fresh(made).must) == ("accepted", False)


@pytest.mark.parametrize("kind", ["forbidden", "locked"])
def test_a_pair_is_two_and_said_once(world: World, as_organiser: Client, url, kind: str):
    assert as_organiser.post(url("pairs"), pair(world, 0, 0, kind)).status_code == 422
    as_organiser.post(url("pairs"), pair(world, 0, 1, kind))
    page = as_organiser.post(url("pairs"), pair(world, 1, 0, kind))
    assert page.status_code == 422
    assert "on the list already" in text(page)
    make_delegation(world.rival.event, world.rival.types[0], "Elsewhere")
    rivals = pair(world, 0, 1, kind) | {"one": "Elsewhere"}
    assert as_organiser.post(url("pairs"), rivals).status_code == 422
    assert Pair.objects.count() == 1


def test_the_organiser_sees_and_keeps_the_lists_of_delegations(world, as_organiser, url):
    cobalt, dynamo = world.delegations[2:4]
    data = {"delegation": dynamo.name, "other": cobalt.name}
    assert as_organiser.post(url("never_add"), data).status_code == 302
    assert fresh(world.requests[3]).state == Request.State.DECLINED
    page = text(as_organiser.get(url("pairs")))
    assert "<strong>Dynamo</strong> never with <strong>Cobalt</strong>" in page
    # A lock doesn't go over it, and the organiser learns whose wish it is.
    page = text(as_organiser.post(url("pairs"), pair(world, 2, 3, "locked")))
    assert "Dynamo never wants to meet Cobalt." in page
    as_organiser.post(url("never_delete", pk=NeverWith.objects.get().pk))
    as_organiser.post(url("pairs"), pair(world, 2, 3, "locked"))
    assert Pair.objects.get().kind == Pair.Kind.LOCKED
    page = as_organiser.post(url("never_add"), data)
    assert "unlock them first" in text(page)


def test_a_delegates_time_is_blocked_and_freed_for_them(world: World, as_organiser, url):
    delegate = world.delegates[0]
    address = url("unavailability_add", pk=delegate.pk)
    assert "P0 Acme" in text(as_organiser.get(address))
    data = {"day": "2027-03-09", "start": "09:00", "end": "10:00", "reason": "Visit"}
    answer = as_organiser.post(address, data)
    assert answer["Location"] == url("delegation", pk=delegate.delegation_id) + "#blocked"
    span = delegate.unavailabilities.get()
    # Nine o'clock in Toulouse.
    assert span.starts_at == dt.datetime(2027, 3, 9, 8, tzinfo=dt.UTC)
    assert (span.away, span.reason) == (True, "Visit")
    assert Entry.objects.get(action="unavailability.added").actor == world.organiser_user
    assert as_organiser.post(address, data).status_code == 422
    assert as_organiser.post(address, data | {"end": "08:00"}).status_code == 422
    assert "Visit" in text(as_organiser.get(url("delegation", pk=delegate.delegation_id)))
    as_organiser.post(url("unavailability_remove", pk=span.pk))
    assert not delegate.unavailabilities.exists()


def test_what_delegations_say_comes_in_pages(world: World, as_organiser: Client, url):
    one = world.delegations[0]
    for i in range(51):
        other = make_delegation(world.event, world.types[1], f"Other {i:02}", people=0)
        NeverWith.objects.create(delegation=one, other=other)
    first = text(as_organiser.get(url("pairs")))
    assert "1 to 50 of 51" in " ".join(first.split())
    assert "Other 49" in first
    assert "<strong>Other 50</strong>" not in first
    assert "<strong>Other 50</strong>" in text(as_organiser.get(url("pairs"), {"page": 2}))
