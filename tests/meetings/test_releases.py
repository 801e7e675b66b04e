"""Releasing, rolling back, and what people are told."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from tests.meetings.plans import make_draft
from vimeet.audit.models import Entry
from vimeet.meetings.models import Meeting, Plan, Request, Unavailability
from vimeet.meetings.selectors.changes import current_release, differences
from vimeet.meetings.selectors.stale import Stale
from vimeet.meetings.services.releases import ReleaseError, release_plan, rollback_to
from vimeet.messaging.delivery import deliver_due
from vimeet.messaging.models import Message
from vimeet.registration.models import Delegate


def names(delegates) -> list[str]:
    return sorted(delegate.delegation.name for delegate in delegates)


def told(plan: Plan) -> list[str]:
    """To whom e-mails of this release went, by address."""
    mails = Message.objects.filter(key__startswith=f"release:{plan.pk}:", channel="email")
    return sorted(mails.values_list("address", flat=True))


def test_the_first_release_tells_everyone_with_a_meeting(world):
    plan = make_draft(world, {world.requests[0]: (0, 0), world.requests[1]: (1, 0)})
    changes = differences(plan)
    assert (len(changes.new), changes.since) == (2, None)
    assert names(changes.affected) == ["Acme", "Brio", "Cobalt"]
    assert (changes.emails, changes.sms) == (3, 3)

    release_plan(plan=plan, actor=world.organiser_user)
    plan.refresh_from_db()
    assert (plan.state, plan.released_by) == (Plan.State.RELEASED, world.organiser_user)
    assert told(plan) == [
        "acme0@alpha.example",
        "brio0@alpha.example",
        "cobalt0@alpha.example",
    ]
    entry = Entry.objects.get(action="plan.released")
    assert (entry.actor, entry.changes["affected"]) == (world.organiser_user, [None, 3])


def test_without_a_phone_there_is_no_sms(world):
    Delegate.objects.filter(delegation=world.delegations[1]).update(phone="")
    plan = make_draft(world, {world.requests[0]: (0, 0)})
    assert (differences(plan).emails, differences(plan).sms) == (2, 1)
    release_plan(plan=plan, actor=None)
    assert Message.objects.filter(channel="sms").count() == 1


def test_only_those_whose_agenda_differs_are_told_again(world):
    first = make_draft(world, {world.requests[0]: (0, 0), world.requests[1]: (1, 0)})
    release_plan(plan=first, actor=None)
    second = make_draft(world, {world.requests[0]: (0, 0), world.requests[1]: (2, 0)})
    changes = differences(second)
    assert [(c.before.slot, c.after.slot) for c in changes.moved] == [
        (world.slots[1], world.slots[2])
    ]
    assert changes.new + changes.cancelled + changes.place_only + changes.people_only == []
    release_plan(plan=second, actor=None)
    assert told(second) == ["acme0@alpha.example", "cobalt0@alpha.example"]


def test_each_kind_of_change_is_told_apart(world):
    acme_brio, cobalt_acme, dynamo_brio = world.requests[:3]
    first = make_draft(world, {acme_brio: (0, 0), cobalt_acme: (1, 0)})
    release_plan(plan=first, actor=None)
    second = make_draft(world, {acme_brio: (0, 1), dynamo_brio: (3, 0)})
    changes = differences(second)
    assert [c.after.request for c in changes.new] == [dynamo_brio]
    assert [c.after.request for c in changes.place_only] == [acme_brio]
    assert [c.before.request for c in changes.cancelled] == [cobalt_acme]
    assert names(changes.affected) == ["Acme", "Brio", "Cobalt", "Dynamo"]


def test_another_person_of_a_delegation_tells_all_three(world):
    first = make_draft(world, {world.requests[0]: (0, 0)})
    release_plan(plan=first, actor=None)
    second = make_draft(world, {world.requests[0]: (0, 0)})
    second.meetings.get().attendees.remove(world.delegates[0])
    second.meetings.get().attendees.add(world.delegates[1])
    changes = differences(second)
    assert len(changes.people_only) == 1
    assert set(changes.affected) == set(world.delegates[:3])


def test_releasing_twice_is_one_release(world):
    plan = make_draft(world, {world.requests[0]: (0, 0)})
    with time_machine.travel("2027-01-01 12:00"):
        release_plan(plan=plan, actor=None)
    with time_machine.travel("2027-01-01 12:05"):
        again = release_plan(plan=plan, actor=world.organiser_user)
    assert (again, again.released_at.minute, again.released_by) == (plan, 0, None)
    assert Message.objects.count() == 4


def test_an_identical_plan_tells_nobody(world):
    release_plan(plan=make_draft(world, {world.requests[0]: (0, 0)}), actor=None)
    second = make_draft(world, {world.requests[0]: (0, 0)})
    assert not differences(second).any
    release_plan(plan=second, actor=None)
    assert told(second) == []
    assert current_release(world.event) == second


def test_a_draft_that_was_replaced_is_refused(world):
    old = make_draft(world, {world.requests[0]: (0, 0)})
    make_draft(world, {world.requests[0]: (1, 0)})
    with pytest.raises(ReleaseError, match="Version 1"):
        release_plan(plan=old, actor=None)
    assert current_release(world.event) is None


def withdraw(world) -> None:
    Request.objects.filter(pk=world.requests[0].pk).update(state=Request.State.WITHDRAWN)


def delete_delegate(world) -> None:
    world.delegates[2].delete()


def call_away(world) -> None:
    slot = world.slots[0]
    Unavailability.objects.create(
        delegate=world.delegates[0],
        starts_at=slot.starts_at + dt.timedelta(minutes=5),
        ends_at=slot.ends_at,
    )


def close_place(world) -> None:
    world.places[0].closed_slots.add(world.slots[0])


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (withdraw, Stale.WITHDRAWN),
        (delete_delegate, Stale.NO_DELEGATE),
        (call_away, Stale.UNAVAILABLE),
        (close_place, Stale.PLACE_CLOSED),
    ],
)
def test_what_can_not_be_held_any_more_is_announced_and_left_out(world, happens, why):
    plan = make_draft(world, {world.requests[0]: (0, 0), world.requests[1]: (1, 0)})
    happens(world)
    changes = differences(plan)
    assert [(m.request, reason) for m, reason in changes.stale] == [(world.requests[0], why)]
    assert names(changes.affected) == ["Acme", "Cobalt"]

    release_plan(plan=plan, actor=None)
    plan.refresh_from_db()
    assert [m.request for m in plan.meetings.all()] == [world.requests[1]]
    assert not plan.proven
    dropped = plan.unplaced.filter(reason_code="dropped")
    assert [row.reason for row in dropped] == (
        [] if why == Stale.WITHDRAWN else [{"why": why.value}]
    )


def test_rolling_back_is_a_new_release_of_the_old_meetings(world):
    first = make_draft(world, {world.requests[0]: (0, 0)})
    release_plan(plan=first, actor=None)
    second = make_draft(world, {world.requests[0]: (2, 0)})
    release_plan(plan=second, actor=None)
    draft = make_draft(world, {world.requests[0]: (3, 0)})

    copy = rollback_to(plan=first, actor=world.organiser_user)
    assert (copy.number, copy.state) == (4, Plan.State.RELEASED)
    assert current_release(world.event) == copy
    meeting = Meeting.objects.get(plan=copy)
    assert (meeting.slot, meeting.place) == (world.slots[0], world.places[0])
    assert set(meeting.attendees.all()) == {world.delegates[0], world.delegates[2]}
    assert [row.level for row in copy.levels.all()] == ["weight"]
    assert copy.unplaced.count() == first.unplaced.count() == 2
    assert told(copy) == ["acme0@alpha.example", "brio0@alpha.example"]
    draft.refresh_from_db()
    assert draft.state == Plan.State.DISCARDED

    assert rollback_to(plan=first, actor=world.organiser_user) == copy, "the second press"
    assert Plan.objects.of_event(world.event).count() == 4


def test_only_a_release_is_rolled_back_to(world):
    draft = make_draft(world, {world.requests[0]: (0, 0)})
    with pytest.raises(ReleaseError, match="never released"):
        rollback_to(plan=draft, actor=None)


def test_the_mail_tells_the_agenda_in_the_events_time_and_the_persons_language(world):
    Delegate.objects.filter(pk=world.delegates[0].pk).update(language="en")
    first = make_draft(world, {world.requests[0]: (0, 0), world.requests[1]: (1, 1)})
    release_plan(plan=first, actor=None)
    mail = Message.objects.get(channel="email", address="acme0@alpha.example")
    assert (mail.language, mail.event, mail.organiser) == ("en", world.event, world.organiser)
    assert mail.subject == "Aero Days: your agenda"
    assert "Tuesday 9 March 2027\n09:00–09:20  Brio (P0 Brio), Hall\n" in mail.body
    assert "09:25–09:45  Cobalt (P0 Cobalt), Stand Acme\n" in mail.body
    assert "/portal/alpha/aero-days/" in mail.body

    second = make_draft(world, {world.requests[1]: (1, 1)})
    release_plan(plan=second, actor=None)
    mail = Message.objects.get(key=f"release:{second.pk}:{world.delegates[0].pk}:email")
    assert mail.subject == "Aero Days: your agenda has changed"
    assert "No longer held:\nTuesday 9 March, 09:00  Brio\n" in mail.body


def sms_to(delegate: Delegate) -> list[tuple[str, str]]:
    """State and text of the SMS to one person, oldest first."""
    rows = Message.objects.filter(channel="sms", recipient_name=delegate.name).order_by("pk")
    return [(sms.state, sms.body.partition(". ")[0]) for sms in rows]


def test_changes_within_a_minute_are_one_sms(world):
    ana = world.delegates[0]
    Delegate.objects.filter(pk=ana.pk).update(language="en")
    with time_machine.travel(dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC), tick=False) as clock:
        release_plan(plan=make_draft(world, {world.requests[0]: (0, 0)}), actor=None)
        assert deliver_due() == 2, "the e-mails; the SMS wait"
        clock.shift(50)
        release_plan(plan=make_draft(world, {world.requests[0]: (1, 0)}), actor=None)
        assert [state for state, _text in sms_to(ana)] == ["replaced", "queued"]
        clock.shift(60)
        deliver_due()
        # Nothing was ever sent to her: to her it is no change.
        assert sms_to(ana)[1] == ("sent", "Aero Days: your agenda is ready, 1 meeting")

        release_plan(plan=make_draft(world, {world.requests[0]: (2, 0)}), actor=None)
        clock.shift(60)
        deliver_due()
    assert sms_to(ana)[2] == ("sent", "Aero Days: your agenda has changed")
    assert Message.objects.filter(channel="sms", state="replaced").count() == 2


def test_an_sms_is_one_sentence_with_the_address_whole(world):
    world.event.name = "Rendez-vous d’affaires de l’aéronautique et de l’espace & de la défense"
    world.event.save()
    release_plan(plan=make_draft(world, {world.requests[0]: (0, 0)}), actor=None)
    for sms in Message.objects.filter(channel="sms"):
        assert len(sms.body) <= 160
        assert sms.body.endswith("/portal/")
        assert "&amp;" not in sms.body
