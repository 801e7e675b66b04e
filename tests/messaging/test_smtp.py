"""E-mail through a real SMTP conversation."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone

from vimeet.messaging import delivery
from vimeet.messaging.models import Message
from vimeet.messaging.services import resend_message

pytestmark = pytest.mark.django_db
State = Message.State


def test_an_email_arrives_as_written(write, mailbox):
    message = write()
    delivery.deliver_due()
    message.refresh_from_db()
    assert message.state == State.SENT, message.error
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Votre agenda est prêt"
    assert mail["To"].addresses[0].display_name == "Ana Duprê, Acme"
    assert mail["To"].addresses[0].addr_spec == "ana@acme.example"
    assert mail.get_content().replace("\r\n", "\n") == "Bonjour Ana,\n\nà bientôt.\n"
    assert mail["Message-ID"] == message.provider_id


def test_a_document_is_attached(write, mailbox):
    write(attachment=("2027-00001.pdf", b"%PDF-1.7 invoice"))
    delivery.deliver_due()
    (mail,) = mailbox.mails
    (document,) = mail.iter_attachments()
    assert document.get_filename() == "2027-00001.pdf"
    assert document.get_content_type() == "application/pdf"
    assert document.get_content() == b"%PDF-1.7 invoice"
    assert mail.get_body().get_content().startswith("Bonjour Ana")


def test_a_refusal_for_now_is_tried_again(write, mailbox):
    message = write(address="busy@acme.example")
    delivery.deliver_due()
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert message.due_at > timezone.now()
    assert message.error.startswith("451 4.3.0 Try again later")


def test_a_refusal_for_good_is_given_up_and_the_next_goes_through(write, mailbox):
    refused = write(address="nobody@acme.example")
    write(key="hello:2:email")
    delivery.deliver_due()
    refused.refresh_from_db()
    assert refused.state == State.DEAD
    assert refused.error.startswith("550 5.1.1 No such user")
    assert len(mailbox.mails) == 1


def test_an_answer_that_never_came_is_not_repeated(write, mailbox):
    cut = write(address="cut@acme.example")
    after = write(key="hello:2:email")
    delivery.deliver_due()
    cut.refresh_from_db()
    after.refresh_from_db()
    assert (cut.state, after.state) == (State.UNCERTAIN, State.SENT)


def test_a_session_the_server_ended_between_two_mails_is_renewed(write, mailbox, settings):
    write(address="last@acme.example")
    write(key="hello:2:email")
    transport = delivery._open_transport("email")
    delivery.deliver(delivery.claim(), transport)
    time.sleep(0.2)  # until the server has gone
    delivery.deliver(delivery.claim(), transport)
    transport.close()
    assert list(Message.objects.values_list("state", flat=True)) == [State.SENT] * 2
    assert len(mailbox.mails) == 2


def test_no_server_is_a_failure_for_now(write, mailbox, settings):
    options = settings.MAILERS["default"]["OPTIONS"] | {"port": 1}
    settings.MAILERS = {"default": settings.MAILERS["default"] | {"OPTIONS": options}}
    message = write()
    delivery.deliver_due()
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert "refused" in message.error


def test_a_malformed_address_is_given_up(write, mailbox):
    message = write(address="ana at acme")
    delivery.deliver_due()
    message.refresh_from_db()
    assert message.state == State.DEAD
    assert mailbox.mails == []


def test_a_mail_sent_again_by_hand_carries_the_same_message_id(write, mailbox):
    message = write()
    delivery.deliver_due()
    Message.objects.update(state=State.UNCERTAIN)
    resend_message(message)
    delivery.deliver_due()
    first, second = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]
