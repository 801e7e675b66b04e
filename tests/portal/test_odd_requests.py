"""What no browser sends by itself, on the public pages: it is told, and never an error of ours."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from tests.factories import World, make_registration
from tests.portal.registering import PAGE, company, person, start
from tests.registration.forms import publish
from vimeet.registration.models import Registration, TakenChoice
from vimeet.registration.questions.definition import Choice, Question
from vimeet.registration.services.links import create_token

# One character more than the column holds, each part of it no longer than an address allows.
LONG = f"a@{'.'.join(['b' * 60] * 4)}.example.org"
# More than Python reads as a number.
DIGITS = "9" * 5000
DAYS = Question(
    "days",
    "choices",
    "Days",
    "Jours",
    choices=(Choice("one", "One", "Un", places=5), Choice("two", "Two", "Deux")),
)


@pytest.fixture(autouse=True)
def before_the_event():
    with time_machine.travel(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)):
        yield


def test_an_address_that_no_column_holds_is_told(world: World, client: Client):
    assert len(LONG) == 257
    data = {"participant_type": world.types[0].pk, "email": LONG}
    answer = client.post(f"{PAGE}register/", data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["email"]
    address = start(client, world.types[0])
    answer = client.post(f"{address}company/", company(person(0, email=LONG)))
    assert answer.status_code == 422
    assert list(answer.context["people"][0].errors) == ["email"]


@pytest.mark.parametrize(
    "changes",
    [{"contact": DIGITS}, {"people-TOTAL_FORMS": DIGITS}, {"do": f"remove-{DIGITS}"}],
    ids=["contact", "people", "remove"],
)
def test_numbers_of_thousands_of_digits_are_none(world: World, client: Client, changes):
    address = start(client, world.types[0])
    answer = client.post(f"{address}company/", company() | changes)
    assert answer.status_code in (302, 422)
    assert client.post(f"{address}keep/company/", company() | changes).status_code == 204
    assert client.get(f"{address}company/").status_code in (200, 302)


def test_a_choice_that_is_sent_twice_is_taken_once(world: World, client: Client):
    version = publish(world.types[0], DAYS)
    draft = make_registration(world.event, world.types[0])
    address = f"{PAGE}r/{create_token(draft)}/"
    data = {"version": version.pk, "q-days": ["one", "one", "two"]}
    assert client.post(f"{address}questions/", data).url == address
    client.post(f"{address}send/")
    draft.refresh_from_db()
    assert (draft.state, draft.answers["days"]) == (Registration.State.CONFIRMED, ["one", "two"])
    assert TakenChoice.objects.get().choice == "one"


def test_what_is_too_much_to_be_kept_is_told(world: World, client: Client):
    address = start(client, world.types[0])
    client.cookies["django_language"] = "en"
    much = company(person(0, first_name="x" * 1_000_001)) | {"do": "add"}
    page = client.post(f"{address}company/", much, follow=True).content.decode()
    assert "too much text to be kept" in page
