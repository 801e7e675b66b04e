"""SMS through Twilio's client, against a stand-in for its API."""

from __future__ import annotations

import pytest

from vimeet.messaging import delivery
from vimeet.messaging.models import Message

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def sms(write) -> Message:
    message: Message = write(
        key="hello:1:sms", channel="sms", address="+33612345678", subject="", body="À 9:00."
    )
    return message


def test_an_sms_is_handed_to_twilio(sms, twilio):
    delivery.deliver_due()
    sms.refresh_from_db()
    assert (sms.state, sms.provider_id) == (State.SENT, "SM123")
    assert twilio.asked == [
        {
            "path": "/2010-04-01/Accounts/AC1/Messages.json",
            "To": "+33612345678",
            "From": "+33600000000",
            "Body": "À 9:00.",
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
