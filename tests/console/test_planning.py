"""The planning pages, through HTTP."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.meetings.plans import make_draft
from vimeet.audit.models import Entry
from vimeet.events.models import Slot
from vimeet.meetings.models import Plan, Request, Run, RunPoint
from vimeet.meetings.services.execution import execute_run
from vimeet.meetings.services.releases import release_plan
from vimeet.messaging.models import Message
from vimeet.registration.models import Delegate


def url(world: World, name: str, **kwargs: object) -> str:
    return reverse(f"console:{name}", kwargs=world.event.url_kwargs | kwargs)


def text(response) -> str:
    """What the page says, its white space evened out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture(autouse=True)
def english(world, as_organiser):
    as_organiser.cookies["django_language"] = "en"


def plan_form(as_organiser, world) -> dict[str, object]:
    """The form as the page offers it."""
    form = as_organiser.get(url(world, "planning")).context["form"]
    return {name: form[name].value() for name in form.fields}


def test_plan_watch_review_release(world, as_organiser, django_capture_on_commit_callbacks):
    answer = as_organiser.post(url(world, "planning"), plan_form(as_organiser, world))
    run = Run.objects.get()
    assert answer.headers["Location"] == url(world, "run", pk=run.pk)
    page = as_organiser.get(answer.headers["Location"])
    assert "Waiting for a free planner" in text(page)

    execute_run(run.pk)
    page = as_organiser.get(url(world, "run", pk=run.pk))
    assert "3 meetings placed, the best possible" in text(page)
    assert "See the draft" in text(page)

    draft = Plan.objects.get()
    page = as_organiser.get(url(world, "plan", number=draft.number))
    assert "The agendas of" in text(page)
    assert not Message.objects.exists(), "nothing is sent before it was asked"
    page = as_organiser.post(url(world, "plan_release", number=draft.number), follow=True)
    assert "Version 1 is released." in text(page)
    draft.refresh_from_db()
    assert draft.state == Plan.State.RELEASED
    people = Delegate.objects.filter(meetings__plan=draft).distinct().count()
    assert Message.objects.filter(channel="email").count() == people
    assert Message.objects.filter(channel="sms").count() == people


def test_a_run_goes_on_when_the_browser_is_closed(world, as_organiser):
    """Nothing of a run hangs on a page, a socket or a session."""
    as_organiser.post(url(world, "planning"), plan_form(as_organiser, world))
    run = Run.objects.get()
    as_organiser.logout()
    Session.objects.all().delete()

    execute_run(run.pk)

    another = Client()
    another.force_login(world.organiser_user)
    another.cookies["django_language"] = "en"
    page = text(another.get(url(world, "run", pk=run.pk)))
    assert "3 meetings placed, the best possible" in page
    assert Plan.objects.get().run == run


def test_a_double_click_on_plan_is_one_run(world, as_organiser):
    form = plan_form(as_organiser, world)
    first = as_organiser.post(url(world, "planning"), form)
    second = as_organiser.post(url(world, "planning"), form)
    assert Run.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]
    assert "still going" not in text(as_organiser.get(second.headers["Location"]))


def test_a_second_run_is_refused_and_the_first_one_shown(world, as_organiser):
    form = plan_form(as_organiser, world)
    as_organiser.post(url(world, "planning"), form)
    page = as_organiser.post(url(world, "planning"), form | {"number": 2}, follow=True)
    assert Run.objects.count() == 1
    assert "Run 1 of this event is still going." in text(page)
    assert page.request["PATH_INFO"] == url(world, "run", pk=Run.objects.get().pk)


@pytest.mark.parametrize(
    ("empty", "says"),
    [
        (Slot, "There are no slots yet."),
        (Request, "There is no accepted request"),
        (Delegate, "There is no accepted request"),
    ],
)
def test_nothing_to_plan_is_said_rather_than_tried(world, as_organiser, empty, says):
    form = plan_form(as_organiser, world)
    empty.objects.all().delete()
    page = as_organiser.post(url(world, "planning"), form)
    assert page.status_code == 422
    assert says in text(page)
    assert not Run.objects.exists()


def test_the_checklist_names_delegations_without_delegates(world, as_organiser):
    world.delegates[2].delete()  # Brio's only one
    page = as_organiser.get(url(world, "planning"))
    assert "2 requests are left out: delegations without a delegate Brio" in text(page)


@pytest.mark.parametrize(("keep", "state"), [({"keep": "1"}, "running"), ({}, "running")])
def test_stop_marks_a_running_run(world, as_organiser, keep, state):
    run = Run.objects.create(event=world.event, number=1, state=Run.State.RUNNING)
    as_organiser.post(url(world, "run_stop", pk=run.pk), keep)
    run.refresh_from_db()
    assert (run.state, run.stop_requested_at is not None) == (state, True)
    assert run.keep_result == bool(keep)


def test_a_lost_run_can_be_started_again(world, as_organiser):
    lost = Run.objects.create(
        event=world.event, number=1, state=Run.State.LOST, time_limit=7, seed=5
    )
    page = as_organiser.get(url(world, "run", pk=lost.pk))
    assert "The run was lost" in text(page)
    for _press in range(2):
        as_organiser.post(
            url(world, "run_restart", pk=lost.pk), {"number": page.context["next_number"]}
        )
    again = Run.objects.exclude(pk=lost.pk).get()
    assert (again.state, again.number, again.time_limit, again.seed) == ("queued", 2, 7, 5)


def test_the_curve_is_in_the_page(world, as_organiser):
    run = Run.objects.create(event=world.event, number=1, state=Run.State.RUNNING, placed=2)
    RunPoint.objects.create(run=run, seconds=0.5, level="weight", value=7, bound=None, placed=2)
    RunPoint.objects.create(run=run, seconds=1.5, level="weight", value=8, bound=10, placed=2)
    page = as_organiser.get(url(world, "run", pk=run.pk))
    assert '"value": 8, "bound": 10' in page.content.decode()
    assert "at most 25 % from the best possible" in text(page)
    assert "≤ 10" in text(page)


def test_an_infeasible_run_names_the_requests(world, as_organiser):
    run = Run.objects.create(
        event=world.event,
        number=1,
        state=Run.State.INFEASIBLE,
        conflict=[
            {"request": str(world.requests[0].pk), "reason": "the rule max_in_a_row"},
        ],
    )
    page = text(as_organiser.get(url(world, "run", pk=run.pk)))
    assert "Acme – Brio" in page
    assert "with the rule of the event: the most meetings in a row" in page


@pytest.mark.parametrize("tab", ["summary", "delegations", "slots", "unplaced"])
@pytest.mark.parametrize("queries_for", [1, 3])
def test_a_draft_takes_as_many_queries_however_large(
    world, as_organiser, tab, queries_for, django_assert_num_queries
):
    held = {r: (i, 0) for i, r in enumerate(world.requests[:queries_for])}
    plan = make_draft(world, held)
    address = url(world, "plan", number=plan.number) + f"?tab={tab}"
    as_organiser.get(address)  # what is cached for good is cached
    expected = {"summary": 32, "delegations": 14, "slots": 14, "unplaced": 13}
    with django_assert_num_queries(expected[tab]):
        as_organiser.get(address)


def test_a_draft_by_delegation_by_slot_and_what_is_left_out(world, as_organiser):
    acme_brio, cobalt_acme, _left_out = world.requests[:3]
    plan = make_draft(world, {acme_brio: (0, 1), cobalt_acme: (1, 0)})
    page = url(world, "plan", number=plan.number)

    found = text(as_organiser.get(page + "?tab=delegations&q=cob"))
    assert "Cobalt 1 of 1 possible meeting" in found
    assert "09:25" in found
    assert "Dynamo" not in found.split("Search", 1)[1]

    slot = as_organiser.get(page + f"?tab=slots&slot={world.slots[0].pk}")
    assert "Stand Acme Acme – Brio" in text(slot)

    left_out = text(as_organiser.get(page + "?tab=unplaced&reason=credits"))
    assert "Dynamo – Brio" in left_out
    assert "Dynamo uses its 8 credits for meetings of weight 3 or more" in left_out
    assert "One more credit for Dynamo: it is then held at 09:00." in left_out
    assert as_organiser.get(page + "?tab=other").status_code == 404


def test_release_asks_first_and_twice_is_once(world, as_organiser):
    plan = make_draft(world, {world.requests[0]: (0, 0)})
    page = text(as_organiser.get(url(world, "plan", number=plan.number)))
    assert "The agendas of 2 people change. 2 e-mails and 2 SMS are sent at once." in page
    for _press in range(2):
        as_organiser.post(url(world, "plan_release", number=plan.number))
    assert Plan.objects.filter(state=Plan.State.RELEASED).count() == 1
    assert Message.objects.count() == 4
    assert Entry.objects.filter(action="plan.released").count() == 1


def test_roll_back(world, as_organiser):
    first = make_draft(world, {world.requests[0]: (0, 0)})
    release_plan(plan=first, actor=None)
    second = make_draft(world, {world.requests[0]: (2, 0)})
    release_plan(plan=second, actor=None)
    page = as_organiser.get(url(world, "plan", number=first.number))
    assert "Put version 1 in force again?" in text(page)
    for _press in range(2):
        page = as_organiser.post(url(world, "plan_rollback", number=first.number), follow=True)
    assert "In force: what everyone was told" in text(page)
    assert Plan.objects.filter(state=Plan.State.RELEASED).count() == 3
    assert page.request["PATH_INFO"] == url(world, "plan", number=3)


def test_a_draft_says_what_it_changes(world, as_organiser):
    first, second = world.requests[:2]
    release_plan(plan=make_draft(world, {first: (0, 0), second: (1, 0)}), actor=None)
    draft = make_draft(world, {first: (2, 0), second: (1, 0)})
    meeting = draft.meetings.get(request=second)
    meeting.attendees.remove(world.delegates[0])
    meeting.attendees.add(world.delegates[1])
    page = text(as_organiser.get(url(world, "plan", number=draft.number)))
    assert "What changes against version 1" in page
    assert "Moved 1 Acme – Brio Tue 9 March, 09:00 · Hall Tue 9 March, 09:50 · Hall" in page
    assert "Other people 1 Cobalt – Acme P0 Acme, P0 Cobalt P1 Acme, P0 Cobalt" in page
    assert "The agendas of 4 people change. 4 e-mails and 4 SMS are sent at once." in page


def test_a_discarded_draft_is_not_released(world, as_organiser):
    old = make_draft(world, {world.requests[0]: (0, 0)})
    make_draft(world, {world.requests[0]: (1, 0)})
    page = as_organiser.post(url(world, "plan_release", number=old.number), follow=True)
    assert "Version 1 has been replaced by a newer one." in text(page)
    assert not Message.objects.exists()


def test_another_organisers_plan_and_run_are_not_found(world, as_organiser):
    rival = world.rival
    assert rival is not None
    theirs = Run.objects.create(event=rival.event, number=1, state=Run.State.LOST)
    plan = make_draft(rival, {rival.requests[0]: (0, 0)})
    for address in (
        url(rival, "planning"),
        url(rival, "run", pk=theirs.pk),
        url(world, "run", pk=theirs.pk),
        url(rival, "plan", number=plan.number),
        url(world, "plan", number=plan.number),
    ):
        assert as_organiser.get(address).status_code == 404
    for address in (
        url(rival, "planning"),
        url(world, "run_stop", pk=theirs.pk),
        url(world, "run_restart", pk=theirs.pk),
        url(rival, "plan_release", number=plan.number),
        url(world, "plan_release", number=plan.number),
        url(world, "plan_rollback", number=plan.number),
    ):
        assert as_organiser.post(address).status_code == 404
    assert not Run.objects.exclude(pk=theirs.pk).exists()


def test_a_draft_is_changed_by_hand(world, as_organiser):
    acme_brio, cobalt_acme, dynamo_brio = world.requests[:3]
    plan = make_draft(world, {acme_brio: (0, 0)})
    here = url(world, "plan", number=plan.number)

    # From the list of what is left out, to the slots of the request, into one of them.
    left_out = as_organiser.get(here + "?tab=unplaced")
    address = url(world, "plan_meeting", number=plan.number, pk=dynamo_brio.pk)
    assert f'href="{address}?next=' in left_out.content.decode()
    page = as_organiser.get(address, {"next": here + "?tab=unplaced"})
    assert "Left out of the draft." in text(page)
    assert "09:00 P0 Brio meets Acme." in text(page)
    assert "3 slots are free" in text(page)
    press = {
        "slot": world.slots[1].pk,
        "asker": dynamo_brio.asker.delegates.get().pk,
        "asked": dynamo_brio.asked.delegates.get().pk,
        "place": "",
        "next": here + "?tab=unplaced",
    }
    answer = as_organiser.post(address, press, follow=True)
    assert answer.request["QUERY_STRING"] == "tab=unplaced"
    assert "Dynamo → Brio: now at Hall." in text(answer)
    assert plan.meetings.get(request=dynamo_brio).slot == world.slots[1]

    # A second press of what is no longer free changes nothing and says why.
    taken = as_organiser.post(address, press | {"slot": world.slots[0].pk}, follow=True)
    assert "P0 Brio meets Acme." in text(taken)
    wrong = as_organiser.post(address, press | {"asker": world.rival.delegates[0].pk}, follow=True)
    assert "no longer on offer" in text(wrong)
    assert plan.meetings.get(request=dynamo_brio).slot == world.slots[1]

    # Locked in the list; moved with another person; taken out.
    lock = url(world, "plan_lock", number=plan.number, pk=acme_brio.pk)
    as_organiser.post(lock, {"locked": "1", "next": here + "?tab=slots"})
    slots = as_organiser.get(here + "?tab=slots").content.decode()
    assert "Locked: the next run holds it here" in slots
    assert "1 locked meeting stays where it is." in text(as_organiser.get(url(world, "planning")))
    address = url(world, "plan_meeting", number=plan.number, pk=acme_brio.pk)
    page = as_organiser.get(address, {"asker": world.delegates[1].pk})
    assert page.context["people"]["asker"] == world.delegates[1].pk
    out = url(world, "plan_take_out", number=plan.number, pk=acme_brio.pk)
    assert "It is out of the draft." in text(as_organiser.post(out, follow=True))
    summary = text(as_organiser.get(here + "?tab=unplaced&reason=by_hand"))
    assert "Somebody took it out of the draft." in summary
    assert "Acme – Brio" in summary

    # The credits of a side are used up: the page says whose, and leads to them.
    cobalt_acme.asker.max_meetings = 0
    cobalt_acme.asker.save()
    address = url(world, "plan_meeting", number=plan.number, pk=cobalt_acme.pk)
    page = as_organiser.get(address)
    assert "Cobalt has no meeting credits." in text(page)
    assert url(world, "delegation_edit", pk=cobalt_acme.asker_id) in page.content.decode()

    release_plan(plan=plan, actor=None)
    again = as_organiser.get(address, follow=True)
    assert "Only a draft is changed by hand." in text(again)
    refused = as_organiser.post(lock.replace("/lock/", "/take-out/"), follow=True)
    assert "Version 1 is released: it doesn" in text(refused)


@pytest.mark.parametrize("meetings", [2, 3])
def test_the_slots_of_a_meeting_take_as_many_queries_however_large(
    world, as_organiser, meetings, django_assert_num_queries
):
    plan = make_draft(world, {r: (i, 0) for i, r in enumerate(world.requests[:meetings])})
    address = url(world, "plan_meeting", number=plan.number, pk=world.requests[0].pk)
    as_organiser.get(address)  # what is cached for good is cached
    with django_assert_num_queries(31):
        as_organiser.get(address)


def test_remedies_lead_to_where_they_are_carried_out(world, as_organiser):
    acme, brio = world.delegations[:2]
    plan = make_draft(world, {})
    held = {"held": str(world.slots[0].pk), "moves": []}
    row = plan.unplaced.get(request=world.requests[0])
    row.remedies = [
        held | {"code": "free_slot", "delegate": str(world.delegates[0].pk), "slot": held["held"]},
        held | {"code": "more_tables", "slot": held["held"]},
        held | {"code": "more_credits", "delegations": [str(brio.pk)]},
        held | {"code": "colleague", "entry": 0, "delegate": str(world.delegates[1].pk)},
    ]
    row.save()
    page = as_organiser.get(
        url(world, "plan", number=plan.number), {"tab": "unplaced"}
    ).content.decode()
    assert url(world, "delegation", pk=acme.pk) + "#blocked" in page
    assert f'href="{url(world, "places")}"' in page
    assert url(world, "delegation_edit", pk=brio.pk) in page
    send = url(world, "plan_meeting", number=plan.number, pk=world.requests[0].pk)
    assert f"{send}?asker={world.delegates[1].pk}" in page
