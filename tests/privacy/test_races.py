"""Somebody signs in while the night's run is at their account; two runs at once."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from tests.factories import World, make_user, today
from vimeet.accounts.models import User
from vimeet.privacy import services
from vimeet.privacy.models import Erasure

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def address_after_signing_in_meanwhile() -> str:
    """The run finds an unused account; before it erases it, its person is signing in."""
    user = make_user("Ada Duval", "ada@duval.example")
    then = timezone.now() - dt.timedelta(days=4 * 365)
    User.objects.filter(pk=user.pk).update(created_at=then, last_login=then)
    signing_in, looked = threading.Event(), threading.Event()

    def sign_in() -> None:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(last_login=timezone.now())
            signing_in.set()
            # Until the run waits for the row, or has looked past it.
            looked.wait(timeout=2)
        connection.close()

    def run() -> None:
        signing_in.wait(timeout=5)
        services.expire()
        looked.set()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(sign_in), pool.submit(run)]:
            done.result()
    user.refresh_from_db()
    return user.email


def test_who_signs_in_meanwhile_keeps_their_account(db):
    assert address_after_signing_in_meanwhile() == "ada@duval.example"


def test_without_the_lock_the_account_is_lost(db, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    assert address_after_signing_in_meanwhile().endswith("@erased.invalid")


def test_two_runs_at_once_count_a_row_once(world: World):
    world.event.starts_on = world.event.ends_on = today() - dt.timedelta(days=91)
    world.event.save()

    def run(_which: int) -> None:
        services.expire()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    phones = Erasure.objects.filter(model="registration.delegate", event=world.event)
    assert phones.aggregate(rows=Sum("rows"))["rows"] == len(world.delegates)
