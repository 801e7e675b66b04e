"""Every address, for every role, by both methods: who gets in, and nobody else.

A new address must be named here: an unknown one fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import World

ROLES = (
    "anonymous",
    "participant",
    "staff",
    "organiser",
    "rival organiser",
    "rival staff",
    "rival participant",
)
# Addresses without an event, and the roles for whom they exist.
EVERYBODY = set(ROLES)
SIGNED_IN = EVERYBODY - {"anonymous"}
PLAIN = {
    "home": EVERYBODY,
    "set_language": EVERYBODY,
    "accounts:sign_in": EVERYBODY,
    "accounts:link_sent": EVERYBODY,
    "accounts:use_link": EVERYBODY,
    "accounts:sign_out": SIGNED_IN,
    "accounts:account": SIGNED_IN,
    "accounts:password": SIGNED_IN,
    "console:events": {"organiser", "rival organiser"},
    "console:event_new": {"organiser", "rival organiser"},
    "portal:home": SIGNED_IN,
}
# Who may enter an event by each door.
DOORS = {
    "console": {"organiser"},
    "portal": {"participant"},
    "desk": {"organiser", "staff"},
}
# What fills the address of an object: of the tenant's world, or of another's.
OBJECTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "accounts:use_link": lambda world: {"token": "no-such-token"},
}


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, namespace: str = ""
) -> Iterator[tuple[str, set[str]]]:
    """Yield each address's full name and the names of its arguments."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", set(pattern.pattern.converters)


ADDRESSES = dict(addresses())
OF_EVENTS = sorted(name for name in ADDRESSES if name not in PLAIN)
OF_OBJECTS = sorted(name for name in OBJECTS if name not in PLAIN)


def browser(world: World, role: str) -> Client:
    """A browser signed in as ``role``."""
    client = Client()
    tenant = world.rival if role.startswith("rival") else world
    users = {
        "participant": tenant.delegates[0].user,
        "staff": tenant.staff_user,
        "organiser": tenant.organiser_user,
    }
    if role != "anonymous":
        client.force_login(users[role.removeprefix("rival ")])
    return client


def address(name: str, world: World, objects_of: World | None = None) -> str:
    """The address ``name`` in the world's event, with the objects of another world if given."""
    arguments = OBJECTS[name](objects_of or world) if name in OBJECTS else {}
    if name not in PLAIN:
        arguments |= world.event.url_kwargs
    missing = ADDRESSES[name] - arguments.keys()
    assert not missing, f"say in OBJECTS what fills {missing} of {name}"
    return reverse(name, kwargs=arguments)


def assert_let_in(response: Any) -> None:
    """The role got in: whatever the view said of an empty form, it was not «keep out»."""
    assert response.status_code in {200, 204, 302, 400, 405, 409, 410, 422}
    assert not response.get("Location", "").startswith(reverse(settings.LOGIN_URL) + "?")


def assert_kept_out(response: Any, role: str) -> None:
    """The role was led to sign in, or told that there is nothing here."""
    if role == "anonymous":
        assert response.status_code == 302
        assert response["Location"].startswith(reverse(settings.LOGIN_URL))
    else:
        assert response.status_code == 404


def test_every_address_belongs_to_a_door_or_is_named_here():
    assert {name.partition(":")[0] for name in OF_EVENTS} <= DOORS.keys()
    assert PLAIN.keys() <= ADDRESSES.keys()
    assert OBJECTS.keys() <= ADDRESSES.keys()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_who_gets_in(world: World, name: str, role: str, method: str):
    allowed = PLAIN[name] if name in PLAIN else DOORS[name.partition(":")[0]]
    response = getattr(browser(world, role), method)(address(name, world))
    if role in allowed:
        assert_let_in(response)
    else:
        assert_kept_out(response, role)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OF_OBJECTS)
def test_another_tenants_objects_are_not_found(world: World, name: str, method: str):
    """The right role, in their own event, with the number of another tenant's object."""
    (role,) = list(DOORS[name.partition(":")[0]])[:1]
    response = getattr(browser(world, role), method)(address(name, world, objects_of=world.rival))
    assert response.status_code == 404
