"""Who I am: contact, profile, and when I can't meet."""

from __future__ import annotations

import datetime as dt
import re

from django.conf import settings
from django.test import Client

from tests.factories import World, make_registration, today
from tests.shop.goods import BUYER, make_package, make_seller, one
from vimeet.audit.models import Entry
from vimeet.meetings.models import Unavailability
from vimeet.registration.models import Registration
from vimeet.shop.services.orders import place_order, reserve_order
from vimeet.shop.services.payments import record_payment

State = Registration.State

ME = "/portal/alpha/aero-days/me/"
CONTACT = {"first_name": "Ana", "last_name": "Ruiz", "job_title": "Buyer", "language": "en"}


def test_my_data_is_saved_and_traced(world: World, as_participant: Client):
    answer = as_participant.post(f"{ME}contact/", CONTACT | {"phone": "+33612345678"})
    assert answer.url == ME
    delegate = world.delegates[0]
    delegate.refresh_from_db()
    assert (delegate.name, delegate.job_title) == ("Ana Ruiz", "Buyer")
    assert str(delegate.phone) == "+33612345678"
    entry = Entry.objects.get()
    assert entry.actor == delegate.user
    assert entry.changes["first_name"] is None, "that it changed, not from what to what"


def test_a_phone_that_is_none_is_told(world: World, as_participant: Client):
    answer = as_participant.post(f"{ME}contact/", CONTACT | {"phone": "0612"})
    assert answer.context["contact_form"].errors["phone"]
    world.delegates[0].refresh_from_db()
    assert world.delegates[0].first_name == "P0"


def block(client: Client, **values: str):
    fields = {"day": "2027-03-09", "starts": "12:00", "ends": "14:00", "reason": "Call"}
    return client.post(f"{ME}block/", fields | values)


def test_a_time_is_blocked_in_the_events_zone(world: World, as_participant: Client):
    assert block(as_participant).url == ME
    span = Unavailability.objects.get()
    assert span.starts_at == dt.datetime(2027, 3, 9, 11, tzinfo=dt.UTC)
    assert (span.delegate, span.reason, span.away) == (world.delegates[0], "Call", True)
    assert "12:00 – 14:00" in as_participant.get(ME).content.decode()
    assert Entry.objects.get().action == "unavailability.added"


def test_busy_on_site_is_not_away(world: World, as_participant: Client):
    block(as_participant, on_site="on")
    assert Unavailability.objects.get().away is False


def test_faults_are_told(world: World, as_participant: Client):
    for fault in ({"ends": "12:00"}, {"day": "2027-03-10"}, {"starts": "noon"}):
        answer = block(as_participant, **fault)
        assert answer.context["block_form"].errors
    assert not Unavailability.objects.exists()


def test_sending_twice_blocks_once(world: World, as_participant: Client):
    block(as_participant)
    answer = block(as_participant)
    assert "blocked already" in answer.content.decode()
    assert Unavailability.objects.count() == 1


def test_only_my_own_times_can_be_freed(world: World, as_participant: Client):
    theirs = Unavailability.objects.create(
        delegate=world.delegates[1],
        starts_at=world.slots[0].starts_at,
        ends_at=world.slots[0].ends_at,
    )
    assert as_participant.post(f"{ME}block/{theirs.pk}/remove/").status_code == 404
    assert Unavailability.objects.exists()


def test_the_contact_finds_registration_orders_and_invoices_again(world: World):
    make_seller(world)
    kind = world.types[0]
    registration = make_registration(world.event, kind, state=State.APPROVED, people=2)
    order = reserve_order(
        event=world.event,
        basket=one(make_package(world)),
        actor=None,
        registration=registration,
        participant_type=kind,
    )
    place_order(order=order, actor=None, **BUYER | {"email": "billing@nova.example"})
    record_payment(order=order, amount=order.total, received_on=today(), actor=None)
    contact, other = registration.people.all()
    number = order.invoices.get().number

    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(contact.delegate.user)
    page = client.get(ME).content.decode()
    assert order.reference in page
    address = re.search(rf'href="([^"]+)"[^>]*>{number}', page)[1]
    assert client.get(address).content.startswith(b"%PDF-")
    answer = client.post(f"{ME}registration/", follow=True)
    assert "You take part" in answer.content.decode()

    # What the company paid is not everybody's business.
    client.force_login(other.delegate.user)
    page = client.get(ME).content.decode()
    assert order.reference not in page
    assert client.post(f"{ME}registration/").url == ME


def test_a_form_with_faults_can_be_read_in_the_other_language(world: World, as_participant: Client):
    """The switch comes back by the address at which the faults were shown."""
    faulty = as_participant.post(f"{ME}contact/", CONTACT | {"phone": "0612"})
    assert f'name="next" value="{ME}contact/"' in faulty.content.decode()
    answer = as_participant.post(
        "/i18n/setlang/", {"language": "fr", "next": f"{ME}contact/"}, follow=True
    )
    assert answer.redirect_chain[-1] == (ME, 302)
    # Upwards past what is not there or takes forms only, too.
    assert as_participant.get(f"{ME}block/1/remove/", follow=True).redirect_chain[-1][0] == ME
    assert as_participant.put(f"{ME}contact/").status_code == 405
