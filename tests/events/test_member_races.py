"""Two organisers who remove each other at the same moment; with the lock and without it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet

from tests.factories import World, make_user
from vimeet.accounts.models import Membership
from vimeet.events.services import members

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def organisers_left(world: World) -> int:
    """Both organisers remove each other at once; how many are left."""
    other = make_user("Otto", "otto@alpha.example")
    first = Membership.objects.get(user=world.organiser_user)
    second = Membership.objects.create(organiser=world.organiser, user=other, role="organiser")

    def remove(member: Membership) -> None:
        with suppress(ValidationError):
            members.remove_member(member=member, event=world.event, actor=member.user)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(remove, (first, second)))
    return Membership.objects.filter(organiser=world.organiser, role="organiser").count()


def test_one_organiser_stays(world: World):
    assert organisers_left(world) == 1


def test_without_the_lock_nobody_is_left(world: World, monkeypatch):
    both = threading.Barrier(2)
    check = members._check_one_left

    def check_when_both_have_looked(*args, **kwargs):
        check(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=5)

    monkeypatch.setattr(members, "_check_one_left", check_when_both_have_looked)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    assert organisers_left(world) == 0
