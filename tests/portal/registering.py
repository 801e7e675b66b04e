"""What those do who register: the forms as a browser sends them, and the way by all steps."""

from __future__ import annotations

import re

from django.conf import settings
from django.test import Client

from tests.factories import World
from vimeet.events.models import Event, ParticipantType
from vimeet.messaging.models import Message
from vimeet.registration.models import Registration

PAGE = "/e/alpha/aero-days/"


def person(index: int, **changes: str) -> dict[str, str]:
    fields = {
        "id": "",
        "first_name": f"Ada{index}",
        "last_name": "Nova",
        "email": f"ada{index}@nova.example",
        "phone": "",
        "job_title": "",
    } | changes
    return {f"people-{index}-{name}": value for name, value in fields.items()}


def company(*people: dict[str, str], **changes: str) -> dict[str, str]:
    latest = Registration.objects.latest("pk")
    fields = {
        "participant_type": str(latest.participant_type_id),
        "name": "Nova",
        "country": "FR",
        "city": "Lyon",
        "website": "",
        "vat_number": "",
        "contact": "0",
        "people-TOTAL_FORMS": str(len(people) or 1),
        "people-INITIAL_FORMS": "0",
    }
    for one in people or (person(0),):
        fields |= one
    return fields | changes


def start(client: Client, kind: ParticipantType, email: str = "ada0@nova.example") -> str:
    """The address of the registration's pages."""
    answer = client.post(f"{PAGE}register/", {"participant_type": kind.pk, "email": email})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url.removesuffix("company/")


def register(
    client: Client, world: World, *people: dict[str, str], kind: int = 0, **changes
) -> str:
    """Go all the way; the address of the registration."""
    address = start(client, world.types[kind])
    answer = client.post(f"{address}company/", company(*people, **changes))
    assert answer.url == address
    client.post(f"{address}send/")
    return address


def link_in(message: Message) -> str:
    found = re.search(r"https?://\S+", message.body)
    assert found is not None
    return found[0].removeprefix(settings.SITE_URL)


def change(obj: Event | ParticipantType, **values: object) -> None:
    for name, value in values.items():
        setattr(obj, name, value)
    obj.save()
