"""Delegations and delegates in the console."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import World, make_delegation
from vimeet.accounts.models import User
from vimeet.audit.models import Entry
from vimeet.meetings.models import Plan, Request
from vimeet.registration.models import Delegate, Delegation

PERSON = {
    "first_name": "Ana",
    "last_name": "Lemos",
    "email": "ana@lemos.example",
    "phone": "+33 5 36 49 12 34",
    "job_title": "",
    "language": "fr",
}


def profile(world: World, **changes: object) -> dict[str, object]:
    return {
        "participant_type": world.types[0].pk,
        "name": "Emeraude",
        "country": "FR",
        "city": "Albi",
        "website": "",
        "needs_fr": "Usinage",
        "max_meetings": "8",
        "min_meetings": "2",
        "stand": "",
    } | changes


def names(page) -> list[str]:
    return [delegation.name for delegation in page.context["delegations"]]


def test_the_list_counts_people_requests_and_released_meetings(world, as_organiser, url, released):
    page = as_organiser.get(url("delegations"))
    acme = page.context["delegations"][0]
    assert acme.name == "Acme"
    counts = (acme.delegate_count, acme.accepted_count, acme.open_count, acme.meeting_count)
    assert counts == (2, 2, 0, 1)
    dynamo = page.context["delegations"][3]
    assert (dynamo.accepted_count, dynamo.open_count, dynamo.meeting_count) == (1, 1, 0)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "cob"}, ["Cobalt"]),
        ({"q": "CO balt"}, ["Cobalt"]),
        ({"q": "usinage"}, ["Brio"]),
        ({"q": "nobody"}, []),
        ({"country": "DE"}, ["Brio"]),
        ({"sort": "-name"}, ["Dynamo", "Cobalt", "Brio", "Acme"]),
        ({"sort": "-people"}, ["Acme", "Dynamo", "Cobalt", "Brio"]),
        ({"sort": "accepted"}, ["Cobalt", "Dynamo", "Acme", "Brio"]),
        ({"sort": "name; drop"}, ["Acme", "Brio", "Cobalt", "Dynamo"]),
        ({"page": "99"}, ["Acme", "Brio", "Cobalt", "Dynamo"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(world, as_organiser, url, query, expected):
    Delegation.objects.filter(name="Brio", event=world.event).update(
        country="DE", needs_fr="Usinage"
    )
    assert names(as_organiser.get(url("delegations"), query)) == expected


def test_the_list_is_filtered_by_type(world: World, as_organiser: Client, url):
    page = as_organiser.get(url("delegations"), {"type": world.types[1].pk})
    assert names(page) == ["Brio", "Cobalt"]
    # Another organiser's type filters nothing, and tells nothing.
    page = as_organiser.get(url("delegations"), {"type": world.rival.types[1].pk})
    assert len(names(page)) == 4


def test_the_list_takes_a_constant_number_of_queries(
    world, as_organiser, url, django_assert_num_queries
):
    for added in (("Echo0",), ("Echo1", "Echo2")):
        for name in added:
            make_delegation(world.event, world.types[0], name)
        with django_assert_num_queries(9):
            page = as_organiser.get(url("delegations"), {"q": "echo"})
    assert names(page) == ["Echo0", "Echo1", "Echo2"]


def test_a_delegation_is_added_changed_and_deleted(world: World, as_organiser: Client, url):
    as_organiser.post(url("delegation_add"), profile(world))
    added = Delegation.objects.get(name="Emeraude")
    as_organiser.post(url("delegation_edit", pk=added.pk), profile(world, max_meetings=""))
    added.refresh_from_db()
    assert added.max_meetings is None
    changed = Entry.objects.get(action="delegation.changed")
    assert changed.changes == {"max_meetings": [8, None]}
    as_organiser.post(url("delegation_delete", pk=added.pk))
    assert not Delegation.objects.filter(pk=added.pk).exists()


def test_a_taken_name_a_taken_stand_or_too_great_a_promise_is_refused(world, as_organiser, url):
    for changes, field in (
        ({"name": "ACME"}, "name"),
        ({"stand": world.places[1].pk}, "stand"),
        ({"min_meetings": "9"}, "min_meetings"),
        ({"participant_type": world.rival.types[0].pk}, "participant_type"),
        ({"website": "javascript:alert(1)"}, "website"),
    ):
        page = as_organiser.post(url("delegation_add"), profile(world, **changes))
        assert page.status_code == 422
        assert list(page.context["form"].errors) == [field]


def test_a_delegation_keeps_its_own_stand_when_edited(world: World, as_organiser: Client, url):
    acme = world.delegations[0]
    data = profile(world, name="Acme", stand=world.places[1].pk)
    assert as_organiser.post(url("delegation_edit", pk=acme.pk), data).status_code == 302
    acme.refresh_from_db()
    assert acme.stand == world.places[1]


def test_a_delegation_with_open_requests_or_told_meetings_stays(world, as_organiser, url, released):
    acme = world.delegations[0]
    page = as_organiser.post(url("delegation_delete", pk=acme.pk), follow=True)
    assert Delegation.objects.filter(pk=acme.pk).exists()
    Request.objects.update(state=Request.State.WITHDRAWN)
    as_organiser.post(url("delegation_delete", pk=acme.pk))
    assert Delegation.objects.filter(pk=acme.pk).exists()
    Plan.objects.filter(pk=released.pk).update(state=Plan.State.DISCARDED)
    as_organiser.post(url("delegation_delete", pk=acme.pk))
    assert not Delegation.objects.filter(pk=acme.pk).exists()
    assert page.status_code == 200


def test_the_page_of_a_delegation_shows_all_there_is(world, as_organiser, url, released):
    page = as_organiser.get(url("delegation", pk=world.delegations[0].pk))
    assert [meeting.counterpart.name for meeting in page.context["meetings"]] == ["Brio"]
    assert [request.asker.name for request in page.context["received"]] == ["Cobalt"]
    assert [request.asked.name for request in page.context["made"]] == ["Brio"]
    text = page.content.decode()
    assert "P0 Acme" in text
    assert "09:00" in text


def test_an_added_delegate_can_sign_in(world: World, as_organiser: Client, url):
    brio = world.delegations[1]
    as_organiser.post(url("delegate_add", pk=brio.pk), PERSON)
    delegate = Delegate.objects.get(email="ana@lemos.example")
    assert delegate.delegation == brio
    assert delegate.user == User.objects.get(email="ana@lemos.example")
    assert str(delegate.phone) == "+33536491234"


def test_a_delegate_of_a_user_there_is_leaves_the_account_alone(world, as_organiser, url):
    user = User.objects.create_user("ana@lemos.example", "a long password", name="Ana L.")
    as_organiser.post(url("delegate_add", pk=world.delegations[1].pk), PERSON)
    assert Delegate.objects.get(email=user.email).user == user
    user.refresh_from_db()
    assert user.name == "Ana L."
    assert user.check_password("a long password")


def test_one_address_takes_part_once(world: World, as_organiser: Client, url):
    taken = PERSON | {"email": world.delegates[0].email.upper()}
    page = as_organiser.post(url("delegate_add", pk=world.delegations[1].pk), taken)
    assert page.status_code == 422
    assert "P0 Acme" in str(page.context["form"].errors["email"])
    # In another event the same person is welcome.
    elsewhere = PERSON | {"email": world.rival.delegates[0].email}
    page = as_organiser.post(url("delegate_add", pk=world.delegations[1].pk), elsewhere)
    assert page.status_code == 302


def test_with_another_address_another_user_sees_the_agenda(world: World, as_organiser, url):
    delegate = world.delegates[0]
    former = delegate.user
    as_organiser.post(url("delegate", pk=delegate.pk), PERSON)
    delegate.refresh_from_db()
    assert delegate.user.email == "ana@lemos.example"
    former.refresh_from_db()
    assert former.email != "ana@lemos.example"


def test_those_whom_a_plan_needs_are_not_removed(world, as_organiser, url, released):
    told, free = world.delegates[0], world.delegates[1]
    as_organiser.post(url("delegate_remove", pk=told.pk))
    as_organiser.post(url("delegate_remove", pk=free.pk))
    # The only one of a delegation with open requests.
    alone = world.delegations[2].delegates.get()
    as_organiser.post(url("delegate_remove", pk=alone.pk))
    there = set(Delegate.objects.values_list("pk", flat=True))
    assert {told.pk, alone.pk} <= there
    assert free.pk not in there
