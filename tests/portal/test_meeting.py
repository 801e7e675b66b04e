"""A meeting's page: what it shows, to whom, and what one does there."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from tests.factories import World, make_slots
from tests.plans import make_plan
from vimeet.meetings.models import MeetingNote, MeetingReport
from vimeet.registration.models import Picture, Term

AGENDA = "/portal/alpha/aero-days/agenda/"
AFTER = dt.datetime(2027, 3, 9, 12, tzinfo=dt.UTC)


@pytest.fixture
def path(world: World) -> str:
    """The page of Acme's meeting with Brio, at 9:00 in the hall."""
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    return f"{AGENDA}meetings/{world.requests[0].pk}/"


def client_of(world: World, index: int) -> Client:
    client = Client()
    client.force_login(world.delegates[index].user)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_agenda_leads_to_it(world: World, as_participant: Client, path: str):
    assert f'href="{path}"' in page(as_participant, AGENDA)


def test_it_says_who_where_and_what_they_look_for(world: World, as_participant: Client, path: str):
    brio = world.delegations[1]
    brio.needs_en, brio.offers_en = "titanium castings", "machining"
    brio.save()
    wings = Term.objects.create(event=world.event, name_en="Wing ribs", name_fr="Nervures")
    brio.needed_terms.add(wings)
    logo = Picture.objects.create(event=world.event, delegation=brio)
    contact = brio.delegates.get()
    text = page(as_participant, path)
    for expected in (
        "P0 Brio",
        "Hall",
        "9:00",
        "titanium castings",
        "machining",
        "Wing ribs",
        f"/pictures/{logo.pk}/96.webp",
        contact.email,
        contact.phone.as_international,
    ):
        assert expected in text


def test_only_those_who_attend_have_it(world: World, path: str):
    # Dynamo has nothing to do with it; Acme's second delegate does not attend.
    for index in (1, 4):
        client = client_of(world, index)
        for address in (path, f"{path}meeting.ics", f"{path}note/", f"{path}report/"):
            assert client.get(address, follow=True).status_code == 404
            assert client.post(address).status_code in (404, 405)


def test_the_contact_card_reads_as_a_card(world: World, as_participant: Client, path: str):
    contact = world.delegations[1].delegates.get()
    contact.last_name, contact.job_title = "Le Goff; père", "Head, buying"
    contact.save()
    answer = as_participant.get(f"{path}contacts/{contact.pk}.vcf")
    assert answer["Content-Type"].startswith("text/vcard")
    lines = answer.content.decode().split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert lines[-2:] == ["END:VCARD", ""]
    assert r"N:Le Goff\; père;P0;;;" in lines
    assert r"TITLE:Head\, buying" in lines
    assert "ORG:Brio" in lines
    assert f"EMAIL;TYPE=WORK:{contact.email}" in lines
    assert f"TEL;TYPE=CELL:{contact.phone}" in lines


def test_no_card_of_whom_one_does_not_meet(world: World, as_participant: Client, path: str):
    for stranger in world.delegates[1:2] + world.delegates[3:]:
        assert as_participant.get(f"{path}contacts/{stranger.pk}.vcf").status_code == 404


def test_a_cancelled_meeting_hides_the_contact(world: World, as_participant: Client, path: str):
    contact = world.delegations[1].delegates.get()
    make_plan(world, 2)
    text = page(as_participant, path)
    assert "This meeting was cancelled" in text
    assert contact.email not in text
    assert as_participant.get(f"{path}contacts/{contact.pk}.vcf").status_code == 404


def test_notes_are_mine_alone(world: World, as_participant: Client, path: str):
    assert as_participant.post(f"{path}note/", {"text": "bring samples"}).url == path
    assert "bring samples" in page(as_participant, path)
    assert "bring samples" not in page(client_of(world, 2), path)
    # They outlive a release that moves the meeting.
    make_plan(world, 2, (world.requests[0], world.slots[2], world.places[0]))
    assert "bring samples" in page(as_participant, path)
    as_participant.post(f"{path}note/", {"text": " "})
    assert not MeetingNote.objects.exists()


def test_after_it_one_reports(
    world: World, as_participant: Client, as_organiser: Client, path: str
):
    with time_machine.travel(AFTER):
        client = client_of(world, 0)
        assert "How did it go?" in page(client, path)
        sent = {"took_place": "yes", "rating": "4", "comment": "well prepared"}
        assert client.post(f"{path}report/", sent).url == path
        sent = {"took_place": "no", "rating": "", "comment": "nobody came"}
        assert client.post(f"{path}report/", sent).url == path
        # The other side reads nothing of it.
        assert "nobody came" not in page(client_of(world, 2), path)
    report = MeetingReport.objects.get()
    assert (report.took_place, report.rating) == (False, None)
    assert report.comment == "nobody came"


def test_a_report_needs_an_answer_and_a_sensible_rating(world: World, path: str):
    with time_machine.travel(AFTER):
        client = client_of(world, 0)
        for sent in ({"rating": "4"}, {"took_place": "yes", "rating": "6"}, {}):
            assert client.post(f"{path}report/", sent).status_code == 422
    assert not MeetingReport.objects.exists()


def test_no_report_before_it_or_of_a_cancelled_one(world: World, as_participant: Client, path: str):
    sent = {"took_place": "yes", "rating": "4"}
    assert "How did it go?" not in page(as_participant, path)
    assert as_participant.post(f"{path}report/", sent).status_code == 422
    make_plan(world, 2)
    with time_machine.travel(AFTER):
        assert client_of(world, 0).post(f"{path}report/", sent).status_code == 422
    assert not MeetingReport.objects.exists()


def test_a_change_is_marked_until_it_is_seen(world: World, as_participant: Client, path: str):
    brio = world.requests[0]
    hall, stand = world.places
    make_plan(world, 2, (brio, world.slots[1], hall))
    # A further change still compares with what they knew.
    make_plan(world, 3, (brio, world.slots[2], stand))
    assert "moved from 9:00" in page(as_participant, AGENDA)
    assert "1 meeting has changed" in page(as_participant, AGENDA)
    assert "it was on Tuesday 9 March at 9:00" in page(as_participant, path)
    # Having opened it, it is seen; for the other side it is still new.
    assert "moved from" not in page(as_participant, AGENDA)
    assert "it was on" not in page(as_participant, path)
    assert "moved from 9:00" in page(client_of(world, 2), AGENDA)


def test_no_two_fields_share_a_name_for_their_label(as_participant: Client, path: str):
    names = re.findall(r'\bid="([^"]+)"', page(as_participant, path))
    assert len(names) == len(set(names))


def test_read_again_by_itself_it_was_not_looked_at(world: World, as_participant: Client, path: str):
    make_plan(world, 2, (world.requests[0], world.slots[1], world.places[0]))
    by_itself = {"HX-Request": "true", "HX-Trigger": "meeting-again"}
    assert "it was on" in as_participant.get(path, headers=by_itself).content.decode()
    as_participant.head(path)
    assert "moved from 9:00" in page(as_participant, AGENDA)


def seen(client: Client, address: str) -> str:
    """Press the button of the page at ``address``; where it leads."""
    response = client.get(address)
    form = re.search(r'<form [^>]*agenda/seen/".*?</form>', response.content.decode(), re.DOTALL)
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]):
        sent.setdefault(name, []).append(value)
    return client.post(f"{AGENDA}seen/", sent).url


def test_all_changes_shown_are_seen_by_one_button(world: World, as_participant: Client, path: str):
    make_plan(world, 2, (world.requests[1], world.slots[1], world.places[0]))
    text = page(as_participant, AGENDA)
    assert "2 meetings have changed" in text
    assert "cancelled" in text
    assert seen(as_participant, AGENDA) == f"{AGENDA}?day=2027-03-09"
    text = page(as_participant, AGENDA)
    assert "cancelled" not in text
    assert "have changed since" not in text
    assert "has changed since" not in text


def test_changes_of_another_day_stay_until_they_are_shown(
    world: World, as_participant: Client, path: str
):
    world.event.ends_on += dt.timedelta(days=1)
    world.event.save()
    world.event.starts_on += dt.timedelta(days=1)
    (tomorrow,) = make_slots(world.event, 1)
    brio, cobalt = world.requests[:2]
    hall = world.places[0]
    make_plan(world, 2, (brio, world.slots[1], hall), (cobalt, tomorrow, hall))
    # Each day's tab says what it hides.
    assert page(as_participant, AGENDA).count("1 meeting, 1 changed") == 2
    seen(as_participant, AGENDA)
    text = page(as_participant, AGENDA)
    assert "1 meeting has changed" in text
    assert text.count("1 meeting, 1 changed") == 1
    # Nothing to be seen today: no button. The list shows both days.
    assert "I have seen it" not in text
    assert seen(as_participant, f"{AGENDA}?view=list") == f"{AGENDA}?view=list"
    assert "has changed since" not in page(as_participant, AGENDA)


def test_what_changes_while_the_page_is_open_was_not_seen(
    world: World, as_participant: Client, path: str
):
    make_plan(world, 2, (world.requests[1], world.slots[1], world.places[0]))
    # The page that is open shows no change at all.
    as_participant.post(f"{AGENDA}seen/")
    assert "2 meetings have changed" in page(as_participant, AGENDA)


def test_what_came_and_went_unseen_shows_as_cancelled(
    world: World, as_participant: Client, path: str
):
    both = (world.requests[0], world.slots[0], world.places[0])
    make_plan(world, 2, both, (world.requests[1], world.slots[1], world.places[0]))
    make_plan(world, 3, both)
    text = page(as_participant, AGENDA)
    assert "Cobalt" in text
    assert "cancelled" in text


def test_back_to_what_one_knew_is_no_change(world: World, as_participant: Client, path: str):
    make_plan(world, 2, (world.requests[0], world.slots[1], world.places[0]))
    make_plan(world, 3, (world.requests[0], world.slots[0], world.places[0]))
    assert "changed since" not in page(as_participant, AGENDA)


def test_the_list_shows_all_days(world: World, as_participant: Client, path: str):
    text = page(as_participant, f"{AGENDA}?view=list")
    assert "Brio" in text
    assert 'hx-get="/portal/alpha/aero-days/agenda/?view=list"' in text
