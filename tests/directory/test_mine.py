"""Favourites, notes and saved searches: mine alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.directory.conftest import DIRECTORY, Found, client_of
from tests.factories import World, make_delegation
from vimeet.audit.actions import sentence
from vimeet.audit.models import Entry as TrailEntry
from vimeet.directory import tasks
from vimeet.directory.models import Favourite, Note, SavedSearch
from vimeet.directory.services.alerts import stop_token, tell_of_new
from vimeet.directory.services.indexing import refresh_stale
from vimeet.meetings.models import NeverWith
from vimeet.messaging.models import Message

SEARCHES = f"{DIRECTORY}searches/"


def test_a_favourite_is_kept_found_and_given_up(fair, found: Found, as_participant: Client):
    address = f"{DIRECTORY}{fair['Wingtech'].pk}/favourite/"
    assert found("mine=1") == []
    for _twice in range(2):
        assert as_participant.post(address, {"on": "1"}).status_code == 302
    assert found("mine=1") == ["Wingtech"]
    assert found("mine=1&q=castings") == ["Wingtech"]
    assert found("mine=1&q=hydrogen") == []
    as_participant.post(address, {"on": "0"})
    assert found("mine=1") == []
    assert "No favourites yet" in as_participant.get(f"{DIRECTORY}?mine=1").content.decode()


def test_the_star_comes_back_alone_for_a_script(fair, as_participant: Client):
    address = f"{DIRECTORY}{fair['Wingtech'].pk}/favourite/"
    star = as_participant.post(address, {"on": "1"}, headers={"HX-Request": "true"})
    text = star.content.decode()
    assert 'aria-pressed="true"' in text
    assert "<html" not in text


def test_a_note_is_read_by_its_writer_alone(world: World, fair, as_participant: Client):
    page = f"{DIRECTORY}{fair['Wingtech'].pk}/"
    answer = as_participant.post(f"{page}note/", {"text": "Met them in Ulm"})
    assert answer.url == f"{page}#note"
    # On their page, and in the list.
    for address in (page, DIRECTORY):
        assert "Met them in Ulm" in as_participant.get(address).content.decode()
    colleague, stranger = client_of(world.delegates[1]), client_of(world.delegates[4])
    theirs = client_of(fair["Wingtech"].delegates.get())
    for other in (colleague, stranger, theirs):
        for address in (page, DIRECTORY):
            assert "Met them in Ulm" not in other.get(address).content.decode()
    organiser = Client()
    organiser.force_login(world.organiser_user)
    for address in ("journal/", f"delegations/{fair['Wingtech'].pk}/"):
        text = organiser.get(f"/console/alpha/aero-days/{address}", follow=True).content.decode()
        assert "Met them in Ulm" not in text
    # Not even by searching for it.
    refresh_stale()
    assert not as_participant.get(DIRECTORY, {"q": "ulm"}).context["found"].total


def test_a_note_is_changed_and_removed(fair, as_participant: Client):
    address = f"{DIRECTORY}{fair['Wingtech'].pk}/note/"
    as_participant.post(address, {"text": "One"})
    as_participant.post(address, {"text": "Two"})
    assert [note.text for note in Note.objects.all()] == ["Two"]
    as_participant.post(address, {"text": " "})
    assert not Note.objects.exists()
    long = as_participant.post(address, {"text": "x" * 2001})
    assert long.context["note_form"].errors["text"]
    assert not Note.objects.exists()


def test_the_trail_says_neither_what_nor_about_whom(fair, as_participant: Client):
    for path, data in (("note/", {"text": "Ulm"}), ("favourite/", {"on": "1"})):
        as_participant.post(f"{DIRECTORY}{fair['Wingtech'].pk}/{path}", data)
    rows = list(TrailEntry.objects.filter(action__in=("note.written", "favourite.added")))
    assert len(rows) == 2
    for row in rows:
        assert row.changes == {}
        assert "Wingtech" not in sentence(row)
        assert "Ulm" not in sentence(row)


@pytest.fixture
def saved(fair, as_participant: Client) -> SavedSearch:
    """A search for machining by the first delegate."""
    as_participant.post(SEARCHES, {"query": "q=machining", "name": "Machining", "notify": "on"})
    return SavedSearch.objects.get()


def test_a_search_is_saved_from_its_results(fair, as_participant: Client, world: World):
    query = "q=machining&country=DE&mine=1&page=2&sort=name"
    page = as_participant.get(f"{DIRECTORY}?q=machining&country=DE").content.decode()
    assert "searches/?query=q%3Dmachining%26country%3DDE" in page
    offered = as_participant.get(SEARCHES, {"query": query})
    assert offered.context["form"].initial["name"] == "“machining” · Country: Germany"
    as_participant.post(SEARCHES, {"query": query, "name": "Machines", "notify": "on"})
    mine = SavedSearch.objects.get()
    assert mine.query == "q=machining&country=DE"
    assert mine.known == [fair["Wingtech"].pk]
    text = as_participant.get(SEARCHES).content.decode()
    assert "Machines" in text
    assert "?q=machining&amp;country=DE" in text


def test_everybody_is_no_search(fair, as_participant: Client):
    answer = as_participant.post(SEARCHES, {"query": "", "name": "All", "notify": "on"})
    assert "Everybody fits this search" in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_who_fitted_already_is_not_told_of(saved):
    assert tell_of_new() == 0


def test_somebody_new_is_told_of_once(world: World, saved, fair):
    new = make_delegation(world.event, world.types[1], "Novomill")
    new.offers_en = "Machining in Ulm"
    new.save()
    other = make_delegation(world.event, world.types[1], "Elsewhere")
    refresh_stale()
    assert tell_of_new() == 1
    message = Message.objects.get()
    assert message.key == f"saved-search:{saved.pk}:1:email"
    assert message.address == world.delegates[0].email
    assert "Novomill" in message.body
    assert other.name not in message.body
    assert "Titan" not in message.body
    assert tell_of_new() == 0
    # A profile that changes so that it fits is new as well; one that fitted before is not.
    fair["Cobalt"].offers_en = "machining"
    fair["Cobalt"].save()
    new.offers_en = ""
    new.save()
    refresh_stale()
    assert tell_of_new() == 1
    new.offers_en = "machining again"
    new.save()
    refresh_stale()
    assert tell_of_new() == 0
    assert "Cobalt" in Message.objects.latest("pk").body


def test_nobody_is_told_of_whom_they_may_not_ask(world: World, fair, as_participant: Client):
    query = "can=ask&q=machining"
    as_participant.post(SEARCHES, {"query": query, "name": "Machining", "notify": "on"})
    for name in ("Novomill", "Reticent"):
        new = make_delegation(world.event, world.types[1], name)
        new.offers_en = "machining"
        new.save()
    NeverWith.objects.create(delegation=new, other=fair["Acme"])
    refresh_stale()
    assert tell_of_new() == 1
    body = Message.objects.get().body
    assert "Novomill" in body
    assert "Reticent" not in body


def test_many_searches_are_looked_through_at_once(world: World, fair, as_participant: Client):
    for text in ("machining", "milling", "turning"):
        data = {"query": f"q={text}", "name": text, "notify": "on"}
        as_participant.post(SEARCHES, data)
    new = make_delegation(world.event, world.types[1], "Novomill")
    new.offers_en = "machining, milling, turning"
    new.save()
    refresh_stale()

    def entries_read() -> int:
        """How often everybody was read."""
        with CaptureQueriesContext(connection) as queries:
            tasks.tell_of_new()
        return sum('"name_key", "directory_entry"."id"' in query["sql"] for query in queries)

    world.event.directory_opens_at = timezone.now() + dt.timedelta(days=2)
    world.event.save()
    assert (entries_read(), Message.objects.count()) == (0, 0)
    world.event.directory_opens_at = None
    world.event.save()
    assert (entries_read(), Message.objects.count()) == (1, 3)


def test_the_mail_is_in_the_delegates_language(world: World, saved):
    delegate = world.delegates[0]
    delegate.language = "en"
    delegate.save()
    make_delegation(world.event, world.types[1], "Machining Ltd")
    refresh_stale()
    tell_of_new()
    message = Message.objects.get()
    assert message.subject == "One new match for “Machining”"
    assert "/portal/alpha/aero-days/directory/?q=machining" in message.body


def test_the_link_in_the_mail_ends_them(world: World, saved):
    make_delegation(world.event, world.types[1], "Machining Ltd")
    refresh_stale()
    tell_of_new()
    body = Message.objects.get().body
    link = next(word for word in body.split() if word.endswith("/stop/"))
    path = "/" + link.split("/", 3)[3]
    anybody = Client()
    # Opening it does nothing: programs that look through e-mails do so.
    assert "<form" in anybody.get(path).content.decode()
    saved.refresh_from_db()
    assert saved.notify
    anybody.post(path)
    saved.refresh_from_db()
    assert not saved.notify
    make_delegation(world.event, world.types[1], "Machining Too")
    refresh_stale()
    assert tell_of_new() == 0


def test_a_wrong_link_ends_nothing(world: World, saved):
    token = stop_token(saved)
    for path in (
        f"/e/alpha/aero-days/searches/{token}x/stop/",
        f"/e/alpha/aero-days/searches/{saved.pk}/stop/",
        f"/e/rival/aero-days/searches/{token}/stop/",
    ):
        assert Client().post(path).status_code == 404
    saved.refresh_from_db()
    assert saved.notify


def test_mails_on_again_tell_only_of_who_comes_then(world: World, saved, as_participant: Client):
    as_participant.post(f"{SEARCHES}{saved.pk}/mails/", {"notify": "0"})
    make_delegation(world.event, world.types[1], "Machining Ltd")
    refresh_stale()
    assert tell_of_new() == 0
    as_participant.post(f"{SEARCHES}{saved.pk}/mails/", {"notify": "1"})
    assert tell_of_new() == 0


def test_saved_again_with_mails_on_it_tells_only_of_who_comes_then(
    world: World, saved, as_participant: Client
):
    as_participant.post(f"{SEARCHES}{saved.pk}/mails/", {"notify": "0"})
    make_delegation(world.event, world.types[1], "Machining Ltd")
    refresh_stale()
    again = {"query": "q=machining", "name": "Machines", "notify": "on"}
    as_participant.post(SEARCHES, again)
    assert (SavedSearch.objects.get().name, SavedSearch.objects.get().notify) == ("Machines", True)
    assert tell_of_new() == 0
    make_delegation(world.event, world.types[1], "Machining Too")
    refresh_stale()
    assert tell_of_new() == 1
    assert "Machining Ltd" not in Message.objects.get().body


def test_after_the_event_nobody_is_told(world: World, saved):
    make_delegation(world.event, world.types[1], "Machining Ltd")
    world.event.starts_on = world.event.ends_on = timezone.localdate().replace(year=2020)
    world.event.save()
    refresh_stale()
    assert tell_of_new() == 0


def test_a_search_is_deleted(saved, as_participant: Client):
    as_participant.post(f"{SEARCHES}{saved.pk}/delete/")
    assert not SavedSearch.objects.exists()
    assert "No saved search yet" in as_participant.get(SEARCHES).content.decode()


def test_not_even_a_colleague_touches_mine(world: World, saved, fair):
    colleague = client_of(world.delegates[1])
    assert "Machining" not in colleague.get(SEARCHES).content.decode()
    for step in ("mails", "delete"):
        assert colleague.post(f"{SEARCHES}{saved.pk}/{step}/").status_code == 404
    saved.refresh_from_db()
    assert saved.notify


def test_a_search_of_too_many_filters_is_refused_with_the_reason(fair, as_participant: Client):
    query = "&".join(f"q-sector={number:040}" for number in range(30))
    assert as_participant.get(f"{DIRECTORY}?{query}").status_code == 200
    answer = as_participant.post(SEARCHES, {"query": query, "name": "Long", "notify": "on"})
    assert "This search is too long to be kept" in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_there_is_an_end_to_searches(fair, as_participant: Client):
    for number in range(21):
        data = {"query": f"q=word{number}", "name": f"{number}", "notify": "on"}
        answer = as_participant.post(SEARCHES, data)
    assert "You keep 20 searches already" in answer.content.decode()
    assert SavedSearch.objects.count() == 20


def test_another_events_delegations_cannot_be_kept(world: World, fair, as_participant: Client):
    theirs = world.rival.delegations[1].pk
    for path, data in (("note/", {"text": "x"}), ("favourite/", {"on": "1"})):
        assert as_participant.post(f"{DIRECTORY}{theirs}/{path}", data).status_code == 404
    assert as_participant.get(f"{DIRECTORY}{theirs}/").status_code == 404
    assert not Favourite.objects.exists()
