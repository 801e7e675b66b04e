"""One row of each model that holds something personal, filled in every personal field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from axes.models import AccessAttempt
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as BrowserSession
from django.db import models
from django.utils import timezone

from tests.factories import World, make_registration, make_user
from tests.objects import (
    block_of,
    book_of,
    feed_of,
    file_of,
    form_of,
    meeting_of,
    member_of,
    message_of,
    never_of,
    pair_of,
    picture_of,
    plan_of,
    run_of,
    search_of,
    what_if_of,
    wish_of,
)
from tests.programme.sessions import make_speaker, register, released
from tests.shop.goods import make_seller
from vimeet.accounts import models as accounts
from vimeet.audit.models import Entry
from vimeet.audit.services import record
from vimeet.core.personal_data import Erase, Personal
from vimeet.directory import models as directory
from vimeet.meetings import models as meetings
from vimeet.messaging.models import Message
from vimeet.programme import models as programme
from vimeet.registration import models as registration
from vimeet.shop import models as shop

NOBODYS = {None, "", b"", False}


def _session(world: World) -> BrowserSession:
    store = SessionStore()
    store["who"] = 1
    store.create()
    return BrowserSession.objects.get(session_key=store.session_key)


def _attempt(world: World) -> AccessAttempt:
    return AccessAttempt.objects.create(
        username="ada@example.org",
        ip_address="192.0.2.7",
        user_agent="Firefox",
        http_accept="text/html",
        failures_since_start=3,
    )


def _link(world: World) -> accounts.SignInLink:
    return accounts.SignInLink.objects.create(
        user=world.organiser_user, token_hash="a" * 64, expires_at=timezone.now()
    )


def _of_meeting(model: type[models.Model]) -> Callable[[World], Any]:
    return lambda world: model.objects.create(
        delegate=world.delegates[0], request=world.requests[0]
    )


def _unseen(world: World) -> meetings.UnseenChange:
    return meetings.UnseenChange.objects.create(
        delegate=world.delegates[0], request=world.requests[0], told_slot=world.slots[0]
    )


def _feed(world: World) -> meetings.CalendarFeed:
    feed_of(world)
    return meetings.CalendarFeed.objects.get()


def _registration(world: World) -> registration.Registration:
    return make_registration(world.event, world.types[0], people=0)


def _size(world: World) -> registration.PictureSize:
    return registration.PictureSize.objects.get(picture=picture_of(world)["pk"])


def _answered(world: World) -> registration.Registration:
    file = file_of(world)
    version = form_of(world)
    registration.Registration.objects.filter(pk=file.registration_id).update(form_version=version)
    return file.registration


def _order(world: World) -> shop.Order:
    return shop.Order.objects.create(event=world.event, expires_at=timezone.now())


def _payment(world: World) -> shop.Payment:
    return shop.Payment.objects.create(
        order=_order(world), amount=Decimal(5), received_on=timezone.now().date()
    )


def _invoice(world: World) -> shop.Invoice:
    """Not filled afterwards: the database refuses any change."""
    issued_on = world.event.ends_on
    return shop.Invoice.objects.create(
        organiser=world.organiser,
        event=world.event,
        order=_order(world),
        kind=shop.Invoice.Kind.INVOICE,
        year=issued_on.year,
        sequence=1,
        number=f"{issued_on.year}-1",
        issued_on=issued_on,
        language="fr",
        content={"buyer": "Ada"},
        net=Decimal(5),
        tax=Decimal(1),
        pdf=b"%PDF-",
    )


def _statement(world: World) -> shop.BankStatement:
    return shop.BankStatement.objects.create(
        organiser=world.organiser, name="a.csv", kind=shop.BankStatement.Kind.CSV
    )


def _entry(world: World) -> shop.BankEntry:
    return shop.BankEntry.objects.create(
        organiser=world.organiser,
        statement=_statement(world),
        key="k",
        booked_on=timezone.now().date(),
        amount=Decimal(5),
    )


def _checkout(world: World) -> shop.CheckoutSession:
    now = timezone.now()
    return shop.CheckoutSession.objects.create(
        order=_order(world), key="k", amount=Decimal(5), expires_at=now, check_at=now
    )


def _refund(world: World) -> shop.CardRefund:
    return shop.CardRefund.objects.create(session=_checkout(world), key="k", amount=Decimal(5))


def _dispute(world: World) -> shop.Dispute:
    return shop.Dispute.objects.create(
        session=_checkout(world), dispute_id="dp_1", amount=Decimal(5), status="won"
    )


def _included(world: World) -> shop.IncludedPlace:
    place = register(released(world), world.delegates[0])
    return shop.IncludedPlace.objects.create(
        order=_order(world), session=place.session, delegate=place.delegate, registration=place
    )


def _left(world: World) -> programme.LeftSession:
    return programme.LeftSession.objects.create(
        session=released(world), delegate=world.delegates[0], left_at=timezone.now()
    )


ROWS: dict[type[models.Model], Callable[[World], Any]] = {
    accounts.User: lambda world: make_user("Ada Duval", "ada@duval.example"),
    accounts.Membership: member_of,
    accounts.SignInLink: _link,
    BrowserSession: _session,
    AccessAttempt: _attempt,
    Entry: lambda world: record(
        action="delegate.changed", obj=world.delegates[0], actor=None, event=world.event
    ),
    directory.Favourite: lambda world: directory.Favourite.objects.create(
        delegate=world.delegates[0], delegation=world.delegations[1]
    ),
    directory.Note: lambda world: directory.Note.objects.create(
        delegate=world.delegates[0], delegation=world.delegations[1]
    ),
    directory.SavedSearch: search_of,
    meetings.Request: lambda world: world.requests[0],
    meetings.Pair: pair_of,
    meetings.NeverWith: never_of,
    meetings.Unavailability: block_of,
    meetings.Run: run_of,
    meetings.Plan: plan_of,
    meetings.WhatIf: what_if_of,
    meetings.Meeting: meeting_of,
    meetings.UnseenChange: _unseen,
    meetings.CalendarFeed: _feed,
    meetings.AgendaBook: book_of,
    meetings.MeetingNote: _of_meeting(meetings.MeetingNote),
    meetings.MeetingReport: _of_meeting(meetings.MeetingReport),
    meetings.MeetingMessage: _of_meeting(meetings.MeetingMessage),
    meetings.ChangeWish: wish_of,
    Message: message_of,
    programme.Speaker: lambda world: make_speaker(world.event),
    programme.Session: released,
    programme.ReleasedSession: lambda world: released(world).versions.get(),
    programme.ProgrammeRelease: lambda world: released(world).versions.get().release,
    programme.SessionRegistration: lambda world: register(released(world), world.delegates[0]),
    programme.LeftSession: _left,
    registration.Delegation: lambda world: world.delegations[0],
    registration.Delegate: lambda world: world.delegates[0],
    registration.Registration: _answered,
    registration.RegistrationPerson: lambda world: make_registration(
        world.event, world.types[0]
    ).people.get(),
    registration.ReturnLink: lambda world: registration.ReturnLink.objects.create(
        registration=_registration(world), token_hash="a" * 64
    ),
    registration.FormVersion: form_of,
    registration.Picture: lambda world: registration.Picture.objects.create(
        event=world.event, delegate=world.delegates[0]
    ),
    registration.PictureSize: _size,
    registration.AnswerFile: lambda world: _answered(world).files.get(),
    shop.Seller: make_seller,
    shop.Order: _order,
    shop.Payment: _payment,
    shop.Invoice: _invoice,
    shop.BankStatement: _statement,
    shop.BankEntry: _entry,
    shop.CheckoutSession: _checkout,
    shop.CardRefund: _refund,
    shop.Dispute: _dispute,
    shop.IncludedPlace: _included,
}


def fill(row: models.Model, fields: dict[str, Personal], world: World) -> dict[str, Any]:
    """Write something into each field that is emptied in its row; what was written, by field."""
    written: dict[str, Any] = {}
    for name, personal in fields.items():
        if personal.erase == Erase.DELETE_ROW:
            continue
        field = row._meta.get_field(name)
        if isinstance(field, models.ManyToManyField):
            there = field.related_model
            one = world.delegates[0] if there is registration.Delegate else _speaker(world)
            getattr(row, name).set([one])
            written[name] = one
        else:
            written[name] = _sample(field, world)
    columns = {
        name: value
        for name, value in written.items()
        if not isinstance(row._meta.get_field(name), models.ManyToManyField)
    }
    if columns:
        type(row)._base_manager.filter(pk=row.pk).update(**columns)
    return written


def _speaker(world: World) -> programme.Speaker:
    return programme.Speaker.objects.filter(event=world.event).first() or make_speaker(world.event)


def _sample(field: models.Field, world: World) -> Any:
    if field.name == "answers":
        return {"photo": "Ada"}
    if isinstance(field, models.ForeignKey):
        return world.staff_user
    samples = (
        (models.DateTimeField, timezone.now() - dt.timedelta(days=400, hours=5)),
        (models.EmailField, "ada@example.org"),
        (models.BooleanField, True),
        (models.BinaryField, b"Ada"),
        (models.JSONField, {"name": "Ada"}),
        (models.URLField, "https://example.org/ada"),
    )
    for kind, value in samples:
        if isinstance(field, kind):
            return value
    if field.name == "language":
        return "fr"
    return "+33612345678" if field.name == "phone" else "Ada"


def is_gone(row: models.Model, name: str, personal: Personal, written: dict[str, Any]) -> bool:
    """Whether the row, or what was written into the field, is not there any more."""
    present = type(row)._base_manager.filter(pk=row.pk).first()
    if present is None or personal.erase == Erase.DELETE_ROW:
        return present is None
    value = getattr(present, name)
    if isinstance(row._meta.get_field(name), models.ManyToManyField):
        return not value.exists()
    if isinstance(value, dict | list):
        return not value
    if personal.erase == Erase.BLANK:
        return (bytes(value) if isinstance(value, memoryview) else value) in NOBODYS
    if isinstance(value, dt.datetime):
        return (value.month, value.day, value.hour) == (1, 1, 0)
    return value != written[name] and "ada" not in str(value).lower()
