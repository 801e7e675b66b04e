"""Every address, for every role, by both methods: who gets in, and nobody else.

A new address must be named here: an unknown one fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.factories import World, make_registration
from tests.registration.forms import PHOTO, publish
from tests.shop.goods import BUYER, make_package, make_seller, make_voucher, one
from vimeet.meetings.models import Plan, Run, Unavailability
from vimeet.messaging.models import Message
from vimeet.registration.models import AnswerFile, FormVersion, Registration, Term
from vimeet.registration.services.links import create_token
from vimeet.shop.models import EarlyPrice, Invoice, Order, Product, Voucher
from vimeet.shop.services.invoices import issue_invoice
from vimeet.shop.services.orders import place_order, reserve_order

METHODS = ("get", "post")
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
    "register": EVERYBODY,
}
# What fills the address of an object: of the tenant's world, or of another's.
OBJECTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "accounts:use_link": lambda world: {"token": "no-such-token"},
    **{
        f"console:{name}": lambda world: {"pk": world.slots[0].pk}
        for name in ("slot", "slot_delete")
    },
    **{
        f"console:{name}": lambda world: {"pk": world.places[1].pk}
        for name in ("place", "place_delete")
    },
    **{
        f"console:{name}": lambda world: {"pk": world.types[0].pk}
        for name in ("type", "type_delete")
    },
    **{
        f"console:{name}": lambda world: {"pk": world.delegations[0].pk}
        for name in ("delegation", "delegation_edit", "delegation_delete", "delegate_add")
    },
    **{
        f"console:{name}": lambda world: {"pk": world.delegates[0].pk}
        for name in ("delegate", "delegate_remove")
    },
    **{
        f"console:{name}": lambda world: {"pk": world.requests[0].pk}
        for name in ("request", "request_accept", "request_decline", "request_withdraw")
    },
    **{
        f"console:{name}": lambda world: {"pk": run_of(world).pk}
        for name in ("run", "run_stop", "run_restart")
    },
    # A version's address holds its number, which counts from 1 for every tenant: the rival's
    # has one more, so that it names nothing here.
    **{
        f"console:{name}": lambda world: {"number": plan_of(world).number}
        for name in ("plan", "plan_release", "plan_rollback")
    },
    **{
        f"console:{name}": lambda world: {"pk": message_of(world).pk}
        for name in ("message", "message_resend")
    },
    **{
        f"console:{name}": lambda world: {"pk": product_of(world).pk}
        for name in ("product", "product_delete", "early_price_add")
    },
    "console:early_price_delete": lambda world: {"pk": early_price_of(world).pk},
    **{
        f"console:{name}": lambda world: {"pk": voucher_of(world).pk}
        for name in ("voucher", "voucher_delete")
    },
    **{
        f"console:{name}": lambda world: {"pk": order_of(world).pk}
        for name in (
            "order",
            "order_place",
            "order_pay",
            "order_refund",
            "order_end",
            "order_invoice",
        )
    },
    "console:invoice": lambda world: {"pk": invoice_of(world).pk},
    **{
        f"console:{name}": lambda world: {"year": year_of(world)}
        for name in ("invoices_csv", "fec")
    },
    **{
        f"console:{name}": lambda world: {"pk": registration_of(world).pk}
        for name in (
            "registration",
            "registration_approve",
            "registration_wait",
            "registration_refuse",
            "registration_withdraw",
        )
    },
    **{
        f"register:{name}": lambda world: {"token": create_token(draft_of(world))}
        for name in (
            "registration",
            "company",
            "questions",
            "packages",
            "checkout",
            "send",
            "accept",
            "withdraw",
        )
    },
    **{
        f"register:{name}": lambda world: {"secret": placed_order_of(world).secret}
        for name in ("order", "order_proforma")
    },
    "register:order_invoice": lambda world: secret_and_pk(invoice_of(world)),
    "register:file": lambda world: {
        "token": create_token(file_of(world).registration),
        "question": "photo",
    },
    "console:answer_file": lambda world: {
        "pk": file_of(world).registration_id,
        "question": "photo",
    },
    **{
        f"console:{name}": lambda world: {"pk": form_of(world).participant_type_id}
        for name in (
            "form",
            "form_change",
            "form_publish",
            "form_discard",
            "form_import",
            "form_preview",
            "section_add",
            "answers",
            "answers_csv",
        )
    },
    "console:question_add": lambda world: {"pk": form_of(world).participant_type_id},
    "console:section": lambda world: {
        "pk": form_of(world).participant_type_id,
        "key": "main",
    },
    "console:question": lambda world: {
        "pk": form_of(world).participant_type_id,
        "key": "photo",
    },
    **{
        f"console:{name}": lambda world: {"pk": term_of(world).pk}
        for name in ("term", "term_delete")
    },
    "register:keep": lambda world: {"token": create_token(draft_of(world)), "step": "company"},
    "portal:propose": lambda world: {"pk": world.delegations[1].pk},
    # The first delegate's delegation was asked in the second request and asks in the first.
    "portal:accept": lambda world: {"pk": world.requests[1].pk},
    "portal:decline": lambda world: {"pk": world.requests[1].pk},
    "portal:withdraw": lambda world: {"pk": world.requests[0].pk},
    "portal:unblock": lambda world: {"pk": block_of(world).pk},
    "desk:delegate": lambda world: {"pk": world.delegates[0].pk},
}


def run_of(world: World) -> Run:
    """A finished run of the world's event."""
    return Run.objects.create(event=world.event, number=1, state=Run.State.FINISHED)


def plan_of(world: World) -> Plan:
    """A draft of the world's event; an event without a rival has one version more."""
    return Plan.objects.create(event=world.event, number=1 if world.rival else 2)


def message_of(world: World) -> Message:
    """A message about the world's event."""
    return Message.objects.create(
        organiser=world.organiser,
        event=world.event,
        key=f"test:{world.organiser.slug}",
        channel=Message.Channel.EMAIL,
        recipient_name="Ana",
        address="ana@example.org",
        language="fr",
        body="Bonjour",
        due_at=timezone.now(),
    )


def product_of(world: World) -> Product:
    """A package of the world's event."""
    return Product.objects.of_event(world.event).first() or make_package(world)


def early_price_of(world: World) -> EarlyPrice:
    """An early price of that package."""
    return EarlyPrice.objects.create(
        product=product_of(world), until=timezone.now(), price=Decimal(1)
    )


def voucher_of(world: World) -> Voucher:
    """A voucher of the world's event."""
    return make_voucher(world)


def order_of(world: World) -> Order:
    """A reserved order of the world's event."""
    return reserve_order(event=world.event, basket=one(product_of(world)), actor=None)


def registration_of(world: World) -> Registration:
    """A registration to approve."""
    return make_registration(world.event, world.types[0], state=Registration.State.TO_APPROVE)


def form_of(world: World) -> FormVersion:
    """A published form of the first type."""
    return publish(world.types[0], PHOTO)


def file_of(world: World) -> AnswerFile:
    """A file that was sent with a registration."""
    return AnswerFile.objects.create(
        registration=registration_of(world),
        question="photo",
        name="a.pdf",
        content_type="application/pdf",
        content=b"%PDF-",
        size=5,
    )


def term_of(world: World) -> Term:
    """A need of the world's event."""
    return Term.objects.create(event=world.event, name_en="Wings", name_fr="Ailes")


def draft_of(world: World) -> Registration:
    """A registration that was not sent yet."""
    return make_registration(world.event, world.types[0])


def year_of(world: World) -> int:
    """This year, whose books are always there; for the rival one that has none."""
    return timezone.localdate().year if world.rival else 1999


def invoice_of(world: World) -> Invoice:
    """The invoice of an order of the world's event."""
    return issue_invoice(order=placed_order_of(world), actor=None)


def placed_order_of(world: World) -> Order:
    """A placed order of the world's event, by the seller there."""
    make_seller(world)
    return place_order(order=order_of(world), actor=None, **BUYER)


def secret_and_pk(invoice: Invoice) -> dict[str, Any]:
    """What the address of an invoice on its order's page holds."""
    return {"secret": invoice.order.secret, "pk": invoice.pk}


def block_of(world: World) -> Unavailability:
    """A block in the first delegate's agenda."""
    slot = world.slots[0]
    return Unavailability.objects.create(
        delegate=world.delegates[0], starts_at=slot.starts_at, ends_at=slot.ends_at
    )


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


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves the database as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_who_gets_in(world: World, name: str):
    allowed = PLAIN[name] if name in PLAIN else DOORS[name.partition(":")[0]]
    for role, method in product(ROLES, METHODS):
        with undone():
            response = getattr(browser(world, role), method)(address(name, world))
        if role in allowed:
            assert_let_in(response)
        else:
            assert_kept_out(response, role)


@pytest.mark.parametrize("name", OF_OBJECTS)
def test_another_tenants_objects_are_not_found(world: World, name: str):
    """The right role, in their own event, with the number of another tenant's object."""
    role = min(DOORS[name.partition(":")[0]])
    answers = set()
    for method in METHODS:
        with undone():
            client = browser(world, role)
            response = getattr(client, method)(address(name, world, objects_of=world.rival))
        answers.add(response.status_code)
    # 405: there is nothing to be had by this method, whoever asks.
    assert 404 in answers
    assert answers <= {404, 405}
