"""One's own account: name, language, password."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.factories import World
from vimeet.accounts.services import sign_in_url


def test_name_and_language_are_saved(world: World, as_organiser: Client):
    answer = as_organiser.post("/account/", {"name": "Olivia Laurent", "language": "fr"})
    assert answer.status_code == 302
    world.organiser_user.refresh_from_db()
    assert (world.organiser_user.name, world.organiser_user.language) == ("Olivia Laurent", "fr")
    assert 'lang="fr"' in as_organiser.get("/account/").content.decode()


def test_the_language_switch_is_kept_in_the_account(world: World, as_organiser: Client):
    as_organiser.post("/i18n/setlang/", {"language": "fr", "next": "/account/"})
    world.organiser_user.refresh_from_db()
    assert world.organiser_user.language == "fr"


def test_the_language_switch_serves_visitors_too(world: World, client: Client):
    assert client.post("/i18n/setlang/", {"language": "fr", "next": "/sign-in/"}).url == "/sign-in/"
    assert 'lang="fr"' in client.get("/sign-in/").content.decode()


def test_an_unknown_language_changes_nothing(world: World, as_organiser: Client):
    as_organiser.post("/i18n/setlang/", {"language": "xx", "next": "/"})
    world.organiser_user.refresh_from_db()
    assert world.organiser_user.language == ""
    assert (
        "language"
        in as_organiser.post("/account/", {"name": "Olivia", "language": "xx"})
        .context["form"]
        .errors
    )


def test_a_first_password_is_chosen_without_an_old_one(world: World, as_organiser: Client):
    world.organiser_user.set_unusable_password()
    world.organiser_user.save()
    as_organiser.force_login(world.organiser_user)
    new = "quiet river stone"
    answer = as_organiser.post("/account/password/", {"new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    world.organiser_user.refresh_from_db()
    assert world.organiser_user.check_password(new)


def test_changing_a_password_takes_the_old_one(world: World, as_organiser: Client):
    world.organiser_user.set_password("the former secret")
    world.organiser_user.save()
    as_organiser.force_login(world.organiser_user)
    new = {"new_password1": "quiet river stone", "new_password2": "quiet river stone"}
    answer = as_organiser.post("/account/password/", {"old_password": "guess", **new})
    assert answer.context["form"].errors["old_password"]
    answer = as_organiser.post("/account/password/", {"old_password": "the former secret", **new})
    assert answer.status_code == 302
    world.organiser_user.refresh_from_db()
    assert world.organiser_user.check_password("quiet river stone")


NEW = {"new_password1": "quiet river stone", "new_password2": "quiet river stone"}


def test_who_came_by_a_link_has_forgotten_the_old_password(world: World, client: Client):
    user = world.organiser_user
    user.set_password("the former secret")
    user.save()
    client.post(sign_in_url(user))
    assert client.post("/account/password/", NEW).status_code == 302
    user.refresh_from_db()
    assert user.check_password("quiet river stone")
    # That was it: the password is known now.
    again = client.post("/account/password/", NEW)
    assert again.context["form"].errors["old_password"]


def test_later_the_old_password_is_asked_for_again(world: World, client: Client):
    user = world.organiser_user
    user.set_password("the former secret")
    user.save()
    client.post(sign_in_url(user))
    later = timezone.now() + dt.timedelta(minutes=settings.SIGN_IN_LINK_MINUTES, seconds=1)
    with time_machine.travel(later):
        answer = client.post("/account/password/", NEW)
    assert answer.context["form"].errors["old_password"]
