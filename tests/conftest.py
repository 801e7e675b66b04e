"""What tests share: a small event, and people in every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests.factories import World, make_world

# How long an example takes says something about the machine, not about the code.
hypothesis.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests marked ``postgres`` out where the database is another one."""
    if connection.vendor != "postgresql":
        reason = pytest.mark.skip(reason="DATABASE_URL names no PostgreSQL")
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(reason)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """No test reads in the language that a page before it spoke: Django keeps it in the thread."""
    yield
    translation.deactivate()


@pytest.fixture
def world(db) -> World:
    """One organiser's small event with members and participants, and a rival organiser's."""
    return make_world()


@pytest.fixture
def as_organiser(world: World) -> Client:
    """A browser signed in as the organiser."""
    client = Client()
    client.force_login(world.organiser_user)
    return client


@pytest.fixture
def as_participant(world: World) -> Client:
    """A browser signed in as the first delegate of the event, reading English."""
    client = Client()
    client.force_login(world.delegates[0].user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client
