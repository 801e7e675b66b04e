"""Two moves at once in the tree of needs and offers; with the lock and without it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet

from tests.factories import World
from vimeet.registration.models import Term
from vimeet.registration.services import terms as services

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def move_at_once(world: World) -> list[str]:
    """Each of two terms is put under the other; what became of each."""
    one, other = (
        Term.objects.create(event=world.event, name_en=name, name_fr=name) for name in ("A", "B")
    )

    def move(pair: tuple[Term, Term]) -> str:
        term, under = pair
        try:
            services.change_term(
                term=term, actor=None, name_en=term.name_en, name_fr=term.name_fr, parent=under
            )
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(move, [(one, other), (other, one)]))


def test_two_moves_at_once_make_no_circle(world: World):
    refused, moved = move_at_once(world)
    assert moved == "moved"
    assert "itself" in refused
    assert Term.objects.filter(parent=None).count() == 1


def test_without_the_lock_they_make_one(world: World, monkeypatch):
    both = threading.Barrier(2)
    check = services._check_place

    def check_when_both_have_read(*args, **kwargs):
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=5)
        check(*args, **kwargs)

    monkeypatch.setattr(services, "_check_place", check_when_both_have_read)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    assert move_at_once(world) == ["moved", "moved"]
    assert not Term.objects.filter(parent=None).exists()
