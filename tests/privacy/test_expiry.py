"""The night's run: what it leaves, what it writes down, and when something is in its way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from tests.factories import World, make_registration, make_user, today
from tests.objects import block_of, message_of
from tests.privacy.rows import ROWS
from vimeet.accounts.models import Membership, User
from vimeet.celery import app
from vimeet.core.personal_data import declarations, holds_on
from vimeet.directory.services.indexing import rebuild
from vimeet.directory.tasks import refresh_directory
from vimeet.meetings.models import Unavailability
from vimeet.messaging.models import Message
from vimeet.privacy import services, tasks
from vimeet.privacy.models import Erasure, ExpiryRun
from vimeet.privacy.words import FIELDS
from vimeet.registration.models import Delegate
from vimeet.shop.models import Invoice, Order

LONG_AGO = dt.timedelta(days=4 * 365)


def end(world: World, days: int) -> None:
    """The event's last day was so many days ago."""
    world.event.starts_on = world.event.ends_on = today() - dt.timedelta(days=days)
    world.event.save()


def test_every_night_the_task_is_due():
    entry = settings.CELERY_BEAT_SCHEDULE["expire-personal-data"]
    assert entry["task"] in app.tasks
    assert app.tasks[entry["task"]].name == tasks.expire.name


def test_a_dry_run_counts_and_erases_nothing(world, capsys):
    end(world, 91)
    block_of(world)

    call_command("expire", "--dry-run")

    printed = capsys.readouterr().out
    lines = {line.split()[1]: int(line.split()[0]) for line in printed.splitlines()}
    assert lines["meetings.Unavailability.reason"] == 1
    assert lines["registration.Delegate.phone"] == len(world.delegates)
    assert lines["registration.Delegate.first_name"] == 0
    assert lines["sessions.Session.session_data"] == 0
    assert Unavailability.objects.exists()
    assert not ExpiryRun.objects.exists()


def test_the_proof_counts_and_names_nobody(world, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    end(world, 91)
    block_of(world)

    tasks.expire()

    phones = Erasure.objects.get(model="registration.delegate", event=world.event)
    assert (phones.rows, phones.whole_rows) == (len(world.delegates), False)
    assert phones.fields == ["phone"]
    assert phones.until == today() - dt.timedelta(days=1)
    assert phones.organiser == world.organiser
    blocks = Erasure.objects.get(model="meetings.unavailability")
    assert (blocks.rows, blocks.whole_rows) == (1, True)
    assert not Erasure.objects.filter(event=world.rival.event).exists()
    assert "Acme" not in str(list(Erasure.objects.values()))


def test_a_second_night_finds_nothing_more(world):
    end(world, 4 * 365)
    block_of(world)
    tasks.expire()
    before = Erasure.objects.count()

    tasks.expire()

    assert Erasure.objects.count() == before
    assert ExpiryRun.objects.exclude(finished_at=None).count() == 2


def test_the_last_day_is_over_where_the_event_is(world):
    """Eleven in the evening of Honolulu, and an hour past midnight: ten hours behind."""
    world.event.time_zone = "Pacific/Honolulu"
    world.event.starts_on = world.event.ends_on = dt.date(2027, 3, 9)
    world.event.save()
    last = dt.datetime(2027, 3, 9, tzinfo=dt.UTC) + dt.timedelta(days=91)
    block_of(world)

    with time_machine.travel(last + dt.timedelta(hours=9), tick=False):
        call_command("expire")
    assert Unavailability.objects.exists()

    with time_machine.travel(last + dt.timedelta(hours=11), tick=False):
        call_command("expire")
    assert not Unavailability.objects.exists()


def unused() -> User:
    user = make_user("Ada Duval", "ada@duval.example")
    then = timezone.now() - LONG_AGO
    User.objects.filter(pk=user.pk).update(created_at=then, last_login=then)
    return user


def test_an_account_that_nobody_uses_becomes_nobodys(world):
    user = unused()
    call_command("expire")
    user.refresh_from_db()
    assert user.email == f"erased-{user.pk}@erased.invalid"
    assert not user.is_active
    assert not user.has_usable_password() or not user.check_password("")


@pytest.mark.parametrize("what", ["member", "delegate", "registered", "operator", "came lately"])
def test_an_account_that_is_needed_stays(world, what):
    user = unused()
    if what == "member":
        Membership.objects.create(organiser=world.organiser, user=user, role="staff")
    elif what == "delegate":
        Delegate.objects.filter(pk=world.delegates[0].pk).update(user=user)
    elif what == "registered":
        make_registration(world.event, world.types[0], user=user)
    elif what == "operator":
        User.objects.filter(pk=user.pk).update(is_staff=True)
    else:
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    call_command("expire")
    user.refresh_from_db()
    assert user.email == "ada@duval.example"
    assert user.is_active


def old_invoice(world: World) -> Invoice:
    world.event.ends_on = dt.date(timezone.now().year - 11, 5, 6)
    invoice: Invoice = ROWS[Invoice](world)
    then = timezone.now() - dt.timedelta(days=12 * 366)
    Order.objects.filter(pk=invoice.order_id).update(created_at=then, contact_name="Ada")
    return invoice


def test_a_credit_note_keeps_its_invoice_and_an_invoice_its_order(world):
    invoice = old_invoice(world)
    year = timezone.now().year - 10
    Invoice.objects.create(
        organiser=world.organiser,
        event=world.event,
        order=invoice.order,
        kind=Invoice.Kind.CREDIT_NOTE,
        corrects=invoice,
        year=year,
        sequence=1,
        number="A1",
        issued_on=dt.date(year, 1, 2),
        language="fr",
        content={},
        net=Decimal(5),
        tax=Decimal(1),
        pdf=b"%PDF-",
    )

    call_command("expire")

    assert Invoice.objects.count() == 2
    assert Order.objects.get(pk=invoice.order_id).contact_name == "Ada"


def test_an_order_goes_after_its_invoice(world):
    order = old_invoice(world).order
    for _night in range(2):
        call_command("expire")
    assert not Invoice.objects.exists()
    assert Order.objects.get(pk=order.pk).contact_name == "–"


def test_a_message_that_was_never_sent_goes_too(world):
    message = message_of(world)
    then = timezone.now() - dt.timedelta(days=366)
    Message.objects.filter(pk=message.pk).update(due_at=then, state=Message.State.DEAD)
    call_command("expire")
    message.refresh_from_db()
    assert (message.address, message.body) == ("–", "")


def test_the_directory_forgets_what_was_erased(world, as_participant: Client):
    brio, reader = world.delegations[1], world.delegates[0]
    brio.presentation_en = "Composite wings by Ada Duval"
    brio.save()
    rebuild(world.event)
    search = reverse("portal:directory", kwargs=world.event.url_kwargs)
    assert "Brio" in as_participant.get(search, {"q": "composite"}).content.decode()

    end(world, 3 * 365 + 1)
    call_command("expire")
    # What the worker does with entries that are marked.
    refresh_directory()

    # Nobody is a delegate of such an event any more; somebody looks all the same.
    Delegate.objects.filter(pk=reader.pk).update(user=reader.user)
    page = as_participant.get(search, {"q": "composite"}).content.decode()
    assert "Brio" not in page


def test_what_is_in_the_way_of_one_model_keeps_no_other(world, monkeypatch, caplog):
    end(world, 91)
    block_of(world)
    carry_out = services._carry_out

    def broken(step, run, now):
        if step.model is Delegate:
            raise ValueError("out of order")
        carry_out(step, run, now)

    monkeypatch.setattr(services, "_carry_out", broken)
    with pytest.raises(RuntimeError, match=r"registration\.Delegate"):
        tasks.expire()
    assert not Unavailability.objects.exists()
    assert ExpiryRun.objects.get().failed == ["registration.Delegate", "registration.Delegate"]
    with pytest.raises(CommandError):
        call_command("expire")


@pytest.mark.parametrize("model", list(declarations()), ids=lambda model: model._meta.label)
def test_everything_has_words_for_the_register(model):
    declaration = declarations()[model]
    if not declaration.personal:
        return
    assert isinstance(declaration.words, Promise)
    for name, personal in declaration.personal.items():
        given = model._meta.get_field(name)._verbose_name
        assert isinstance(given, Promise) or name in FIELDS, f"name {name} in privacy/words.py"
        assert isinstance(personal.purpose, Promise), name
        assert isinstance(personal.retention.since.words, Promise), name
    assert all(isinstance(hold.words, Promise) for hold in holds_on(model))
