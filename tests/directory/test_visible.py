"""Only what the profile's owner and the form made visible is searchable or shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from tests.directory.conftest import DIRECTORY, Found
from tests.directory.test_facets import answer
from tests.factories import World
from tests.registration.forms import publish
from vimeet.directory.services.indexing import refresh_stale
from vimeet.registration.models import AnswerFile, Registration
from vimeet.registration.questions.definition import Choice, Question
from vimeet.registration.services import remove_delegate, update_delegate

VISIBLE = {"seen_by": "participants"}
OPEN = Question("open", "text", "Motto", "Devise", **VISIBLE)
PUBLIC = Question("public", "text", "Slogan", "Slogan", seen_by="profile")
SECRET = Question("secret", "text", "Budget", "Budget", seen_by="organiser")
HIDDEN_CHOICE = Question(
    "diet", "choice", "Dinner", "Dîner", choices=(Choice("v", "Quinoa", "Quinoa"),)
)
# A form may say that participants see these: they do not.
MAIL = Question("mail", "email", "Write to", "Écrire à", **VISIBLE)
PHONE = Question("phone", "phone", "Call", "Appeler", **VISIBLE)
AGREE = Question("agree", "consent", "Photos", "Photos", text_en="Yes", text_fr="Oui", **VISIBLE)
FILE = Question("file", "file", "Brochure", "Brochure", file_types=("pdf",), **VISIBLE)
ALSO = Question("also", "text", "Also", "Aussi", show_if="diet", show_values=("other",), **VISIBLE)
ANSWERS = {
    "open": "Wunderbar",
    "public": "Sloganesque",
    "secret": "Millionaire",
    "diet": "v",
    "mail": "zebulon@nitrogen.example",
    "phone": "+33536491234",
    "agree": {"given": "2026-11-01T10:00:00+00:00", "text_version": 1},
    "file": {"file": "leaflet-zanzibar.pdf"},
    "also": "Unaskedly",
}


@pytest.fixture
def answered(world: World, fair) -> Registration:
    """Brio's registration: every kind of answer."""
    brio = fair["Brio"]
    version = publish(
        brio.participant_type, OPEN, PUBLIC, SECRET, HIDDEN_CHOICE, MAIL, PHONE, AGREE, FILE, ALSO
    )
    registration = Registration.objects.create(
        event=world.event,
        participant_type=brio.participant_type,
        state="confirmed",
        email="contact.krypton@brio.example",
        language="en",
        name="Brio",
        vat_number="FRNEPTUNIUM",
        reason="Reasonably",
        form_version=version,
        answers=ANSWERS,
        typed={"company": {"name": ["Typewritten"]}},
        delegation=brio,
    )
    AnswerFile.objects.create(
        registration=registration, question="file", name="leaflet-zanzibar.pdf", content=b"", size=0
    )
    person = brio.delegates.get()
    person.email, person.phone = "quixotic@brio.example", "+33536497777"
    person.save()
    return registration


def pages(world: World, client: Client, brio: int) -> str:
    """All that a participant can read of Brio."""
    refresh_stale()
    addresses = (f"{DIRECTORY}{brio}/", DIRECTORY, f"{DIRECTORY}?q=brio")
    return "".join(client.get(address).content.decode() for address in addresses)


def test_visible_answers_are_found_and_shown(
    world: World, answered, found: Found, as_participant: Client
):
    assert found("q=wunderbar") == ["Brio"]
    assert found("q=sloganesque") == ["Brio"]
    seen = pages(world, as_participant, answered.delegation_id)
    assert "Motto" in seen
    assert "Wunderbar" in seen


@pytest.mark.parametrize(
    "secret",
    [
        "Millionaire",
        "Quinoa",
        "zebulon",
        "nitrogen",
        "33536491234",
        "536491234",
        "leaflet",
        "zanzibar",
        "Unaskedly",
        "krypton",
        "Neptunium",
        "Reasonably",
        "Typewritten",
        "quixotic",
        "33536497777",
        "given",
    ],
)
def test_nothing_else_is_found_or_shown(
    world: World, answered, found: Found, as_participant: Client, secret: str
):
    assert "Brio" not in found(f"q={secret}")
    assert secret.lower() not in pages(world, as_participant, answered.delegation_id).lower()


def test_a_choice_for_the_organiser_is_no_filter(answered, as_participant: Client, found: Found):
    refresh_stale()
    facets = [facet.key for facet in as_participant.get(DIRECTORY).context["facets"]]
    assert not [key for key in facets if key.startswith("q-")]
    assert found("q-diet=v") == []
    assert "Dinner" not in as_participant.get(f"{DIRECTORY}?q-diet=v").content.decode()


def test_a_field_made_private_later_is_hidden_at_once(
    world: World, answered, found: Found, as_participant: Client
):
    publish(world.types[1], replace(OPEN, seen_by="organiser"))
    assert found("q=wunderbar") == []
    assert "Wunderbar" not in pages(world, as_participant, answered.delegation_id)


def test_a_field_made_private_is_hidden_though_the_delegation_has_another_type_by_now(
    world: World, answered, found: Found, as_participant: Client
):
    brio = answered.delegation
    brio.participant_type = world.types[0]
    brio.save()
    assert found("q=wunderbar") == ["Brio"]
    publish(world.types[1], replace(OPEN, seen_by="organiser"))
    assert found("q=wunderbar") == []
    assert "Wunderbar" not in pages(world, as_participant, answered.delegation_id)


def test_an_answer_that_was_kept_long_enough_is_found_no_more(
    world: World, fair, found: Found, as_participant: Client
):
    answer(world, replace(OPEN, keep_days=10), fair["Brio"], "Wunderbar")
    assert found("q=wunderbar") == ["Brio"]
    with time_machine.travel(dt.datetime(2027, 3, 25, tzinfo=dt.UTC)):
        call_command("expire", verbosity=0)
    # The sign-in of months before went with it.
    as_participant.force_login(world.delegates[0].user)
    assert found("q=wunderbar") == []
    assert "Wunderbar" not in pages(world, as_participant, fair["Brio"].pk)


def test_a_person_who_leaves_or_is_renamed_is_found_no_more(fair, found: Found):
    person = fair["Titan Œuvres"].delegates.get(last_name="Lafforgue")
    assert found("q=lafforgue") == ["Titan Œuvres"]
    update_delegate(delegate=person, actor=None, last_name="Ferrand")
    assert found("q=lafforgue") == []
    assert found("q=ferrand") == ["Titan Œuvres"]
    remove_delegate(delegate=person, actor=None)
    assert found("q=ferrand") == []


def suggested(client: Client, typed: str) -> str:
    """What a search for nothing but ``typed`` answers, once the index is fresh."""
    refresh_stale()
    return client.get(DIRECTORY, {"q": typed}).content.decode()


def test_an_erased_name_is_suggested_to_nobody(fair, as_participant: Client):
    assert "lafforgue" in suggested(as_participant, "laforgue")
    remove_delegate(delegate=fair["Titan Œuvres"].delegates.get(last_name="Lafforgue"), actor=None)
    # Neither to who mistypes it, nor is there a trace of it to who types it.
    page = suggested(as_participant, "laforgue")
    assert "lafforgue" not in page
    assert "Did you mean" not in page
    known, unknown = (
        suggested(as_participant, text).replace(text, "") for text in ("lafforgue", "zzyzxqwvu")
    )
    assert ("Nobody has" in known) == ("Nobody has" in unknown)
    assert as_participant.get(DIRECTORY, {"q": "lafforgue"}).context["found"].unknown


def test_an_answer_made_private_is_suggested_to_nobody(
    world: World, answered, as_participant: Client
):
    assert "wunderbar" in suggested(as_participant, "wunderbra")
    publish(world.types[1], replace(OPEN, seen_by="organiser"))
    assert "wunderbar" not in suggested(as_participant, "wunderbra")


def test_the_next_best_is_suggested_once_the_nearest_is_gone(fair, as_participant: Client):
    brio, cobalt = fair["Brio"], fair["Cobalt"]
    brio.offers_en, cobalt.offers_en = "Titanate", "Titanites"
    for one in (brio, cobalt):
        one.save()
    assert "titanate" in suggested(as_participant, "titanatr")
    brio.offers_en = ""
    brio.save()
    page = suggested(as_participant, "titanatr")
    assert "titanate" not in page
    assert "titanites" in page


def test_a_word_of_my_own_alone_is_no_suggestion(fair, as_participant: Client):
    fair["Acme"].offers_en = "Vulcanising"
    fair["Acme"].save()
    assert "Did you mean" not in suggested(as_participant, "vulcanisinh")


def test_a_field_made_public_later_shows_no_answer_given_in_confidence(
    world: World, answered, found: Found, as_participant: Client
):
    publish(world.types[1], OPEN, replace(SECRET, seen_by="participants"))
    assert found("q=millionaire") == []
    assert found("q=wunderbar") == ["Brio"]
    assert "Millionaire" not in pages(world, as_participant, answered.delegation_id)


def test_the_page_of_a_delegation(world: World, fair, as_participant: Client):
    page = as_participant.get(f"{DIRECTORY}{fair['Titan Œuvres'].pk}/").content.decode()
    for text in ("Precision machining", "Castings", "Gaëlle Lafforgue", "Sales director"):
        assert text in page
    assert f"/requests/new/{fair['Titan Œuvres'].pk}/" in page


def test_my_own_page_is_how_others_see_it(world: World, fair, as_participant: Client):
    page = as_participant.get(f"{DIRECTORY}{fair['Acme'].pk}/").content.decode()
    assert "This is how the others see you" in page
    assert "/note/" not in page


def test_before_it_opens_there_is_only_a_date(world: World, fair, as_participant: Client):
    import datetime as dt

    from django.utils import timezone

    world.event.directory_opens_at = timezone.now() + dt.timedelta(days=2)
    world.event.save()
    brio = fair["Brio"].pk
    for address in (DIRECTORY, f"{DIRECTORY}{brio}/", f"{DIRECTORY}searches/"):
        page = as_participant.get(address).content.decode()
        assert "The directory opens on" in page
        assert "Brio" not in page
    as_participant.post(f"{DIRECTORY}{brio}/note/", {"text": "Too early"})
    as_participant.post(f"{DIRECTORY}{brio}/favourite/", {"on": "1"})
    assert not world.delegates[0].notes.exists()
    assert not world.delegates[0].favourites.exists()
