"""Builds small, plain worlds for tests, straight on the models."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from vimeet.accounts.models import Membership, User
from vimeet.events.models import Event, Organiser, ParticipantType, Place, Slot
from vimeet.meetings.models import Request
from vimeet.registration.models import Delegate, Delegation, Registration, RegistrationPerson


def today() -> dt.date:
    """The date where the worlds' events are held: late in the evening it is another than in UTC."""
    return timezone.localdate(timezone=Event().zone)


@dataclass
class World:
    """One event as its tenant sees it, and ``rival``: the same for another organiser."""

    organiser: Organiser
    event: Event
    organiser_user: User
    staff_user: User
    accountant_user: User
    types: list[ParticipantType]
    slots: list[Slot]
    places: list[Place]
    delegations: list[Delegation]
    delegates: list[Delegate]
    requests: list[Request]
    rival: World | None = field(default=None, repr=False)


def make_user(name: str, email: str) -> User:
    """A user without a password."""
    return User.objects.create_user(email, name=name)


def make_event(organiser: Organiser, **fields: object) -> Event:
    """A one-day event in Toulouse, 9 March 2027."""
    values: dict[str, object] = {
        "name": "Aero Days",
        "slug": "aero-days",
        "city": "Toulouse",
        "starts_on": dt.date(2027, 3, 9),
        "ends_on": dt.date(2027, 3, 9),
        "registration_opens_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        # As few steps as can be; tests of the address ask for it.
        "confirms_address": False,
    }
    return Event.objects.create(organiser=organiser, **(values | fields))


def make_slots(event: Event, count: int = 4) -> list[Slot]:
    """Slots of 20 minutes from 9:00 local time, every 25 minutes."""
    start = dt.datetime.combine(event.starts_on, dt.time(9), tzinfo=event.zone)
    return [
        Slot.objects.create(
            event=event,
            starts_at=start + dt.timedelta(minutes=25 * i),
            ends_at=start + dt.timedelta(minutes=25 * i + 20),
        )
        for i in range(count)
    ]


def make_delegation(
    event: Event, participant_type: ParticipantType, name: str, people: int = 1
) -> Delegation:
    """A delegation with ``people`` delegates, each with a user of their own."""
    delegation = Delegation.objects.create(
        event=event, participant_type=participant_type, name=name, country="FR", max_meetings=8
    )
    for i in range(people):
        email = f"{name.lower()}{i}@{event.organiser.slug}.example"
        Delegate.objects.create(
            delegation=delegation,
            first_name=f"P{i}",
            last_name=name,
            email=email,
            phone=f"+3361234{delegation.pk % 100:02d}{i:02d}",
            user=make_user(f"P{i} {name}", email),
        )
    return delegation


def make_registration(
    event: Event,
    participant_type: ParticipantType,
    name: str = "Nova",
    state: str = Registration.State.DRAFT,
    people: int = 1,
    **fields: object,
) -> Registration:
    """A complete registration of ``people`` persons, the first of whom is the contact."""
    registration = Registration.objects.create(
        event=event,
        participant_type=participant_type,
        email=f"{name.lower()}0@nova.example",
        language="en",
        name=name,
        country="FR",
        state=state,
        submitted_at=None if state == Registration.State.DRAFT else timezone.now(),
        **fields,
    )
    for i in range(people):
        RegistrationPerson.objects.create(
            registration=registration,
            position=i,
            first_name=f"N{i}",
            last_name=name,
            email=f"{name.lower()}{i}@nova.example",
            is_contact=i == 0,
        )
    return registration


def _make_tenant(slug: str) -> World:
    organiser = Organiser.objects.create(name=f"{slug.title()} Events", slug=slug)
    event = make_event(organiser)
    organiser_user = make_user(f"Olivia {slug}", f"olivia@{slug}.example")
    staff_user = make_user(f"Sam {slug}", f"sam@{slug}.example")
    Membership.objects.create(
        organiser=organiser, user=organiser_user, role=Membership.Role.ORGANISER
    )
    accountant_user = make_user(f"Ada {slug}", f"ada@{slug}.example")
    Membership.objects.create(organiser=organiser, user=staff_user, role=Membership.Role.STAFF)
    Membership.objects.create(
        organiser=organiser, user=accountant_user, role=Membership.Role.ACCOUNTANT
    )
    buyer = ParticipantType.objects.create(event=event, name_en="Buyer", name_fr="Acheteur")
    supplier = ParticipantType.objects.create(
        event=event, name_en="Supplier", name_fr="Fournisseur"
    )
    buyer.may_ask.add(supplier)
    supplier.may_ask.add(buyer)
    slots = make_slots(event)
    hall = Place.objects.create(event=event, name="Hall", capacity=2)
    stand = Place.objects.create(event=event, name="Stand Acme", kind=Place.Kind.STAND)
    acme = make_delegation(event, buyer, "Acme", people=2)
    acme.stand = stand
    acme.save()
    brio = make_delegation(event, supplier, "Brio")
    cobalt = make_delegation(event, supplier, "Cobalt")
    dynamo = make_delegation(event, buyer, "Dynamo")
    delegations = [acme, brio, cobalt, dynamo]
    requests = [
        Request.objects.create(
            event=event,
            asker=asker,
            asked=asked,
            state=Request.State.ACCEPTED,
            weight=weight,
            weight_by_hand=True,
            answered_at=timezone.now(),
        )
        for asker, asked, weight in ((acme, brio, 5), (cobalt, acme, 3), (dynamo, brio, 2))
    ]
    requests.append(Request.objects.create(event=event, asker=cobalt, asked=dynamo))
    return World(
        organiser=organiser,
        event=event,
        organiser_user=organiser_user,
        staff_user=staff_user,
        accountant_user=accountant_user,
        types=[buyer, supplier],
        slots=slots,
        places=[hall, stand],
        delegations=delegations,
        delegates=[d for delegation in delegations for d in delegation.delegates.order_by("pk")],
        requests=requests,
    )


def make_world() -> World:
    """Two tenants with the same event; the first one carries the second as ``rival``."""
    world = _make_tenant("alpha")
    world.rival = _make_tenant("rival")
    return world
