"""Events in the console: the list, a new one, its settings, the dashboard."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.factories import World, make_event, make_user
from vimeet.accounts.models import Membership
from vimeet.audit.models import Entry
from vimeet.events.models import Event, Organiser
from vimeet.meetings.models import Plan

NEW = {
    "name": "Journées de l’Espace",
    "city": "Toulouse",
    "venue": "",
    "starts_on": "2027-06-01",
    "ends_on": "2027-06-02",
    "time_zone": "Europe/Paris",
    "language": "fr",
    "max_in_a_row": "",
}


def values(event: Event) -> dict[str, object]:
    return NEW | {
        "name": event.name,
        "starts_on": event.starts_on.isoformat(),
        "ends_on": event.ends_on.isoformat(),
    }


def test_the_list_shows_ones_own_events_only(world: World, as_organiser: Client):
    Event.objects.filter(pk=world.rival.event.pk).update(name="Secret Days")
    page = as_organiser.get(reverse("console:events")).content.decode()
    assert "Aero Days" in page
    assert "Secret Days" not in page


def test_the_list_without_events_leads_to_a_new_one(client: Client, db):
    organiser = Organiser.objects.create(name="New Events", slug="new-events")
    user = make_user("Nora New", "nora@new.example")
    Membership.objects.create(organiser=organiser, user=user, role=Membership.Role.ORGANISER)
    client.force_login(user)
    page = client.get(reverse("console:events")).content.decode()
    assert reverse("console:event_new") in page


def test_a_new_event_gets_an_address_and_two_types_that_may_ask_each_other(world, as_organiser):
    for expected in ("journees-de-lespace", "journees-de-lespace-2"):
        data = NEW | {"organiser": world.organiser.pk}
        answer = as_organiser.post(reverse("console:event_new"), data)
        event = Event.objects.get(organiser=world.organiser, slug=expected)
        assert answer["Location"] == reverse("console:event", kwargs=event.url_kwargs)
    buyer, supplier = event.participant_types.all()
    assert list(buyer.may_ask.all()) == [supplier]
    assert list(supplier.may_ask.all()) == [buyer]
    assert Entry.objects.filter(event=event).get().changes["name"] == [None, NEW["name"]]


def test_no_event_is_made_for_another_organiser(world: World, as_organiser: Client):
    data = NEW | {"organiser": world.rival.organiser.pk}
    assert as_organiser.post(reverse("console:event_new"), data).status_code == 422
    assert world.rival.organiser.events.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("ends_on", "2027-05-31"),
        ("ends_on", "2028-06-01"),
        ("time_zone", "Mars/Olympus"),
        ("language", "xx"),
        ("max_in_a_row", "0"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(world, as_organiser, field, value):
    data = NEW | {"organiser": world.organiser.pk, field: value}
    page = as_organiser.post(reverse("console:event_new"), data)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert Event.objects.filter(organiser=world.organiser).count() == 1


def test_settings_are_saved_with_what_they_were(world: World, as_organiser: Client, url):
    data = values(world.event) | {"name": "Aero Week", "max_in_a_row": "4"}
    assert as_organiser.post(url("event_edit"), data).status_code == 302
    world.event.refresh_from_db()
    assert (world.event.name, world.event.slug) == ("Aero Week", "aero-days")
    entry = Entry.objects.get(action="event.changed")
    assert entry.changes["name"] == ["Aero Days", "Aero Week"]
    assert entry.changes["max_in_a_row"] == [None, 4]


def test_days_and_time_zone_hold_while_there_are_slots(world: World, as_organiser: Client, url):
    later = {"starts_on": "2027-03-10", "ends_on": "2027-03-10"}
    page = as_organiser.post(url("event_edit"), values(world.event) | later)
    assert page.status_code == 422
    assert page.context["form"].errors["starts_on"]
    # The page's head still tells the days as they are.
    assert page.context["event"].starts_on == dt.date(2027, 3, 9)
    zone = {"time_zone": "Europe/Lisbon"}
    page = as_organiser.post(url("event_edit"), values(world.event) | zone)
    assert page.context["form"].errors["time_zone"]
    world.event.slots.all().delete()
    page = as_organiser.post(url("event_edit"), values(world.event) | later | zone)
    assert page.status_code == 302


def test_the_dashboard_counts_what_there_is(world: World, as_organiser: Client, url, released):
    page = as_organiser.get(url("event"))
    figures = page.context["figures"]
    assert (figures.delegations, figures.delegates, figures.without_delegate) == (4, 5, 0)
    assert (figures.accepted, figures.unanswered) == (3, 1)
    assert (figures.slots, figures.places_at_once, figures.capacity) == (4, 3, 12)
    assert (figures.release, figures.released_meetings) == (released, 1)
    assert page.context["next_step"] is None
    world.places[0].closed_slots.add(world.slots[0])
    assert as_organiser.get(url("event")).context["figures"].capacity == 10


def test_the_dashboard_says_what_comes_next(world: World, as_organiser: Client, url):
    step = as_organiser.get(url("event")).context["next_step"]
    assert step.url == url("planning")
    world.delegations[3].delegates.all().delete()
    page = as_organiser.get(url("event"))
    assert page.context["next_step"].url == url("delegations")
    world.event.slots.all().delete()
    assert as_organiser.get(url("event")).context["next_step"].url == url("slots")


def test_the_page_speaks_the_events_language_unless_the_user_chose(world, as_organiser, url):
    assert 'lang="fr"' in as_organiser.get(url("event")).content.decode()
    world.organiser_user.language = "en"
    world.organiser_user.save()
    with translation.override(None):
        assert 'lang="en"' in as_organiser.get(url("event")).content.decode()


def test_staff_of_an_organiser_have_no_console(world: World, client: Client):
    client.force_login(world.staff_user)
    assert client.get(reverse("console:events")).status_code == 404
    assert client.post(reverse("console:event_new"), NEW).status_code == 404


def test_the_list_takes_as_many_queries_for_three_events_as_for_one(
    world: World, as_organiser: Client, django_assert_num_queries
):
    for others in ((), ("second", "third")):
        for slug in others:
            event = make_event(world.organiser, name=slug, slug=slug)
            Plan.objects.create(event=event, number=1, state=Plan.State.RELEASED)
        with django_assert_num_queries(5):
            page = as_organiser.get(reverse("console:events"))
        assert len(page.context["events"]) == 1 + len(others)
