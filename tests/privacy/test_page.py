"""Organisers see what is kept until when, and what has been erased."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from tests.factories import World, today
from tests.objects import block_of
from vimeet.core.personal_data import declarations
from vimeet.privacy.models import ExpiryRun


@pytest.fixture
def as_organiser(as_organiser: Client) -> Client:
    """The organiser, reading English."""
    as_organiser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return as_organiser


@pytest.fixture
def address(world: World) -> str:
    return reverse("console:personal_data", kwargs=world.event.url_kwargs)


def short(day: dt.date) -> str:
    with override("en"):
        return date_format(day, "SHORT_DATE_FORMAT")


def test_the_register_names_everything_with_this_events_dates(world, address, as_organiser):
    page = as_organiser.get(address).content.decode()
    for declaration in declarations().values():
        if declaration.personal:
            assert str(declaration.words) in page.lower()
    # Ninety days after 9 March 2027, and three times 365.
    assert short(dt.date(2027, 6, 7)) in page
    assert short(dt.date(2030, 3, 8)) in page
    assert "10 years after the end of the year of the invoice" in page
    assert "1 year after the sending" in page
    assert "while a credit note that corrects it is kept" in page
    assert "replaced by a neutral value" in page


def test_nothing_erased_yet(world, address, as_organiser: Client):
    page = as_organiser.get(address).content.decode()
    assert "Nothing has been erased yet" in page
    assert "No night has gone through it yet." in page
    call_command("expire")
    page = as_organiser.get(address).content.decode()
    assert "Last gone through on" in page


def test_what_was_erased_is_listed_for_its_own_organiser_only(world, address, as_organiser):
    world.event.starts_on = world.event.ends_on = today() - dt.timedelta(days=91)
    world.event.save()
    block_of(world)
    call_command("expire")

    page = as_organiser.get(address).content.decode()
    assert "Blocked time" in page
    assert "mobile phone" in page
    assert short(today() - dt.timedelta(days=1)) in page

    rival = Client()
    rival.force_login(world.rival.organiser_user)
    rival.cookies["django_language"] = "en"
    theirs = reverse("console:personal_data", kwargs=world.rival.event.url_kwargs)
    assert "Nothing has been erased yet" in rival.get(theirs).content.decode()


def test_a_night_that_failed_is_told(world, address, as_organiser: Client):
    call_command("expire")
    ExpiryRun.objects.update(failed=["registration.Delegate"])
    assert "Last night not everything" in as_organiser.get(address).content.decode()


@pytest.mark.parametrize("blocks", [1, 3])
def test_the_page_takes_as_many_queries_however_much_was_erased(
    world, address, as_organiser, blocks, django_assert_num_queries
):
    world.event.starts_on = world.event.ends_on = today() - dt.timedelta(days=91)
    world.event.save()
    for _night in range(blocks):
        block_of(world)
        call_command("expire")
    as_organiser.get(address)
    with django_assert_num_queries(8):
        as_organiser.get(address)
