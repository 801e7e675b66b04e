"""A profile, or the list of needs, changes while entries are being made again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from tests.factories import World
from vimeet.directory.models import Entry
from vimeet.directory.selectors.query import Search
from vimeet.directory.selectors.search import Searcher
from vimeet.directory.services import indexing
from vimeet.registration.services import terms

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def change_during_refresh(world: World, monkeypatch, *, waits: bool) -> None:
    """Save a delegation after the refresh has read it; ``waits``: only to see it through first."""
    indexing.refresh_stale()
    brio = world.delegations[1]
    brio.offers_en = "Before"
    brio.save()
    has_read, may_go_on = threading.Event(), threading.Event()
    write = indexing._write

    def write_when_told(*args) -> None:
        has_read.set()
        may_go_on.wait(10)
        write(*args)

    monkeypatch.setattr(indexing, "_write", write_when_told)

    def refresh() -> None:
        try:
            indexing.refresh_stale()
        finally:
            connection.close()

    thread = threading.Thread(target=refresh)
    thread.start()
    assert has_read.wait(10)
    if waits:
        threading.Timer(0.5, may_go_on.set).start()
    brio.offers_en = "Zirconium"
    brio.save()
    may_go_on.set()
    thread.join(10)


def test_the_change_is_not_lost(world: World, monkeypatch):
    change_during_refresh(world, monkeypatch, waits=True)
    indexing.refresh_stale()
    found = Searcher(world.delegates[0], Search(text="zirconium")).everybody()
    assert found == [world.delegations[1].pk]


def test_without_the_lock_it_is(world: World, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    change_during_refresh(world, monkeypatch, waits=False)
    assert not Entry.objects.filter(stale=True)
    assert not Searcher(world.delegates[0], Search(text="zirconium")).everybody()


def refresh_while_the_list_changes(world: World) -> None:
    """Make the directory, with tags it never had, while somebody holds the list of needs."""
    with transaction.atomic():
        terms._locked_tree(world.event)

        def refresh() -> None:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '1s'")
                indexing.refresh_stale()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(refresh).result()


def test_a_refresh_waits_for_nobody_who_changes_the_list(world: World):
    refresh_while_the_list_changes(world)
    assert not Entry.objects.filter(stale=True)


def test_with_the_whole_row_locked_it_would_and_both_could_wait_for_ever(world: World, monkeypatch):
    lock = QuerySet.select_for_update

    def whole(self, **kwargs):
        return lock(self, **kwargs | {"no_key": False})

    monkeypatch.setattr(QuerySet, "select_for_update", whole)
    with pytest.raises(OperationalError, match="lock timeout"):
        refresh_while_the_list_changes(world)
