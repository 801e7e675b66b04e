"""SMS through Twilio's client, against a stand-in for its API."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from twilio.request_validator import RequestValidator

from vimeet.messaging import delivery
from vimeet.messaging.models import Message
from vimeet.messaging.services import resend_message

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def sms(write) -> Message:
    message: Message = write(
        key="hello:1:sms", channel="sms", address="+33612345678", subject="", body="À 9:00."
    )
    return message


def test_an_sms_is_handed_to_twilio(sms, twilio, settings):
    settings.SITE_URL = "https://meet.example.org"
    delivery.deliver_due()
    sms.refresh_from_db()
    assert (sms.state, sms.provider_id) == (State.SENT, "SM123")
    assert twilio.asked == [
        {
            "path": "/2010-04-01/Accounts/AC1/Messages.json",
            "To": "+33612345678",
            "From": "+33600000000",
            "Body": "À 9:00.",
            "StatusCallback": f"https://meet.example.org/twilio/{sms.pk}/",
        }
    ]


@pytest.mark.parametrize(
    ("status", "state"),
    [(400, State.DEAD), (404, State.DEAD), (429, State.QUEUED), (503, State.QUEUED)],
)
def test_twilios_refusals_are_told_apart(sms, twilio, status, state):
    twilio.status = status
    delivery.deliver_due()
    sms.refresh_from_db()
    assert sms.state == state
    assert sms.error.startswith(f"{status} ")
    assert len(twilio.asked) == 1, "the client must not retry by itself"


def test_an_answer_that_never_came_is_not_repeated(sms, twilio):
    twilio.hang_up = True
    delivery.deliver_due()
    sms.refresh_from_db()
    assert sms.state == State.UNCERTAIN
    assert len(twilio.asked) == 1


def test_no_connection_is_a_failure_for_now(sms, twilio, settings):
    settings.TWILIO_API_URL = "http://127.0.0.1:1"
    delivery.deliver_due()
    sms.refresh_from_db()
    assert sms.state == State.QUEUED


def report(client: Client, message: Message, status: str, sid: str = "SM123", **fields: str):
    """What Twilio sends, signed as it signs."""
    sent = {"MessageSid": sid, "MessageStatus": status} | fields
    address = f"{settings.SITE_URL}/twilio/{message.pk}/"
    signature = RequestValidator("secret").compute_signature(address, sent)
    answer = client.post(f"/twilio/{message.pk}/", sent, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 204
    message.refresh_from_db()
    return message


def test_a_report_tells_what_became_of_it(sms, twilio, client):
    delivery.deliver_due()
    assert report(client, sms, "sent").state == State.SENT
    assert report(client, sms, "delivered").state == State.DELIVERED
    assert sms.delivered_at is not None
    # Late ones change nothing.
    assert report(client, sms, "sent").state == State.DELIVERED
    assert report(client, sms, "failed").state == State.DELIVERED
    assert not resend_message(sms), "it arrived"


def test_what_did_not_arrive_can_be_sent_again_and_old_reports_are_not_about_it(
    sms, twilio, client
):
    delivery.deliver_due()
    assert report(client, sms, "undelivered", ErrorCode="30003").state == State.DEAD
    assert sms.error == "Twilio: undelivered, error 30003"
    assert resend_message(sms)
    twilio.sid = "SM124"
    delivery.deliver_due()
    assert report(client, sms, "failed", sid="SM123").state == State.SENT
    assert report(client, sms, "delivered", sid="SM124").state == State.DELIVERED


def test_a_report_settles_what_nobody_knew_and_may_come_before_our_note(sms, twilio, client):
    twilio.hang_up = True
    delivery.deliver_due()
    sms.refresh_from_db()
    assert sms.state == State.UNCERTAIN
    assert report(client, sms, "sent").state == State.SENT
    Message.objects.filter(pk=sms.pk).update(state=State.QUEUED, provider_id="")
    claimed = delivery.claim()
    assert claimed is not None

    class Overtaken:
        def send(self, message: Message) -> str:
            report(client, sms, "delivered")
            return "SM123"

        def close(self) -> None: ...

    delivery.deliver(claimed, Overtaken())
    sms.refresh_from_db()
    assert sms.state == State.DELIVERED


@pytest.mark.parametrize("secret", ["wrong", ""])
def test_who_does_not_sign_is_not_heard(sms, twilio, client, settings, secret):
    delivery.deliver_due()
    settings.TWILIO_AUTH_TOKEN = "secret" if secret else ""
    fields = {"MessageSid": "SM123", "MessageStatus": "failed"}
    address = f"{settings.SITE_URL}/twilio/{sms.pk}/"
    signature = RequestValidator(secret).compute_signature(address, fields)
    for sign in (signature, ""):
        answer = client.post(f"/twilio/{sms.pk}/", fields, headers={"X-Twilio-Signature": sign})
        assert answer.status_code == 403
    sms.refresh_from_db()
    assert sms.state == State.SENT
