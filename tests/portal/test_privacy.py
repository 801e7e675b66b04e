"""What is somebody else's: not reachable by any address, not to be read on any page.

One participant has everything that a person can have here. Three others look for it: a colleague
of the same delegation, somebody who meets the two, and somebody who has nothing to do with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core import serializers
from django.test import Client
from django.urls import get_resolver, reverse
from lxml import html

from tests.factories import World
from tests.plans import make_plan
from tests.programme.sessions import make_session, register, release
from vimeet.directory.models import Favourite, Note, SavedSearch
from vimeet.directory.recommendations.models import Dismissal
from vimeet.directory.services.indexing import refresh_stale
from vimeet.meetings.models import (
    ChangeWish,
    MeetingMessage,
    MeetingNote,
    MeetingReport,
    NeverWith,
    Pair,
    Request,
    Unavailability,
)
from vimeet.meetings.services.feeds import open_feed
from vimeet.registration.models import Delegate

# In every text that is nobody's business but the owner's, or that of those named beside it.
MARK = "zz-private"
EVENT = ("organiser", "event")


@dataclass
class Life:
    """What one participant (the first delegate of Acme) has, and who must not find it."""

    world: World
    objects: dict[str, int]
    feed: str


@pytest.fixture
def life(world: World) -> Life:
    """A full life: agenda, notes, messages, wishes, lists, searches, a feed."""
    acme, _brio, cobalt, dynamo = world.delegations
    me, _colleague, contact = world.delegates[:3]
    with_brio = world.requests[0]
    make_plan(
        world,
        1,
        (with_brio, world.slots[0], world.places[1]),
        (world.requests[2], world.slots[2], world.places[0]),
    )
    with_brio.message, with_brio.answer = f"{MARK}-request", f"{MARK}-answer"
    with_brio.save()
    end = world.slots[3]
    block = Unavailability.objects.create(
        delegate=me, starts_at=end.starts_at, ends_at=end.ends_at, reason=f"{MARK}-block"
    )
    MeetingNote.objects.create(delegate=me, request=with_brio, text=f"{MARK}-meeting-note")
    MeetingMessage.objects.create(delegate=me, request=with_brio, text=f"{MARK}-message")
    MeetingReport.objects.create(delegate=me, request=with_brio, comment=f"{MARK}-report")
    ChangeWish.objects.create(
        delegate=me, request=with_brio, kind=ChangeWish.Kind.CANCEL, reason=f"{MARK}-wish"
    )
    Note.objects.create(delegate=me, delegation=dynamo, text=f"{MARK}-note")
    Favourite.objects.create(delegate=me, delegation=cobalt)
    search = SavedSearch.objects.create(delegate=me, name=f"{MARK}-search", query="q=wings")
    never = NeverWith.objects.create(delegation=acme, other=cobalt)
    Dismissal.objects.create(delegation=acme, other=dynamo)
    Pair.objects.create(
        event=world.event, first=acme, second=dynamo, kind="forbidden", note=f"{MARK}-pair"
    )
    talk = make_session(world.event, start=(15, 0))
    release(world)
    register(talk, me)
    me.email, me.phone = f"{MARK}@acme.example", "+33612340199"
    me.save()
    refresh_stale()
    return Life(
        world=world,
        objects={
            "meeting": with_brio.pk,
            "request": with_brio.pk,
            "contact": contact.pk,
            "block": block.pk,
            "search": search.pk,
            "never": never.pk,
        },
        feed=open_feed(delegate=me, actor=None),
    )


def mine(name: str, **more: str) -> Callable[[Life], dict[str, Any]]:
    """The arguments of an address that names an object of the life."""
    return lambda life: (
        {"pk": life.objects[name]} | {key: life.objects[value] for key, value in more.items()}
    )


# Each address of the portal that names an object of somebody: to others it is not there.
OWN: dict[str, Callable[[Life], dict[str, Any]]] = {
    **{
        name: mine("meeting")
        for name in (
            "meeting",
            "meeting_ics",
            "meeting_note",
            "meeting_message",
            "meeting_move",
            "meeting_cancel",
            "meeting_keep",
            "meeting_report",
        )
    },
    "meeting_card": mine("meeting", person="contact"),
    **{name: mine("request") for name in ("request", "accept", "decline", "withdraw")},
    "never_remove": mine("never"),
    "unblock": mine("block"),
    "search_mails": mine("search"),
    "search_delete": mine("search"),
}
# Those that name what everybody of the event may look at, or act on for themselves.
SHARED = {
    "session",
    "session_leave",
    "participant",
    "note",
    "favourite",
    "propose",
    "never_add",
    "for_you_ask",
    "for_you_dismiss",
    "for_you_restore",
    "picture",
    "floor_plan_picture",
}


def portal() -> dict[str, set[str]]:
    """The portal's addresses within an event, and what else fills each."""
    found = get_resolver("vimeet.portal.urls").reverse_dict
    return {
        name: set(parameters) - set(EVENT)
        for name in found
        if isinstance(name, str)
        for _result, parameters in [found.getlist(name)[0][0][0]]
        if set(EVENT) <= set(parameters)
    }


def browser(delegate: Delegate) -> Client:
    """Their browser, in English."""
    client = Client()
    client.force_login(delegate.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def kept(life: Life) -> list[str]:
    """All that the participant has, as it stands in the database."""
    me = life.world.delegates[0]
    rows = [
        *me.unavailabilities.all(),
        *me.meeting_notes.all(),
        *me.meeting_messages.all(),
        *me.meeting_reports.all(),
        *me.change_wishes.all(),
        *me.notes.all(),
        *me.favourites.all(),
        *me.saved_searches.all(),
        *me.session_registrations.all(),
        *NeverWith.objects.filter(delegation=me.delegation),
        Request.objects.get(pk=life.objects["request"]),
        Delegate.objects.get(pk=me.pk),
    ]
    return [serializers.serialize("json", [row]) for row in rows]


def test_every_address_with_an_object_is_said_to_be_own_or_shared():
    with_objects = {name for name, more in portal().items() if more}
    assert OWN.keys() | SHARED == with_objects
    assert not OWN.keys() & SHARED


def test_anothers_objects_are_not_there(life: Life):
    before = kept(life)
    colleague, stranger, passer = life.world.delegates[1], *life.world.delegates[3:5]
    for name, arguments in OWN.items():
        address = reverse(f"portal:{name}", kwargs=life.world.event.url_kwargs | arguments(life))
        # A colleague shares the delegation's requests and lists, and nothing else.
        ours = name in {"request", "accept", "decline", "withdraw", "never_remove"}
        for other in (stranger, passer) if ours else (colleague, stranger, passer):
            for method in ("get", "post"):
                answer = getattr(browser(other), method)(address, {"text": "x", "reason": "x"})
                # What only takes forms leads to the page above it, whoever asks for it by GET.
                leads_up = method == "get" and address.startswith(answer.get("Location", "none"))
                assert leads_up or answer.status_code in {404, 405}, (name, other, method)
                assert MARK not in answer.content.decode()
    assert kept(life) == before


def pages(client: Client, event: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every page of the portal that needs no object, and all that it leads to; with its text."""
    plain = [name for name, more in portal().items() if not more]
    waiting = [reverse(f"portal:{name}", kwargs=event) for name in plain]
    known = set(waiting)
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        yield address, answer.content.decode(errors="replace")
        if not answer["Content-Type"].startswith("text/html"):
            continue
        for link in html.fromstring(answer.content).xpath("//a/@href | //*/@hx-get | //img/@src"):
            if link.startswith("/portal/") and link not in known:
                known.add(link)
                waiting.append(link)


def test_no_page_of_others_shows_it(life: Life):
    # Whom the meeting is with reads the request and the messages; a colleague reads the request
    # and the delegation's lists. Nobody else reads any of it.
    colleague, contact, stranger, passer = life.world.delegates[1:5]
    meant = {
        colleague: {"request", "answer"},
        contact: {"request", "answer", "message"},
        stranger: set(),
        passer: set(),
    }
    for other, theirs in meant.items():
        seen = {}
        for address, text in pages(browser(other), life.world.event.url_kwargs):
            for line in text.splitlines():
                for part in line.split(f"{MARK}-")[1:]:
                    word = part.split("<")[0].split('"')[0].strip()
                    if word not in theirs:
                        seen[address] = word
            # The address and number of whom one does not meet.
            number = "612340199" in text.replace(" ", "")
            if other is not contact and (f"{MARK}@" in text or number):
                seen[address] = "contact"
        assert not seen, other


def test_the_owner_finds_it_all(life: Life):
    """Else the test before would find nothing either."""
    me = browser(life.world.delegates[0])
    text = "".join(text for _address, text in pages(me, life.world.event.url_kwargs))
    for word in ("request", "answer", "block", "meeting-note", "message", "note", "search"):
        assert f"{MARK}-{word}" in text, word


def test_a_feed_is_found_by_its_whole_secret_alone(life: Life):
    path = life.feed.removeprefix(settings.SITE_URL)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert Client().get(path).status_code == 200
    for wrong in (secret[:-1], secret[::-1], secret + "x", str(life.world.delegates[0].pk)):
        assert Client().get(f"/calendar/{wrong}.ics").status_code == 404
    # Nothing that others open leads there.
    for other in life.world.delegates[1:5]:
        for _address, text in pages(browser(other), life.world.event.url_kwargs):
            assert secret not in text


def test_my_agenda_is_mine(life: Life):
    """The address names no person: each reads their own, as a page, on paper, as a feed."""
    stranger = life.world.delegates[3]
    client = browser(stranger)
    event = life.world.event.url_kwargs
    for name in ("agenda", "agenda_pdf", "calendar"):
        address = reverse(f"portal:{name}", kwargs=event)
        for query in ({}, {"delegate": life.world.delegates[0].pk}, {"view": "list"}):
            assert "Stand Acme" not in client.get(address, query).content.decode(errors="replace")
    feed = open_feed(delegate=stranger, actor=None).removeprefix(settings.SITE_URL)
    assert "Brio" not in Client().get(feed).content.decode()
