"""``manage.py create_organiser``."""

from __future__ import annotations

from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from vimeet.events.models import Organiser


def test_the_printed_link_signs_the_first_member_in(db):
    printed = StringIO()
    call_command("create_organiser", "Occitanie Events", "claire@example.org", stdout=printed)
    client = Client()
    client.post(urlsplit(printed.getvalue().split()[-1]).path)
    assert client.get("/console/").status_code == 200


@pytest.mark.parametrize(
    ("name", "email", "told"),
    [
        ("Occitanie Events", "claire", "valid email"),
        ("…", "claire@example.org", "no letter"),
        ("Taken", "claire@example.org", "already"),
    ],
)
def test_bad_input_is_refused_and_creates_nothing(db, name: str, email: str, told: str):
    Organiser.objects.create(name="Taken", slug="taken")
    with pytest.raises(CommandError, match=told):
        call_command("create_organiser", name, email)
    assert Organiser.objects.count() == 1
