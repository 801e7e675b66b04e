"""A delegation's profile: texts in two languages, needs and offers, what is still missing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import World
from tests.registration.pictures import picture_file
from vimeet.audit.models import Entry
from vimeet.registration.models import Term

ME = "/portal/alpha/aero-days/me/"


@pytest.fixture
def terms(world: World) -> dict[str, Term]:
    """Machining with two kinds of it, composites; the rival's own."""
    made: dict[str, Term] = {}
    for name, parent in (
        ("Machining", None),
        ("Milling", "Machining"),
        ("Turning", "Machining"),
        ("Composites", None),
    ):
        made[name] = Term.objects.create(
            event=world.event, name_en=name, name_fr=f"{name}-fr", parent=made.get(parent or "")
        )
    made["Spying"] = Term.objects.create(
        event=world.rival.event, name_en="Spying", name_fr="Espionnage"
    )
    return made


def test_texts_are_saved_in_each_language_and_fall_back_to_the_other(
    world: World, as_participant: Client
):
    acme = world.delegations[0]
    before = acme.profile_changed_at
    answer = as_participant.post(
        f"{ME}profile/",
        {
            "presentation_en": "We fly.",
            "presentation_fr": "Nous volons.",
            "needs_en": "Wings",
            "offers_fr": "Queues",
            "name": "Stolen",
        },
    )
    assert answer.url == ME
    acme.refresh_from_db()
    assert (acme.name, acme.needs_fr, acme.offers_en) == ("Acme", "", "")
    assert acme.profile_changed_at > before
    assert Entry.objects.get().object_id == str(acme.pk)
    brio = Client()
    brio.force_login(world.delegations[1].delegates.get().user)
    for language, texts in {
        "en": ("We fly.", "Wings", "Queues"),
        "fr": ("Nous volons.", "Wings", "Queues"),
    }.items():
        brio.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = brio.get(f"/portal/alpha/aero-days/requests/new/{acme.pk}/").content.decode()
        assert all(text in page for text in texts)


def test_the_page_shows_the_events_language_first(world: World, as_participant: Client):
    page = as_participant.get(f"{ME}profile/").content.decode()
    assert page.index('name="needs_fr"') < page.index('name="needs_en"')
    world.event.language = "en"
    world.event.save()
    page = as_participant.get(f"{ME}profile/").content.decode()
    assert page.index('name="needs_en"') < page.index('name="needs_fr"')


def test_texts_that_are_too_long_are_refused(world: World, as_participant: Client):
    answer = as_participant.post(f"{ME}profile/", {"needs_en": "x" * 3001})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["needs_en"]


@pytest.mark.parametrize(
    ("side", "field"), [("needs", "needed_terms"), ("offers", "offered_terms")]
)
def test_needs_and_offers_are_ticked_in_the_tree(
    world: World, as_participant: Client, terms, side, field
):
    acme = world.delegations[0]
    chosen = [terms["Milling"].pk, terms["Composites"].pk]
    before = acme.profile_changed_at
    assert as_participant.post(f"{ME}{side}/", {"terms": chosen}).url == ME
    assert {term.name_en for term in getattr(acme, field).all()} == {"Milling", "Composites"}
    acme.refresh_from_db()
    assert acme.profile_changed_at > before
    assert Entry.objects.get().changes == {field: [[], ["Composites", "Milling"]]}
    page = as_participant.get(f"{ME}{side}/").content.decode()
    assert f'value="{terms["Milling"].pk}" checked' in page
    # The branch with something ticked is open.
    assert "<details open>" in page
    as_participant.post(f"{ME}{side}/", {})
    assert not getattr(acme, field).exists()


def test_another_events_terms_can_not_be_ticked(world: World, as_participant: Client, terms):
    answer = as_participant.post(f"{ME}needs/", {"terms": [terms["Spying"].pk]})
    assert answer.status_code == 422
    assert not world.delegations[0].needed_terms.exists()


def test_where_there_is_no_list_the_page_leads_to_the_texts(world: World, as_participant: Client):
    assert f"{ME}profile/" in as_participant.get(f"{ME}needs/").content.decode()


def test_what_is_missing_is_named_with_the_way_to_it(world: World, as_participant: Client, terms):
    page = as_participant.get(ME)
    found = page.context["completeness"]
    assert (found.done, len(found.items)) == (1, 9)
    text = page.content.decode()
    for label in ("Present your company", "Tick what you look for", "Add a photo of you"):
        assert label in text
    as_participant.post(
        f"{ME}profile/",
        {
            "presentation_en": "We fly.",
            "presentation_fr": "Nous volons.",
            "website": "https://a.example",
        },
    )
    for side in ("needs", "offers"):
        as_participant.post(f"{ME}{side}/", {"terms": [terms["Milling"].pk]})
    for kind in ("logo", "photo"):
        as_participant.post(f"{ME}{kind}/", {f"{kind}-picture": picture_file()})
    page = as_participant.get(ME)
    assert [str(item.label) for item in page.context["completeness"].missing] == [
        "Say what you do there"
    ]
    world.delegates[0].job_title = "Buyer"
    world.delegates[0].save()
    page = as_participant.get(ME)
    assert page.context["completeness"].percent == 100
    assert "Still missing" not in page.content.decode()


def test_without_a_list_needs_and_offers_are_asked_for_as_texts(
    world: World, as_participant: Client
):
    labels = [item.label for item in as_participant.get(ME).context["completeness"].missing]
    assert "Write what you look for" in labels


def test_the_organiser_ticks_for_a_delegation(world: World, as_organiser: Client, terms):
    acme = world.delegations[0]
    acme.needed_terms.add(terms["Turning"])
    address = f"/console/alpha/aero-days/delegations/{acme.pk}/edit/"
    form = as_organiser.get(address).context["form"]
    assert form.initial["needed_terms"] == [str(terms["Turning"].pk)]
    values = {
        "participant_type": acme.participant_type_id,
        "name": "Acme",
        "country": "FR",
        "min_meetings": 0,
        "offered_terms": [terms["Milling"].pk],
    }
    assert as_organiser.post(address, values).status_code == 302
    assert not acme.needed_terms.exists()
    assert [term.name_en for term in acme.offered_terms.all()] == ["Milling"]
