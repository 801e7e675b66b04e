"""Requests, messages and the journal in the console."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from django.test import Client
from django.utils import timezone

from tests.factories import World, make_delegation
from vimeet.audit.actions import ACTIONS
from vimeet.audit.models import Entry
from vimeet.audit.services import record
from vimeet.meetings.models import Request, Run
from vimeet.messaging.models import Message
from vimeet.registration.models import Delegation

ROOT = Path(__file__).resolve().parents[2]
WANT = {"asker_priority": "want", "asked_priority": "want"}


def pairs(page) -> set[tuple[str, str]]:
    return {(ask.asker.name, ask.asked.name) for ask in page.context["requests"]}


def message(world: World, number: int, **fields: object) -> Message:
    values: dict[str, object] = {
        "organiser": world.organiser,
        "event": world.event,
        "key": f"test:{number}",
        "channel": "email",
        "recipient_name": f"Ana {number}",
        "address": f"ana{number}@lemos.example",
        "language": "fr",
        "subject": "Votre agenda",
        "body": "Bonjour",
        "state": "sent",
        "due_at": timezone.now(),
    }
    return Message.objects.create(**(values | fields))


def test_requests_are_searched_and_filtered(world: World, as_organiser: Client, url):
    assert len(pairs(as_organiser.get(url("requests")))) == 4
    found = pairs(as_organiser.get(url("requests"), {"state": "proposed"}))
    assert found == {("Cobalt", "Dynamo")}
    assert pairs(as_organiser.get(url("requests"), {"q": "acme"})) == {
        ("Acme", "Brio"),
        ("Cobalt", "Acme"),
    }
    found = pairs(as_organiser.get(url("requests"), {"type": world.types[0].pk}))
    assert found == {("Acme", "Brio"), ("Dynamo", "Brio")}
    page = as_organiser.get(url("requests"), {"sort": "-weight"})
    assert [ask.weight for ask in page.context["requests"]] == [5, 3, 3, 2]


def test_requests_and_messages_take_a_constant_number_of_queries(
    world, as_organiser, url, django_assert_num_queries
):
    Request.objects.exclude(pk=world.requests[0].pk).delete()
    message(world, 0)
    record(action="run.lost", obj=world.event, actor=world.organiser_user, event=world.event)
    for _round in range(2):
        with django_assert_num_queries(9):
            as_organiser.get(url("requests"))
        with django_assert_num_queries(8):
            as_organiser.get(url("messages"))
        with django_assert_num_queries(7):
            as_organiser.get(url("journal"))
        if Request.objects.count() == 1:
            for number in (1, 2):
                other = make_delegation(world.event, world.types[1], f"Echo{number}")
                Request.objects.create(event=world.event, asker=world.delegations[0], asked=other)
                message(world, number)
                record(action="run.lost", obj=world.event, actor=None, event=world.event)


def test_a_request_is_added_for_people_and_agreed_at_once(world, as_organiser, url):
    _acme, brio, cobalt, dynamo = world.delegations
    data = {"asker": dynamo.name, "asked": cobalt.name, "weight": "7", "message": ""} | WANT
    # Cobalt has asked Dynamo already.
    assert as_organiser.post(url("request_add"), data).status_code == 422
    data |= {"asker": world.delegations[0].name}
    Request.objects.filter(asker=cobalt, asked=world.delegations[0]).update(state="withdrawn")
    assert as_organiser.post(url("request_add"), data | {"agreed": "on"}).status_code == 302
    added = Request.objects.get(asker=world.delegations[0], asked=cobalt)
    assert (added.state, added.weight) == (Request.State.ACCEPTED, 7)
    # Suppliers may not ask suppliers.
    data |= {"asker": brio.name}
    assert as_organiser.post(url("request_add"), data).status_code == 422
    assert not Request.objects.filter(asker=brio, asked=cobalt).exists()


def test_a_delegation_is_found_by_typing_its_name(world, as_organiser, url):
    for number in range(25):
        make_delegation(world.event, world.types[1], f"Echo {number:02}")
    make_delegation(world.event, world.types[1], "Old Echo")
    make_delegation(world.rival.event, world.rival.types[1], "Echo elsewhere")

    def offered(typed: str) -> list[str]:
        headers = {"HX-Trigger-Name": "asked"}
        page = as_organiser.get(url("delegation_names"), {"asked": typed}, headers=headers)
        return re.findall(r'<option value="([^"]*)"', page.content.decode())

    # What begins with it first, and no more than somebody reads.
    assert offered("echo") == [f"Echo {number:02}" for number in range(20)]
    assert offered("24 ec") == ["Echo 24"]
    assert offered("elsewhere") == []
    page = as_organiser.get(url("request_add")).content.decode()
    assert page.count("<option") < 60
    assert 'list="id_asked_options"' in page
    assert '<datalist id="id_asked_options"' in page
    assert url("delegation_names") in page

    as_organiser.cookies["django_language"] = "en"
    data = {"asker": "ACME ", "weight": "", "message": ""} | WANT

    def refused(typed: str) -> list[str]:
        page = as_organiser.post(url("request_add"), data | {"asked": typed})
        assert page.status_code == 422
        # What was typed is still there.
        assert page.context["form"]["asked"].value() == typed
        return list(page.context["form"].errors["asked"])

    assert refused("old ec") == ["There is no delegation “old ec”. Did you mean Old Echo?"]
    assert refused("Echo elsewhere") == ["There is no delegation “Echo elsewhere”."]
    assert refused("") == ["This field is required."]
    assert as_organiser.post(url("request_add"), data | {"asked": "old echo"}).status_code == 302
    # Names that differ in nothing but their case are told apart by it.
    Delegation.objects.create(
        event=world.event, participant_type=world.types[1], name="ECHO 01", country="FR"
    )
    assert "Did you mean ECHO 01 or Echo 01?" in refused("echo 01")[0]
    assert as_organiser.post(url("request_add"), data | {"asked": "Echo 01"}).status_code == 302
    assert Request.objects.filter(asker=world.delegations[0], asked__name="Echo 01").exists()


def test_a_request_is_weighed(world: World, as_organiser: Client, url):
    ask = world.requests[0]
    as_organiser.post(url("request", pk=ask.pk), WANT | {"weight": "50", "must": "on"})
    ask.refresh_from_db()
    assert (ask.weight, ask.must) == (50, True)
    entry = Entry.objects.get(action="request.weighed")
    assert entry.changes == {"weight": [5, 50], "must": [False, True]}
    for weight in ("0", "101"):
        page = as_organiser.post(url("request", pk=ask.pk), WANT | {"weight": weight})
        assert page.context["form"].errors["weight"]
    # Without a weight of one's own, the priorities say it.
    as_organiser.post(url("request", pk=ask.pk), WANT | {"asker_priority": "must", "weight": ""})
    ask.refresh_from_db()
    assert (ask.weight, ask.weight_by_hand, ask.must) == (5, False, False)


def test_requests_are_answered_for_people_once(world: World, as_organiser: Client, url):
    ask = world.requests[3]
    answer = as_organiser.post(url("request_accept", pk=ask.pk), {"next": url("journal")})
    assert answer["Location"] == url("journal")
    page = as_organiser.post(url("request_decline", pk=ask.pk), follow=True)
    ask.refresh_from_db()
    assert ask.state == Request.State.ACCEPTED
    assert "toast error" in page.content.decode()


def test_a_foreign_address_to_go_on_to_is_ignored(world: World, as_organiser: Client, url):
    ask = world.requests[3]
    for foreign in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = as_organiser.post(url("request_withdraw", pk=ask.pk), {"next": foreign})
        assert answer["Location"] == url("requests")


def test_the_export_has_all_rows_of_the_filter_and_no_formula(world, as_organiser, url):
    ask = world.requests[0]
    ask.message = "=HYPERLINK(1)"
    ask.save()
    response = as_organiser.get(url("requests_csv"), {"state": "accepted"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    # The page is French: there the comma is decimal.
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 4
    assert {row[0] for row in rows[1:]} == {"Acme", "Cobalt", "Dynamo"}
    assert "'=HYPERLINK(1)" in text


def test_messages_are_filtered_and_read(world: World, as_organiser: Client, url):
    sms = message(world, 1, channel="sms", state="dead", error="No such number", body="Bonjour Ana")
    message(world, 2)
    message(world, 3, event=world.rival.event, organiser=world.rival.organiser)
    assert len(as_organiser.get(url("messages")).context["outbox"]) == 2
    for query in ({"channel": "sms"}, {"state": "dead"}, {"q": "ana1"}):
        assert list(as_organiser.get(url("messages"), query).context["outbox"]) == [sms]
    text = as_organiser.get(url("message", pk=sms.pk)).content.decode()
    assert "Bonjour Ana" in text
    assert "No such number" in text


def test_what_was_given_up_is_sent_again_and_what_arrived_is_not(world, as_organiser, url):
    dead, sent = message(world, 1, state="dead"), message(world, 2)
    as_organiser.post(url("message_resend", pk=dead.pk))
    page = as_organiser.post(url("message_resend", pk=sent.pk), follow=True)
    dead.refresh_from_db()
    sent.refresh_from_db()
    assert (dead.state, sent.state) == ("queued", "sent")
    assert "toast error" in page.content.decode()
    assert Entry.objects.get(action="message.resent").object_id == str(dead.pk)


def test_the_journal_tells_in_words_what_changed(world: World, as_organiser: Client, url):
    world.organiser_user.language = "en"
    world.organiser_user.save()
    hall = world.places[0]
    data = {"name": "Hall A", "kind": "tables", "capacity": "30", "owner": ""}
    as_organiser.post(url("place", pk=hall.pk), data)
    Entry.objects.create(
        organiser=world.rival.organiser, event=world.rival.event, action="event.changed"
    )
    page = as_organiser.get(url("journal"))
    (entry,) = page.context["entries"]
    assert entry["text"] == "Olivia alpha changed the place Hall A."
    told = {(d.name, d.before, d.after) for d in entry["differences"]}
    assert told == {("name", "Hall", "Hall A"), ("meetings at once", "2", "30")}


def test_the_journal_tells_states_and_days_in_the_readers_language(
    world: World, as_organiser: Client, url
):
    world.organiser_user.language = "fr"
    world.organiser_user.save()
    for obj, changes in (
        (world.requests[0], {"state": ["proposed", "accepted"]}),
        (world.event, {"starts_on": ["2027-03-09", "2027-02-31"], "name": ["", {"odd": 1}]}),
    ):
        record(
            action="event.changed",
            obj=obj,
            actor=world.organiser_user,
            event=world.event,
            changes=changes,
        )
    entries = as_organiser.get(url("journal")).context["entries"]
    told = {(d.name, d.before, d.after) for entry in entries for d in entry["differences"]}
    assert told == {
        ("état", "Proposée", "Acceptée"),
        ("premier jour", "09/03/2027", "2027-02-31"),
        ("nom", "–", "{'odd': 1}"),
    }


def test_the_journal_is_filtered_by_subject_and_words(world: World, as_organiser: Client, url):
    for action in ("slot.added", "slots.generated", "place.added"):
        record(action=action, obj=world.event, actor=world.organiser_user, event=world.event)
    assert len(as_organiser.get(url("journal"), {"subject": "slot"}).context["entries"]) == 2
    assert len(as_organiser.get(url("journal"), {"q": "olivia"}).context["entries"]) == 3
    assert len(as_organiser.get(url("journal"), {"q": "nobody"}).context["entries"]) == 0


def test_every_action_that_is_recorded_has_its_words():
    recorded = set()
    for path in (ROOT / "vimeet").rglob("*.py"):
        recorded |= set(re.findall(r'\baction="([a-z_]+\.[a-z_]+)"', path.read_text()))
    recorded |= {f"request.{state}" for state in ("accepted", "declined", "withdrawn")}
    recorded |= {f"run.{state}" for state in set(Run.State.values) - {"queued", "running"}}
    assert recorded - ACTIONS.keys() == set()
    for text in ACTIONS.values():
        assert str(text) % {"actor": "A", "object": "O"}
