"""Messages that only their recipient reads: what the console shows, what the outbox keeps."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import World, make_registration
from tests.plans import make_plan
from vimeet.messaging.models import Message
from vimeet.messaging.tasks import deliver_due
from vimeet.registration.models import Registration

TEXT = "Shall we meet at the coffee bar instead?"


@pytest.fixture(autouse=True)
def english(as_organiser: Client) -> None:
    as_organiser.cookies["django_language"] = "en"


def console(world: World, name: str, **kwargs: object) -> str:
    return reverse(f"console:{name}", kwargs=world.event.url_kwargs | kwargs)


@pytest.fixture
def from_acme_to_brio(world: World, as_participant: Client) -> Message:
    """What Acme's delegate writes about the meeting to Brio's."""
    request = world.requests[0]
    make_plan(world, 1, (request, world.slots[0], world.places[0]))
    page = reverse("portal:meeting_message", kwargs=world.event.url_kwargs | {"pk": request.pk})
    assert as_participant.post(page, {"text": TEXT}).status_code == 302
    return Message.objects.get(event=world.event)


def read(client: Client, world: World, message: Message) -> str:
    """All that the console shows of a message."""
    pages = (console(world, "messages"), console(world, "message", pk=message.pk))
    return "".join(client.get(page).content.decode() for page in pages)


def test_what_people_write_to_each_other_is_theirs(
    world: World, as_organiser: Client, from_acme_to_brio: Message, mailbox
):
    shown = read(as_organiser, world, from_acme_to_brio)
    assert TEXT not in shown
    assert "For its recipient only" in shown
    assert "brio0@alpha.example" in shown
    deliver_due()
    (mail,) = mailbox.mails
    assert TEXT in mail.get_content()
    from_acme_to_brio.refresh_from_db()
    assert (from_acme_to_brio.state, from_acme_to_brio.body) == (Message.State.SENT, "")
    assert TEXT not in read(as_organiser, world, from_acme_to_brio)


def test_what_did_not_arrive_keeps_its_text_to_be_sent_again(
    world: World, as_organiser: Client, from_acme_to_brio: Message, mailbox
):
    Message.objects.update(address="nobody@brio.example")
    deliver_due()
    Message.objects.update(address="brio@brio.example")
    as_organiser.post(console(world, "message_resend", pk=from_acme_to_brio.pk))
    deliver_due()
    (mail,) = mailbox.mails
    assert TEXT in mail.get_content()


def test_where_the_outbox_is_what_people_read_it_keeps_the_text(from_acme_to_brio: Message):
    deliver_due()
    from_acme_to_brio.refresh_from_db()
    assert from_acme_to_brio.state == Message.State.SENT
    assert TEXT in from_acme_to_brio.body


def test_the_way_back_to_a_registration_is_its_contacts(
    world: World, as_organiser: Client, mailbox
):
    registration = make_registration(
        world.event, world.types[0], state=Registration.State.TO_APPROVE
    )
    as_organiser.post(console(world, "registration_approve", pk=registration.pk))
    letter = Message.objects.get(address=registration.email)
    (token,) = re.findall(r"/r/([\w-]+)/", letter.body)
    assert token not in read(as_organiser, world, letter)
    deliver_due()
    letter.refresh_from_db()
    assert letter.body == ""
    (mail,) = mailbox.mails
    address = re.search(r"https?://\S+", mail.get_content()).group()
    assert Client().get(address).status_code == 200


def test_a_sign_in_link_does_not_stay_in_the_outbox(world: World, mailbox):
    Client().post(reverse("accounts:sign_in"), {"username": world.delegates[0].email, "link": "1"})
    message = Message.objects.get(key__startswith="sign-in-link:")
    assert "/sign-in/" in message.body
    deliver_due()
    message.refresh_from_db()
    assert message.body == ""
    assert "/sign-in/" in mailbox.mails[0].get_content()


def test_the_text_of_an_order_is_shown_without_its_secret(
    world: World, as_organiser: Client, write
):
    secret = "k3y-to-the-order-k3y-to-the-order"
    address = reverse("register:order", kwargs=world.event.url_kwargs | {"secret": secret})
    site = "https://vimeet.example"
    body = f"Please transfer 120 €.\n{site}{address}\nSee {site}/nowhere/{secret[:3]}/ too."
    message = write(event=world.event, body=body)
    shown = read(as_organiser, world, message)
    assert "Please transfer 120 €." in shown
    assert secret not in shown
    assert f"{site}{address}".replace(secret, "…") in shown
    assert "/nowhere/k3y/" in shown


def test_what_never_left_is_not_kept_for_ever(from_acme_to_brio: Message, mailbox, capsys):
    Message.objects.update(address="nobody@brio.example")
    deliver_due()
    for days, kept in ((29, True), (31, False)):
        due_at = timezone.now() - dt.timedelta(days=days)
        Message.objects.update(due_at=due_at)
        call_command("expire")
        from_acme_to_brio.refresh_from_db()
        assert (TEXT in from_acme_to_brio.body) == kept
