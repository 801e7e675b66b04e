"""A directory worth searching."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import World, make_delegation
from vimeet.directory.services.indexing import refresh_stale
from vimeet.registration.models import Delegation, Term

DIRECTORY = "/portal/alpha/aero-days/directory/"

Found = Callable[..., list[str]]


def client_of(delegate) -> Client:
    """A browser signed in as this delegate, reading English."""
    client = Client()
    client.force_login(delegate.user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def fair(world: World) -> dict[str, Delegation]:
    """Delegations with something to say, by name; Acme, who buys, is the first delegate's."""
    supplier = world.types[1]
    titan = make_delegation(world.event, supplier, "Titan Œuvres", people=2)
    titan.offers_fr = "Usinage de précision en titane"
    titan.offers_en = "Precision machining of titanium"
    titan.city = "Saint-Étienne"
    titan.save()
    person = titan.delegates.order_by("pk")[0]
    person.first_name, person.last_name, person.job_title = "Gaëlle", "Lafforgue", "Sales director"
    person.save()
    wing = make_delegation(world.event, supplier, "Wingtech")
    wing.country, wing.needs_en = "DE", "Machining of large castings"
    wing.save()
    branch = Term.objects.create(event=world.event, name_en="Metal", name_fr="Métal")
    castings, sheets = (
        Term.objects.create(event=world.event, parent=branch, name_en=en, name_fr=fr)
        for en, fr in (("Castings", "Fonderie"), ("Sheets", "Tôles"))
    )
    titan.offered_terms.set([castings])
    wing.offered_terms.set([sheets])
    refresh_stale()
    return {one.name: one for one in Delegation.objects.of_event(world.event)}


@pytest.fixture
def found(as_participant: Client) -> Found:
    """Search the directory as the first delegate: the names found, in order."""

    def search(query: str = "", client: Client = as_participant) -> list[str]:
        refresh_stale()
        response = client.get(f"{DIRECTORY}?{query}")
        assert response.status_code == 200
        return [card.plain_name for card, _ask, _may in response.context["results"]]

    return search
