"""Every address, for every role, by both methods: who gets in, and nobody else.

A new address must be named here: an unknown one fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import World
from tests.objects import (
    bank_entry_of,
    block_of,
    book_of,
    dismissal_of,
    draft_of,
    early_price_of,
    feed_of,
    file_of,
    floor_plan_of,
    form_of,
    invoice_of,
    meeting_of,
    member_of,
    message_of,
    never_of,
    order_of,
    pair_of,
    picture_of,
    placed_order_of,
    plan_of,
    product_of,
    programme_of,
    registration_of,
    run_of,
    search_of,
    secret_and_pk,
    session_of,
    statement_of,
    term_of,
    term_pair_of,
    track_of,
    voucher_of,
    what_if_of,
    wish_of,
    year_of,
)
from tests.programme.sessions import make_speaker, register
from vimeet.directory.services.alerts import stop_token
from vimeet.registration.services.links import create_token

METHODS = ("get", "post")
ROLES = (
    "anonymous",
    "participant",
    "staff",
    "accountant",
    "organiser",
    "rival accountant",
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
    "service_worker": EVERYBODY,
    "manifest": EVERYBODY,
    # Who watches over the installation, from outside.
    "health": EVERYBODY,
    "accounts:sign_in": EVERYBODY,
    "accounts:link_sent": EVERYBODY,
    "accounts:use_link": EVERYBODY,
    "accounts:sign_out": SIGNED_IN,
    "accounts:account": SIGNED_IN,
    "accounts:password": SIGNED_IN,
    "console:events": {"organiser", "rival organiser", "accountant", "rival accountant"},
    "console:event_new": {"organiser", "rival organiser"},
    "portal:home": SIGNED_IN,
    "portal:offline": SIGNED_IN,
    # The secret in the address is the key: whoever has it gets in.
    "calendar:feed": EVERYBODY,
    # Stripe, whose signature says whether it is Stripe.
    "stripe_webhook": EVERYBODY,
    # Twilio, likewise.
    "twilio_report": EVERYBODY,
}
# Who may enter an event by each door.
DOORS = {
    "console": {"organiser"},
    "portal": {"participant"},
    "desk": {"organiser", "staff"},
    "register": EVERYBODY,
}
# Where accountants come in as well as organisers.
OF_MONEY = {
    f"console:{name}"
    for name in (
        "orders",
        "order",
        "order_pay",
        "order_refund",
        "order_refund_card",
        "order_invoice",
        "invoices",
        "invoice",
        "invoices_csv",
        "fec",
        "meeting_fees",
        "meeting_fees_issue",
        "bank",
        "bank_statement",
        "bank_columns",
        "bank_discard",
        "bank_entry",
        "bank_entry_aside",
    )
}
# What fills the address of an object: of the tenant's world, or of another's.
OBJECTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "accounts:use_link": lambda world: {"token": "no-such-token"},
    "stripe_webhook": lambda world: {"organiser": world.organiser.slug},
    "twilio_report": lambda world: {"pk": 1},
    **{
        f"console:{name}": lambda world: {"pk": world.slots[0].pk}
        for name in ("slot", "slot_delete")
    },
    **{
        f"console:{name}": lambda world: {"pk": world.places[1].pk}
        for name in ("place", "place_delete", "place_mark", "place_unmark")
    },
    **{
        f"{door}:floor_plan_picture": lambda world: {"pk": floor_plan_of(world).pk}
        for door in ("console", "portal", "desk")
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
    "console:unavailability_add": lambda world: {"pk": world.delegates[0].pk},
    "console:unavailability_remove": lambda world: {"pk": block_of(world).pk},
    **{
        f"console:{name}": lambda world: {"pk": member_of(world).pk}
        for name in ("member", "member_remove")
    },
    "console:pair_delete": lambda world: {"pk": pair_of(world).pk},
    "console:never_delete": lambda world: {"pk": never_of(world).pk},
    **{
        f"console:{name}": lambda world: {"pk": world.requests[0].pk}
        for name in ("request", "request_accept", "request_decline", "request_withdraw")
    },
    **{
        f"console:{name}": lambda world: {"pk": meeting_of(world).request_id}
        for name in ("request_move", "request_cancel")
    },
    **{
        f"desk:{name}": lambda world: {"pk": meeting_of(world).request_id}
        for name in ("meeting", "meeting_move", "meeting_cancel")
    },
    **{
        f"console:{name}": lambda world: {"pk": run_of(world).pk}
        for name in ("run", "run_stop", "run_restart")
    },
    "console:what_if_stop": lambda world: {"pk": what_if_of(world).pk},
    **{
        f"console:{name}": lambda world: {
            "number": plan_of(world).number,
            "pk": world.requests[0].pk,
        }
        for name in ("plan_meeting", "plan_take_out", "plan_lock")
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
            "order_refund_card",
            "order_end",
            "order_invoice",
        )
    },
    **{
        f"console:{name}": lambda world: {"pk": statement_of(world).pk}
        for name in ("bank_statement", "bank_columns", "bank_discard")
    },
    **{
        f"console:{name}": lambda world: {"pk": bank_entry_of(world).pk}
        for name in ("bank_entry", "bank_entry_aside")
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
            "registration_free",
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
            "checkout_totals",
            "confirm",
            "send",
            "accept",
            "withdraw",
        )
    },
    **{
        f"register:{name}": lambda world: {"secret": placed_order_of(world).secret}
        for name in ("order", "order_proforma", "order_card", "order_card_done", "order_transfer")
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
        for name in ("term", "term_move", "term_delete")
    },
    "console:term_pair_delete": lambda world: {"pk": term_pair_of(world).pk},
    "console:picture": lambda world: picture_of(world),
    "portal:picture": lambda world: picture_of(world),
    **{
        f"portal:for_you_{name}": lambda world: {"pk": world.delegations[1].pk}
        for name in ("ask", "dismiss")
    },
    "portal:for_you_restore": lambda world: {"pk": dismissal_of(world).other_id},
    "register:keep": lambda world: {"token": create_token(draft_of(world)), "step": "company"},
    **{
        f"console:{name}": lambda world: {"pk": session_of(world).pk}
        for name in (
            "session",
            "session_move",
            "session_delete",
            "session_put_back",
            "session_people",
        )
    },
    **{
        f"{door}:session": lambda world: {"pk": session_of(world).pk}
        for door in ("portal", "register")
    },
    "portal:session_leave": lambda world: {"pk": session_of(world).pk},
    "console:session_registration_remove": lambda world: {
        "pk": register(session_of(world), world.delegates[0]).pk
    },
    # As with plans: the rival's programme has one version more.
    **{
        f"console:{name}": lambda world: {"number": programme_of(world).number}
        for name in ("programme_version", "programme_rollback")
    },
    **{
        f"console:{name}": lambda world: {"pk": track_of(world).pk}
        for name in ("track", "track_delete")
    },
    **{
        f"console:{name}": lambda world: {"pk": make_speaker(world.event).pk}
        for name in ("speaker", "speaker_delete")
    },
    "console:speaker_delegate": lambda world: {"pk": world.delegates[0].pk},
    "portal:propose": lambda world: {"pk": world.delegations[1].pk},
    **{
        f"portal:{name}": lambda world: {"pk": world.delegations[1].pk}
        for name in ("participant", "note", "favourite")
    },
    **{
        f"portal:{name}": lambda world: {"pk": search_of(world).pk}
        for name in ("search_mails", "search_delete")
    },
    "register:stop_search": lambda world: {"token": stop_token(search_of(world))},
    # The first delegate's delegation was asked in the second request and asks in the first.
    "portal:request": lambda world: {"pk": world.requests[0].pk},
    "portal:never_add": lambda world: {"pk": world.delegations[1].pk},
    "portal:never_remove": lambda world: {"pk": never_of(world).pk},
    "portal:accept": lambda world: {"pk": world.requests[1].pk},
    "portal:decline": lambda world: {"pk": world.requests[1].pk},
    "portal:withdraw": lambda world: {"pk": world.requests[0].pk},
    "portal:unblock": lambda world: {"pk": block_of(world).pk},
    "calendar:feed": lambda world: {"token": feed_of(world)},
    **{
        f"portal:{name}": lambda world: {"pk": meeting_of(world).request_id}
        for name in (
            "meeting",
            "meeting_ics",
            "meeting_note",
            "meeting_report",
            "meeting_message",
            "meeting_move",
            "meeting_cancel",
            "meeting_keep",
        )
    },
    **{
        f"console:{name}": lambda world: {"pk": wish_of(world).pk}
        for name in ("wish_grant", "wish_refuse")
    },
    "console:agenda_book": lambda world: {"pk": book_of(world).pk},
    "portal:meeting_card": lambda world: {
        "pk": meeting_of(world).request_id,
        "person": world.delegations[1].delegates.get().pk,
    },
    "desk:delegate": lambda world: {"pk": world.delegates[0].pk},
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
        "accountant": tenant.accountant_user,
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


# Posts there are let in by their signature alone, whoever is signed in.
SIGNED = {"twilio_report"}


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
    if name in OF_MONEY:
        allowed = allowed | {"accountant"}
    # Of rivals the organiser stands for the accountant, but where these come in.
    roles = [r for r in ROLES if r != "rival accountant" or name in OF_MONEY or name in PLAIN]
    for role, method in product(roles, METHODS):
        with undone():
            response = getattr(browser(world, role), method)(address(name, world))
        if name in SIGNED and method == "post":
            assert response.status_code == 403
        elif role in allowed:
            assert_let_in(response)
        else:
            assert_kept_out(response, role)


@pytest.mark.parametrize("name", OF_OBJECTS)
def test_another_tenants_objects_are_not_found(world: World, name: str):
    """The right role, in their own event, with the number of another tenant's object."""
    role = "accountant" if name in OF_MONEY else min(DOORS[name.partition(":")[0]])
    answers = set()
    for method in METHODS:
        with undone():
            client = browser(world, role)
            asked = address(name, world, objects_of=world.rival)
            response = getattr(client, method)(asked)
        # What only takes forms leads to the page above it, whoever asks for it by GET.
        leads_up = method == "get" and asked.startswith(response.get("Location", "none"))
        answers.add("leads up" if leads_up else response.status_code)
    # 405: there is nothing to be had by this method, whoever asks.
    assert 404 in answers
    assert answers <= {404, 405, "leads up"}
