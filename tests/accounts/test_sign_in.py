"""Signing in through the front door: password, e-mailed link, and what must not work."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import World, make_user
from vimeet.accounts.models import SignInLink
from vimeet.accounts.services import sign_in_url
from vimeet.messaging.models import Message

SIGN_IN = "/sign-in/"


def ask_for_link(client: Client, address: str, *, place: str = "192.0.2.1", **fields: str):
    form = {"username": address, "password": "", "link": "1", **fields}
    return client.post(SIGN_IN, form, REMOTE_ADDR=place)


def link_in_last_message() -> str:
    found = re.search(r"https?://\S+", Message.objects.order_by("pk").last().body)
    assert found is not None
    return found[0].removeprefix(settings.SITE_URL)


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_password_signs_in_whatever_the_case_of_the_address(world: World, client: Client):
    world.organiser_user.set_password("correct horse battery")
    world.organiser_user.save()
    answer = client.post(
        SIGN_IN, {"username": "OLIVIA@Alpha.example", "password": "correct horse battery"}
    )
    assert answer.status_code == 302
    assert who(client) == str(world.organiser_user.pk)


def test_wrong_password_is_told_and_signs_nobody_in(world: World, client: Client):
    answer = client.post(SIGN_IN, {"username": "olivia@alpha.example", "password": "wrong"})
    assert "do not belong together" in answer.content.decode()
    assert who(client) is None


def test_emailed_link_signs_in_once(world: World, client: Client):
    assert ask_for_link(client, "olivia@alpha.example").url == reverse("accounts:link_sent")
    link = link_in_last_message()

    # A mail scanner follows the link: nothing is used up, nobody is signed in.
    assert Client().get(link).status_code == 200
    assert who(client) is None

    assert client.post(link).status_code == 302
    assert who(client) == str(world.organiser_user.pk)

    late = Client()
    for answer in (late.get(link), late.post(link)):
        assert answer.status_code == 410
        assert SIGN_IN in answer.content.decode()
    assert who(late) is None


def test_only_the_hash_of_a_token_is_stored(world: World):
    token = sign_in_url(world.organiser_user).rstrip("/").rpartition("/")[2]
    stored = SignInLink.objects.values().get()
    assert token not in str(stored)
    assert re.fullmatch("[0-9a-f]{64}", stored["token_hash"])


def test_link_expires(world: World, client: Client):
    url = sign_in_url(world.organiser_user)
    later = timezone.now() + dt.timedelta(minutes=settings.SIGN_IN_LINK_MINUTES, seconds=1)
    with time_machine.travel(later):
        assert client.post(url).status_code == 410
    assert who(client) is None


def test_link_of_a_closed_account_is_worth_nothing(world: World, client: Client):
    url = sign_in_url(world.organiser_user)
    world.organiser_user.is_active = False
    world.organiser_user.save()
    assert client.post(url).status_code == 410
    ask_for_link(client, world.organiser_user.email)
    assert not Message.objects.exists()


def test_an_unknown_address_gets_the_same_answer_and_no_message(world: World, client: Client):
    known = ask_for_link(client, "olivia@alpha.example")
    unknown = ask_for_link(client, "nobody@alpha.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert list(Message.objects.values_list("address", flat=True)) == ["olivia@alpha.example"]


def test_no_more_than_three_links_an_hour_to_one_address_from_one_place(world: World, client):
    answers = {ask_for_link(client, "olivia@alpha.example").url for _ in range(5)}
    assert answers == {reverse("accounts:link_sent")}
    assert Message.objects.count() == 3
    ask_for_link(client, "sam@alpha.example")
    assert Message.objects.count() == 4
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=61)):
        ask_for_link(client, "olivia@alpha.example")
    assert Message.objects.count() == 5


def test_a_stranger_who_asks_for_my_links_keeps_me_from_none(world: World, client: Client):
    for _ in range(5):
        ask_for_link(Client(), "olivia@alpha.example", place="198.51.100.66")
    assert Message.objects.count() == 3
    ask_for_link(client, "olivia@alpha.example")
    assert client.post(link_in_last_message()).status_code == 302
    assert Message.objects.count() == 4


def test_a_new_link_is_sent_once_none_works_any_more(world: World, client: Client):
    for _ in range(5):
        ask_for_link(client, "olivia@alpha.example")
    ended = timezone.now() + dt.timedelta(minutes=settings.SIGN_IN_LINK_MINUTES, seconds=1)
    with time_machine.travel(ended):
        for _ in range(2):
            ask_for_link(client, "olivia@alpha.example")
        assert client.post(link_in_last_message()).status_code == 302
    assert Message.objects.count() == 4, "three at first, one once they had ended"


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/account/", "/account/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\elsewhere.example/", "/"),
    ],
)
def test_next_leads_only_to_this_site(world: World, asked: str, led_to: str):
    by_mail = Client()
    ask_for_link(by_mail, "olivia@alpha.example", next=asked)
    assert by_mail.post(link_in_last_message()).url == led_to
    by_hand = Client()
    assert by_hand.post(sign_in_url(world.organiser_user, asked)).url == led_to


def test_the_message_speaks_the_language_of_the_account(world: World, client: Client):
    world.organiser_user.language = "fr"
    world.organiser_user.save()
    ask_for_link(client, world.organiser_user.email)
    assert Message.objects.get().language == "fr"


def test_an_address_that_is_none_is_told(world: World, client: Client):
    answer = ask_for_link(client, "not an address")
    assert answer.status_code == 200
    assert answer.context["form"].errors["username"]
    assert not Message.objects.exists()


def test_sign_out_takes_a_post(as_organiser: Client):
    assert as_organiser.get("/sign-out/").status_code == 405
    assert as_organiser.post("/sign-out/").status_code == 302
    assert who(as_organiser) is None


def test_pages_ask_for_sign_in_and_come_back(world: World, client: Client):
    answer = client.get("/account/")
    assert answer.url == f"{SIGN_IN}?next=/account/"


@pytest.mark.django_db
def test_the_sign_in_page_leads_on_who_is_signed_in(client: Client):
    client.force_login(make_user("Nina", "nina@example.org"))
    assert client.get(SIGN_IN).url == "/"


def test_the_command_line_prints_a_link(world: World, client: Client):
    printed = io.StringIO()
    call_command("sign_in_link", "Olivia@alpha.example", stdout=printed)
    link = printed.getvalue().strip().removeprefix(settings.SITE_URL)
    assert client.post(link).status_code == 302
    assert who(client) == str(world.organiser_user.pk)


@pytest.mark.django_db
def test_the_command_line_knows_who_cannot_sign_in():
    nina = make_user("Nina", "nina@example.org")
    nina.is_active = False
    nina.save()
    for address in (nina.email, "nobody@example.org"):
        with pytest.raises(CommandError, match=address):
            call_command("sign_in_link", address)


ME = "/portal/alpha/aero-days/me/"


@pytest.mark.parametrize(
    ("sent_from", "back"),
    [
        (f"http://testserver{ME}", ME),
        (f"http://testserver{ME}?a=1", f"{ME}?a=1"),
        ("https://elsewhere.example/me/", "/"),
        ("", "/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    world: World, client: Client, sent_from: str, back: str
):
    client.cookies["django_language"] = "en"
    headers = {"Referer": sent_from} if sent_from else {}
    answer = client.post(f"{ME}block/", {"day": "2027-03-09"}, headers=headers, follow=True)
    assert answer.context["next"] == back
    assert "What you sent last was not saved." in answer.content.decode()
