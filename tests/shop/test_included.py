"""Sessions that a package includes: ticked, sold, given, taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World, make_registration, today
from tests.programme.sessions import make_audience, make_session, register, release
from tests.shop.goods import BUYER, make_option, make_package, make_seller, one
from vimeet.audit.models import Entry
from vimeet.programme.models import Session
from vimeet.programme.services.registrations import leave_session
from vimeet.programme.services.sessions import delete_session, put_back_session
from vimeet.registration.models import Delegation, Registration
from vimeet.registration.services import add_delegate
from vimeet.registration.services.links import create_token
from vimeet.shop.basket import Basket
from vimeet.shop.models import IncludedPlace, Order, Product
from vimeet.shop.services.orders import place_order, reserve_order
from vimeet.shop.tasks import give_included_sessions

BEFORE = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
FORM = {
    "name_en": "Gold",
    "name_fr": "Or",
    "position": "1",
    "price": "1000",
    "tax_rate": "20",
    "credits": "10",
    "min_meetings": "4",
    "delegates": "2",
}


@pytest.fixture(autouse=True)
def before_the_event():
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture
def at_commit(django_capture_on_commit_callbacks):
    """What is done after commit is done when the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def talks(world: World) -> tuple[Session, Session]:
    """Two sessions one after the other, the second not open for registration; and who sells."""
    make_seller(world)
    first = make_session(world.event, "Wings of tomorrow")
    second = make_session(world.event, "Dinner on board", (10, 0), registration_open=False)
    release(world)
    return first, second


def text(page) -> str:
    return page.content.decode()


def package_with(world: World, *sessions: Session, **values: object) -> Product:
    package = make_package(world, **values)
    package.sessions.set(sessions)
    return package


def ordered(world: World, product: Product, delegation: Delegation | None = None) -> Order:
    """What the organiser took down for a delegation, placed."""
    is_package = product.kind == Product.Kind.PACKAGE
    order = reserve_order(
        event=world.event,
        basket=one(product) if is_package else Basket(package=None, options={product: 1}),
        actor=world.organiser_user,
        delegation=delegation or world.delegations[0],
    )
    return place_order(order=order, actor=world.organiser_user, **BUYER)


def money(client: Client, order: Order, door: str, **more: object):
    address = reverse(f"console:{door}", kwargs=order.event.url_kwargs | {"pk": order.pk})
    day = today().isoformat()
    values = {"amount": order.total, "received_on": day, "method": "transfer", "note": ""}
    page = client.post(address, values | more)
    assert page.status_code == 302, text(page)


def states(session: Session) -> list[tuple[str, str]]:
    rows = session.registrations.order_by("created_at", "pk")
    return [(row.delegate.name, row.state) for row in rows]


def put_back(world: World, session: Session) -> None:
    """In the programme again, and the schedule has run."""
    put_back_session(session=session, actor=world.organiser_user)
    release(world)
    give_included_sessions()


def test_the_organiser_ticks_and_the_buyer_reads_what_is_included(
    world, talks, as_organiser, client
):
    draft = make_session(world.event, "Not released yet", (11, 0))
    add = reverse("console:package_add", kwargs=world.event.url_kwargs)
    page = text(as_organiser.get(add))
    assert "Dinner on board" in page
    assert "Not released yet" not in page
    assert as_organiser.post(add, FORM | {"sessions": [draft.pk]}).status_code == 422
    as_organiser.post(add, FORM | {"sessions": [talks[0].pk, talks[1].pk]})
    package = Product.objects.get()
    assert set(package.sessions.all()) == set(talks)
    entry = Entry.objects.get(action="package.added")
    assert entry.changes["sessions"] == [[], ["Dinner on board", "Wings of tomorrow"]]
    shop = reverse("console:shop", kwargs=world.event.url_kwargs)
    assert "“Dinner on board (fr)”" in text(as_organiser.get(shop))

    registration = make_registration(
        world.event, world.types[0], state=Registration.State.APPROVED, people=2
    )
    names = world.event.url_kwargs | {"token": create_token(registration)}
    client.cookies["django_language"] = "en"
    packages = reverse("register:packages", kwargs=names)
    assert "sessions: “Wings of tomorrow”, “Dinner on board”" in text(client.get(packages))
    client.post(packages, {"package": package.pk, "voucher": ""})
    edit = reverse("console:product", kwargs=world.event.url_kwargs | {"pk": package.pk})
    assert as_organiser.post(edit, FORM | {"sessions": [talks[0].pk]}).status_code == 302
    assert "Dinner on board" not in text(client.get(packages))
    # What was agreed stays with the order.
    order = Order.objects.get()
    page = reverse("register:order", kwargs=world.event.url_kwargs | {"secret": order.secret})
    client.post(reverse("register:checkout", kwargs=names), BUYER)
    assert "Includes the sessions “Wings of tomorrow”, “Dinner on board”" in text(client.get(page))


def test_who_paid_has_the_places_once_and_later_people_too(world, talks, as_organiser, at_commit):
    order = ordered(world, package_with(world, *talks, delegates=3))
    with at_commit():
        money(as_organiser, order, "order_pay")
    there = [(d.name, "registered") for d in order.delegation.delegates.order_by("pk")]
    assert states(talks[0]) == states(talks[1]) == there
    give_included_sessions()
    assert states(talks[0]) == there

    # Who leaves stays out; who comes later comes too.
    left = order.delegation.delegates.order_by("pk").first()
    leave_session(session=talks[0], delegate=left, actor=None)
    more = add_delegate(
        delegation=order.delegation,
        actor=None,
        first_name="Late",
        last_name="Comer",
        email="late@acme.example",
        phone="",
        job_title="",
        language="en",
    )
    give_included_sessions()
    give_included_sessions()
    assert left.name not in dict(states(talks[0]))
    assert (more.name, "registered") in states(talks[0])


def test_a_registration_becomes_a_delegation_with_its_places(world, talks, as_organiser, at_commit):
    registration = make_registration(
        world.event, world.types[0], state=Registration.State.APPROVED, people=2
    )
    basket = one(package_with(world, talks[1]))
    order = reserve_order(event=world.event, basket=basket, actor=None, registration=registration)
    order = place_order(order=order, actor=None, **BUYER)
    with at_commit():
        money(as_organiser, order, "order_pay")
    order.refresh_from_db()
    assert len(states(talks[1])) == order.delegation.delegates.count() == 2


def test_a_full_session_is_waited_for(world, talks, as_organiser, at_commit):
    talks[0].capacity = 1
    talks[0].save()
    register(talks[0], make_audience(world, 1)[0])
    order = ordered(world, package_with(world, talks[0]))
    with at_commit():
        money(as_organiser, order, "order_pay")
    assert {state for _name, state in states(talks[0])[1:]} == {"waiting"}


def test_of_two_at_once_the_first_counts_and_the_journal_says_so(
    world, talks, as_organiser, at_commit
):
    clash = make_session(world.event, "At the same time", (9, 30))
    release(world)
    order = ordered(world, package_with(world, clash, talks[0]))
    with at_commit():
        money(as_organiser, order, "order_pay")
    give_included_sessions()
    people = order.delegation.delegates.count()
    assert (len(states(talks[0])), len(states(clash))) == (people, 0)
    entries = Entry.objects.filter(action="order.session_left_out")
    assert entries.count() == people
    assert entries[0].changes["session"] == ["At the same time", None]
    assert entries[0].changes["in_another"] == [None, "Wings of tomorrow"]
    journal = reverse("console:journal", kwargs=world.event.url_kwargs)
    as_organiser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "was not registered for an included session" in text(as_organiser.get(journal))


def test_a_refund_takes_back_what_the_order_gave_and_no_more(world, talks, as_organiser, at_commit):
    own = world.delegations[0].delegates.first()
    register(talks[0], own)
    order = ordered(world, package_with(world, *talks))
    with at_commit():
        money(as_organiser, order, "order_pay")
    assert states(talks[1])
    with at_commit():
        money(as_organiser, order, "order_refund", take_back="on")
    assert states(talks[0]) == [(own.name, "registered")]
    assert states(talks[1]) == []
    assert not IncludedPlace.objects.exists()
    give_included_sessions()
    assert states(talks[1]) == []


def test_another_order_that_includes_the_session_keeps_the_place(
    world, talks, as_organiser, at_commit
):
    package = ordered(world, package_with(world, talks[0]))
    option = make_option(world)
    option.sessions.set([talks[0]])
    with at_commit():
        money(as_organiser, package, "order_pay")
    option_order = ordered(world, option)
    with at_commit():
        money(as_organiser, option_order, "order_pay")
    there = states(talks[0])
    with at_commit():
        money(as_organiser, package, "order_refund", take_back="on")
    assert states(talks[0]) == there
    with at_commit():
        money(as_organiser, option_order, "order_refund", take_back="on")
    assert states(talks[0]) == []


def test_what_was_taken_out_is_no_longer_named_nor_given(world, talks, as_organiser):
    package = package_with(world, *talks, price=Decimal(10))
    delete_session(session=talks[1], actor=world.organiser_user)
    shop = reverse("console:shop", kwargs=world.event.url_kwargs)
    page = text(as_organiser.get(shop))
    assert "“Wings of tomorrow (fr)”" in page
    assert "Dinner on board" not in page
    order = ordered(world, package)
    assert order.total == Decimal(12)
    given = order.lines.get().gives["sessions"]
    assert [one["session"] for one in given] == [talks[0].pk]


def test_what_was_not_in_the_programme_at_payment_is_given_later(
    world, talks, as_organiser, at_commit
):
    order = ordered(world, package_with(world, talks[0]))
    delete_session(session=talks[0], actor=world.organiser_user)
    release(world)
    with at_commit():
        money(as_organiser, order, "order_pay")
    assert states(talks[0]) == []
    put_back(world, talks[0])
    people = order.delegation.delegates.count()
    assert len(states(talks[0])) == people
    # Cancelled, it is gone for all; back in the programme, it is theirs again.
    delete_session(session=talks[0], actor=world.organiser_user)
    release(world)
    assert states(talks[0]) == []
    give_included_sessions()
    put_back(world, talks[0])
    assert len(states(talks[0])) == people
