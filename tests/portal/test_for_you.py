"""«For you»: whom one is shown, why, and what a tap does; fresh after a profile changes."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.factories import World, make_delegation, make_event
from tests.registration.pictures import picture_file
from vimeet.audit.models import Entry
from vimeet.directory.recommendations import ranking
from vimeet.directory.recommendations.models import Computation, Dismissal, RecommendationList
from vimeet.directory.recommendations.services import compute, due_events
from vimeet.directory.recommendations.tasks import compute_recommendations
from vimeet.meetings.models import Meeting, MeetingReport, NeverWith, Pair, Plan, Request
from vimeet.registration.models import Delegation, Term, TermPair
from vimeet.registration.services import update_delegation

PAGE = "/portal/alpha/aero-days/for-you/"


@pytest.fixture
def fitting(world: World) -> dict[str, Delegation]:
    """Suppliers that nobody has asked yet, and the buyer Acme, who looks for machining."""
    machining = Term.objects.create(event=world.event, name_en="Machining", name_fr="Usinage")
    milling = Term.objects.create(
        event=world.event, name_en="Milling", name_fr="Fraisage", parent=machining
    )
    volumes = Term.objects.create(event=world.event, name_en="Volumes", name_fr="Volumes")
    acme = world.delegations[0]
    acme.needed_terms.add(machining)
    acme.offered_terms.add(volumes)
    made = {
        name: make_delegation(world.event, world.types[1], name)
        for name in ("Echo", "Fuse", "Gamma")
    }
    made["Echo"].offered_terms.add(machining)
    made["Fuse"].offered_terms.add(milling)
    made["Fuse"].needed_terms.add(volumes)
    compute(event=world.event)
    return made


def names(client: Client) -> list[str]:
    return [found.delegation.name for found in client.get(PAGE).context["for_you"].shown]


def test_those_who_fit_are_shown_with_the_reason_mutual_interest_first(
    world: World, as_participant: Client, fitting
):
    assert names(as_participant) == ["Fuse", "Echo"]
    text = as_participant.get(PAGE).content.decode()
    assert "You look for Machining: they offer Milling." in text
    assert "They look for Volumes: you offer it." in text
    assert "You look for Machining: they offer it." in text
    assert text.index("both ways") < text.index("Echo")
    # The other side sees the same the other way round.
    echo = Client()
    echo.force_login(fitting["Echo"].delegates.get().user)
    echo.cookies["django_language"] = "en"
    assert "They look for Machining: you offer it." in echo.get(PAGE).content.decode()


def test_one_tap_asks(world: World, as_participant: Client, fitting):
    answer = as_participant.post(f"{PAGE}{fitting['Echo'].pk}/ask/")
    assert answer.url == PAGE
    request = Request.objects.get(asker=world.delegations[0], asked=fitting["Echo"])
    assert (request.state, request.message) == (Request.State.PROPOSED, "")
    assert names(as_participant) == ["Fuse"]


def test_a_tap_takes_one_away_without_loading_the_page_anew(
    world: World, as_participant: Client, fitting
):
    answer = as_participant.post(f"{PAGE}{fitting['Echo'].pk}/ask/", headers={"HX-Request": "true"})
    assert "Echo has your request." in answer["HX-Trigger"]
    assert f"recommended-{fitting['Echo'].pk}" not in answer.content.decode()
    again = as_participant.post(f"{PAGE}{fitting['Echo'].pk}/ask/", headers={"HX-Request": "true"})
    assert "error" in again["HX-Trigger"]
    assert Request.objects.filter(asked=fitting["Echo"]).count() == 1


def test_not_for_me_and_after_all(world: World, as_participant: Client, fitting):
    fuse = fitting["Fuse"]
    for _twice in range(2):
        assert as_participant.post(f"{PAGE}{fuse.pk}/dismiss/").url == PAGE
    assert names(as_participant) == ["Echo"]
    assert Dismissal.objects.get().other == fuse
    # A new computation does not bring them back.
    compute(event=world.event)
    assert names(as_participant) == ["Echo"]
    as_participant.post(f"{PAGE}{fuse.pk}/restore/")
    assert names(as_participant) == ["Fuse", "Echo"]
    actions = Entry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["recommendation.dismissed", "recommendation.restored"]
    assert as_participant.post(f"{PAGE}{fuse.pk}/restore/").status_code == 404


def test_whom_one_may_not_ask_can_be_neither_asked_nor_waved_aside(
    world: World, as_participant: Client, fitting
):
    dynamo = world.delegations[3]
    for other in (dynamo, world.delegations[0], world.rival.delegations[1]):
        for step in ("ask", "dismiss"):
            assert as_participant.post(f"{PAGE}{other.pk}/{step}/").status_code == 404


@pytest.mark.parametrize("state", Request.State.values)
@pytest.mark.parametrize("asked_me", [True, False])
def test_those_asked_whatever_came_of_it_are_not_shown(
    world: World, as_participant: Client, fitting, state, asked_me
):
    sides = [world.delegations[0], fitting["Echo"]]
    asker, asked = reversed(sides) if asked_me else sides
    Request.objects.create(event=world.event, asker=asker, asked=asked, state=state)
    assert names(as_participant) == ["Fuse"]


def test_who_is_asked_by_many_is_shown_those_who_come_after_them(
    world: World, as_participant: Client, fitting, monkeypatch
):
    monkeypatch.setattr(ranking, "MOST", 1)
    Request.objects.of_event(world.event).delete()
    compute(event=world.event)
    assert names(as_participant) == ["Fuse"]
    Request.objects.create(
        event=world.event,
        asker=fitting["Fuse"],
        asked=world.delegations[0],
        state=Request.State.PROPOSED,
    )
    assert names(as_participant) == []
    compute(event=world.event)
    assert "Echo" in names(as_participant)


@pytest.mark.parametrize("why", ["never", "forbidden", "met", "dismissed"])
def test_who_is_never_shown_takes_nobody_elses_place(
    world: World, as_participant: Client, met, fitting, monkeypatch, why
):
    monkeypatch.setattr(ranking, "MOST", 1)
    acme, fuse = world.delegations[0], fitting["Fuse"]
    # Met, by the fixture, under the name of Echo.
    met.asked.name = "FUSE" if why == "met" else "Nobody"
    met.asked.save()
    assert "Fuse" in names(as_participant) or why == "met"
    match why:
        case "never":
            NeverWith.objects.create(delegation=fuse, other=acme)
        case "forbidden":
            first, second = sorted((acme, fuse), key=lambda one: one.pk)
            kind = Pair.Kind.FORBIDDEN
            Pair.objects.create(event=world.event, first=first, second=second, kind=kind)
        case "dismissed":
            as_participant.post(f"{PAGE}{fuse.pk}/dismiss/")
    compute(event=world.event)
    assert names(as_participant) == ["Echo"]


def test_those_kept_apart_are_not_shown(world: World, as_participant: Client, fitting):
    acme = world.delegations[0]
    NeverWith.objects.create(delegation=fitting["Echo"], other=acme)
    assert names(as_participant) == ["Fuse"]
    first, second = sorted((acme, fitting["Fuse"]), key=lambda one: one.pk)
    Pair.objects.create(event=world.event, first=first, second=second, kind=Pair.Kind.FORBIDDEN)
    assert names(as_participant) == []


@pytest.fixture
def met(world: World, fitting) -> Request:
    """Last year, at the same organiser's: Acme under another name met Echo, in the last release."""
    last = make_event(
        world.organiser,
        slug="last-year",
        starts_on=dt.date(2026, 3, 9),
        ends_on=dt.date(2026, 3, 9),
    )
    place = last.places.create(name="Hall")
    slot = last.slots.create(
        starts_at=dt.datetime(2026, 3, 9, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 3, 9, 10, tzinfo=dt.UTC),
    )
    kind = last.participant_types.create(name_en="All", name_fr="Tous")
    me = Delegation.objects.create(event=last, participant_type=kind, name="Acme before")
    me.delegates.create(
        first_name="A", last_name="B", email="a@b.example", user=world.delegates[0].user
    )
    other = Delegation.objects.create(event=last, participant_type=kind, name="ECHO")
    request = Request.objects.create(
        event=last, asker=me, asked=other, state=Request.State.ACCEPTED
    )
    plan = Plan.objects.create(event=last, number=1, state=Plan.State.RELEASED)
    Meeting.objects.create(plan=plan, request=request, slot=slot, place=place)
    return request


def test_those_met_at_an_earlier_event_of_the_organiser_are_not_shown(
    world: World, as_participant: Client, met
):
    assert names(as_participant) == ["Fuse"]


def test_a_meeting_that_a_later_release_dropped_is_none(world: World, as_participant: Client, met):
    Plan.objects.create(event=met.event, number=2, state=Plan.State.RELEASED)
    assert names(as_participant) == ["Fuse", "Echo"]


def test_a_meeting_that_did_not_take_place_is_none(world: World, as_participant: Client, met):
    person = met.asker.delegates.get()
    MeetingReport.objects.create(request=met, delegate=person, took_place=False)
    assert names(as_participant) == ["Fuse", "Echo"]


def test_an_event_of_another_organiser_counts_for_nothing(
    world: World, as_participant: Client, met
):
    met.event.organiser = world.rival.organiser
    met.event.save()
    assert names(as_participant) == ["Fuse", "Echo"]


def test_before_the_directory_opens_nobody_is_shown(world: World, as_participant: Client, fitting):
    world.event.directory_opens_at = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    world.event.save()
    page = as_participant.get(PAGE).content.decode()
    assert "Echo" not in page
    assert "Not open yet" in page
    as_participant.post(f"{PAGE}{fitting['Echo'].pk}/dismiss/")
    assert not Dismissal.objects.exists()


def test_while_requests_are_closed_one_can_look_but_not_ask(
    world: World, as_participant: Client, fitting
):
    world.event.requests_open_at = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    world.event.save()
    page = as_participant.get(PAGE).content.decode()
    assert "Echo" in page
    assert f"{fitting['Echo'].pk}/ask/" not in page
    as_participant.post(f"{PAGE}{fitting['Echo'].pk}/ask/")
    assert not Request.objects.filter(asked=fitting["Echo"]).exists()


def test_each_empty_page_says_what_to_do(world: World, as_participant: Client):
    page = as_participant.get(PAGE).content.decode()
    assert "Say what you look for first" in page
    update_delegation(delegation=world.delegations[0], actor=None, needs_en="Titanium")
    assert "Being prepared" in as_participant.get(PAGE).content.decode()
    compute(event=world.event)
    assert "Nobody new for now" in as_participant.get(PAGE).content.decode()


def test_a_logo_stands_beside_the_name(world: World, as_participant: Client, fitting):
    echo = Client()
    echo.force_login(fitting["Echo"].delegates.get().user)
    echo.post("/portal/alpha/aero-days/me/logo/", {"logo-picture": picture_file()})
    assert (
        f"/pictures/{fitting['Echo'].logo.pk}/96.webp" in as_participant.get(PAGE).content.decode()
    )


def test_the_page_takes_a_constant_number_of_queries(
    world: World, as_participant: Client, fitting, django_assert_num_queries
):
    as_participant.get(PAGE)
    with django_assert_num_queries(18):
        assert len(names(as_participant)) == 2
    for number in range(4):
        more = make_delegation(world.event, world.types[1], f"More{number}")
        more.offered_terms.add(Term.objects.get(name_en="Milling", event=world.event))
    compute(event=world.event)
    with django_assert_num_queries(18):
        assert len(names(as_participant)) == 6


# --- fresh ------------------------------------------------------------------------


def later(seconds: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(seconds=seconds), tick=False)


def test_after_a_profile_changed_its_event_is_due_once_it_is_quiet(world: World, fitting):
    event = world.event
    assert event.pk not in due_events()
    update_delegation(delegation=fitting["Gamma"], actor=None, offers_en="Milling in titanium")
    assert event.pk not in due_events()
    with later(6):
        assert event.pk in due_events()
        compute(event=event)
        assert event.pk not in due_events()


def due_after_typing(world: World, fitting, begin: int, end: int) -> list[int]:
    """The seconds at which a sweep finds the event due, while Gamma's text changes all the time."""
    due = []
    for second in range(begin, end, 3):
        with later(second):
            text = f"Milling {second}"
            update_delegation(delegation=fitting["Gamma"], actor=None, offers_en=text)
            if world.event.pk in due_events():
                due.append(second)
                compute(event=world.event)
    return due


def test_the_first_change_after_an_idle_hour_waits_until_it_is_quiet(world: World, fitting):
    assert due_after_typing(world, fitting, 3600, 3630) == []
    with later(3640):
        assert world.event.pk in due_events()


def test_who_never_stops_typing_does_not_hold_it_up_for_ever(world: World, fitting):
    assert due_after_typing(world, fitting, 3600, 3750) == [3660, 3723]


def test_a_change_that_is_committed_after_a_later_one_is_not_lost(world: World, fitting):
    with later(20):
        update_delegation(delegation=fitting["Gamma"], actor=None, offers_en="Milling")
        compute(event=world.event)
        assert world.event.pk not in due_events()
    with later(10):
        update_delegation(delegation=fitting["Echo"], actor=None, offers_en="Milling")
    with later(26):
        assert world.event.pk in due_events()


def test_a_changed_profile_changes_what_others_are_shown(
    world: World, as_participant: Client, fitting
):
    gamma = Client()
    gamma.force_login(fitting["Gamma"].delegates.get().user)
    milling = Term.objects.get(name_en="Milling", event=world.event)
    gamma.post("/portal/alpha/aero-days/me/offers/", {"terms": [milling.pk]})
    with later(6):
        for event in due_events():
            compute_recommendations(event)
        assert names(as_participant) == ["Fuse", "Echo", "Gamma"]


@pytest.mark.parametrize("change", ["pair", "rename", "delete", "may_ask", "leave", "come"])
def test_whatever_it_hangs_on_makes_it_due(world: World, as_organiser: Client, fitting, change):
    milling, machining = (
        Term.objects.get(name_en=name, event=world.event) for name in ("Milling", "Machining")
    )
    terms = "/console/alpha/aero-days/registration/terms/"
    match change:
        case "pair":
            values = {"need": machining.pk, "offer": milling.pk, "kind": "clashes"}
            as_organiser.post(f"{terms}pairs/", values)
            assert TermPair.objects.exists()
        case "rename":
            as_organiser.post(f"{terms}{milling.pk}/", {"name_en": "M", "name_fr": "M"})
        case "delete":
            as_organiser.post(f"{terms}{milling.pk}/delete/")
        case "may_ask":
            world.types[0].may_ask.clear()
        case "leave":
            fitting["Fuse"].delete()
        case "come":
            make_delegation(world.event, world.types[1], "New")
    with later(6):
        assert world.event.pk in due_events()


def test_a_pair_that_clashes_takes_them_off_the_page(
    world: World, as_participant: Client, as_organiser: Client, fitting
):
    milling, machining = (
        Term.objects.get(name_en=name, event=world.event) for name in ("Milling", "Machining")
    )
    TermPair.objects.create(
        event=world.event, need=machining, offer=milling, kind=TermPair.Kind.CLASHES
    )
    compute(event=world.event)
    # Fuse looks for what Acme offers, but what it offers clashes.
    assert names(as_participant)[0] == "Echo"


def test_the_organiser_has_it_computed_again(world: World, as_organiser: Client, fitting):
    assert world.event.pk not in due_events()
    as_organiser.post("/console/alpha/aero-days/registration/terms/recommendations/")
    with later(6):
        assert world.event.pk in due_events()


def test_one_that_is_under_way_is_not_begun_again_until_it_is_lost(world: World, fitting):
    Computation.objects.filter(event=world.event).update(
        signature="old", started_at=timezone.now() + dt.timedelta(seconds=1)
    )
    with later(60):
        assert world.event.pk not in due_events()
    with later(600):
        assert world.event.pk in due_events()


def test_an_event_that_is_over_is_left_alone(world: World, fitting):
    with time_machine.travel(dt.datetime(2027, 3, 20, tzinfo=dt.UTC)):
        assert due_events() == []


def test_a_deleted_delegation_goes_from_the_lists(world: World, as_participant: Client, fitting):
    fitting["Fuse"].delete()
    assert names(as_participant) == ["Echo"]
    compute(event=world.event)
    assert RecommendationList.objects.of_event(world.event).count() == 6
