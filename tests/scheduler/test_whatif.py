"""What a little more brings: against trying everything, and as counted by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from scheduler.faults import FaultError
from scheduler.problem import Problem
from scheduler.reading import problem_from_json
from scheduler.variations import (
    changes_gaps,
    later_slots,
    longer_stay,
    more_credits,
    more_slots,
    more_tables,
    without_slots,
)
from scheduler.weight.curve import weight_curve
from scheduler.whatif import Span, curve
from scheduler.writing import problem_to_json

from .documents import document
from .exhaustive import best_values
from .strategies import problems

A1, A2, A3, B1 = range(4)
HALL, STAND = range(2)
ANA, BEN, BEA, CY = range(4)


def small() -> Problem:
    return problem_from_json(document())


def longer_slots(problem: Problem) -> list[Problem]:
    longer = more_slots(problem, 1)
    (new,) = (s for s, slot in enumerate(longer.slots) if slot.id not in ids(problem))
    return [without_slots(longer, [new]), longer]


def ids(problem: Problem) -> set[str]:
    return {slot.id for slot in problem.slots}


VARIATIONS: dict[str, Callable[[Problem], list[Problem]]] = {
    "tables": lambda p: [more_tables(p, k) for k in (0, 1, 2)],
    "tables in a slot": lambda p: [more_tables(p, k, slot=0) for k in (0, 1)],
    "credits": lambda p: [more_credits(p, k) for k in (-1, 0, 1)],
    "slots": longer_slots,
    "stay": lambda p: [p, longer_stay(p, dict.fromkeys((0, 1), range(len(p.slots))))],
}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems(), st.sampled_from(sorted(VARIATIONS)))
def test_a_small_event_is_known_exactly(problem: Problem, kind: str) -> None:
    varied = VARIATIONS[kind](replace(problem, previous=None))
    event(kind)

    points = curve(list(enumerate(varied)), time_limit=120, workers=1)

    assert [point.more for point in points] == list(range(len(varied)))
    for point, one in zip(points, varied, strict=True):
        assert point.weight == exactly(best_weight(one))
        assert point.meetings == exactly(best_weight(counted(one)))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems(), st.sampled_from(sorted(VARIATIONS)))
def test_at_scale_the_best_lies_between_what_is_reached_and_what_is_proven(
    problem: Problem, kind: str
) -> None:
    varied = VARIATIONS[kind](replace(problem, previous=None))

    spans = weight_curve(varied, deadline=time.monotonic() + 1)

    for (least, most), one in zip(spans, varied, strict=True):
        best = best_weight(one)
        event("none" if best is None else "exact" if least == most else "between")
        if best is None:
            assert least is None
        else:
            assert (least or 0) <= best <= most


def best_weight(problem: Problem) -> int | None:
    values = best_values(replace(problem, objective=("weight",)))
    return None if values is None else values[0]


def counted(problem: Problem) -> Problem:
    alike = tuple(replace(request, weight=1) for request in problem.requests)
    return replace(problem, requests=alike)


def exactly(value: int | None) -> Span:
    return Span(None, 0) if value is None else Span(value, value)


def test_gains_are_certain() -> None:
    assert Span(5, 7).beyond(Span(3, 4)) == Span(1, 4)
    assert Span(5, 7).beyond(Span(5, 6)) == Span(0, 2)
    assert Span(5, 7).beyond(Span(None, 6)) == Span(0, 7)
    assert Span(None, 7).beyond(Span(1, 6)) == Span(None, 6)
    assert not Span(5, 7).exact
    assert Span(5, 5).exact


def test_more_tables_stand_at_the_largest_common_place() -> None:
    assert [place.capacity for place in more_tables(small(), 3).places] == [5, 1]
    assert [place.capacity for place in more_tables(small(), -2).places] == [0, 1]
    assert [p.capacity for p in more_tables(small(), 2, place=STAND).places] == [2, 3]


def test_more_tables_in_one_slot_only() -> None:
    new = more_tables(small(), 2, slot=A2).places[-1]
    assert (new.capacity, new.owner, new.unavailable) == (2, None, frozenset({A1, A3, B1}))
    owned = more_tables(small(), 2, place=STAND, slot=A2).places[-1]
    assert owned.owner == 0
    assert more_tables(small(), 0, slot=A2).places[-1].unavailable == {A1, A2, A3, B1}


def test_more_tables_where_there_is_no_common_place() -> None:
    alone = replace(small(), places=small().places[STAND:])
    assert [p.owner for p in more_tables(alone, 2).places] == [0, None]


def test_tables_that_are_not_there_can_not_be_taken_away() -> None:
    for arguments in ({}, {"slot": A1}):
        with pytest.raises(FaultError):
            more_tables(small(), -3, **arguments)


def test_more_credits_where_there_is_a_limit() -> None:
    def limits(problem: Problem) -> list[int | None]:
        return [one.max_meetings for one in problem.delegations]

    assert limits(more_credits(small(), 2)) == [5, None, None]
    assert limits(more_credits(small(), -9)) == [0, None, None]
    assert limits(more_credits(small(), 2, delegations={1, 2})) == [3, None, None]


def test_staying_longer() -> None:
    assert later_slots(small(), [ANA]) == {ANA: [B1]}
    assert longer_stay(small(), {ANA: [B1]}).delegates[ANA].unavailable == frozenset()
    with pytest.raises(FaultError, match="'cy' is there to the end"):
        later_slots(small(), [CY])
    with pytest.raises(FaultError, match="'ana' is there to the end"):
        later_slots(small(), [ANA], day=0)


def test_each_stays_longer_after_their_own_last_slot() -> None:
    # Ben leaves after a1, Ana after a3: one slot more is a2 for him and b1 for her.
    delegates = list(small().delegates)
    delegates[BEN] = replace(delegates[BEN], unavailable=frozenset({A2, A3, B1}))
    problem = replace(small(), delegates=tuple(delegates))
    later = later_slots(problem, [ANA, BEN])
    assert later == {ANA: [B1], BEN: [A2, A3, B1]}
    longer = longer_stay(problem, {d: slots[:1] for d, slots in later.items()})
    assert longer.delegates[ANA].unavailable == frozenset()
    assert longer.delegates[BEN].unavailable == {A3, B1}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems())
def test_a_slot_between_two_others_is_looked_at_by_itself(problem: Problem) -> None:
    between = problem.slots[0].end
    assume(problem.slots[1:] and problem.slots[1].day == 0)
    assume(problem.slots[1].start > between)
    problem = replace(problem, previous=None, rules=replace(problem.rules, max_in_a_row=1))
    length = (problem.slots[1].start - between) / 3
    slots = (replace(problem.slots[0], end=problem.slots[0].start + length), *problem.slots[1:])
    problem = replace(problem, slots=slots)
    varied = [problem, more_slots(problem, 1, at=between)]
    assert changes_gaps(varied[1], [1])

    points = curve(list(enumerate(varied)), nested=False, time_limit=120, workers=1)

    assert [point.weight for point in points] == [exactly(best_weight(one)) for one in varied]


def times(problem: Problem) -> list[str]:
    return [f"{slot.start:%d %H:%M}" for slot in problem.slots]


def test_a_slot_at_the_end_of_the_last_day_is_like_the_one_before_it() -> None:
    longer = more_slots(small(), 2)
    assert times(longer)[4:] == ["10 09:20", "10 09:40"]
    assert longer.delegates[ANA].unavailable == {B1, 4, 5}
    assert [slot.day for slot in longer.slots] == [0, 0, 0, 1, 1, 1]


def test_a_slot_inside_the_event_moves_those_after_it() -> None:
    longer = more_slots(small(), 1, day=date(2027, 3, 9))
    assert times(longer) == ["09 09:00", "09 09:20", "09 10:00", "09 10:20", "10 09:00"]
    assert longer.places[HALL].unavailable == {A3, 3}
    assert longer.delegates[ANA].unavailable == {4}
    fixed = longer.requests[2].fixed
    assert fixed is not None
    assert fixed.slot == 4
    assert longer.requests[1].slots == frozenset({A1, A2})
    assert problem_from_json(problem_to_json(longer)) == longer


def test_a_slot_at_a_given_time() -> None:
    early = more_slots(small(), 1, at=datetime(2027, 3, 9, 8, 30))
    assert times(early)[0] == "09 08:30"
    assert early.delegates[BEN].no_meeting == {0, 1}
    another_day = more_slots(small(), 1, at=datetime(2027, 3, 11, 9))
    assert [slot.day for slot in another_day.slots] == [0, 0, 0, 1, 2]
    assert another_day.delegates[ANA].unavailable == {B1}
    with pytest.raises(FaultError, match="overlaps 'a2'"):
        more_slots(small(), 1, at=datetime(2027, 3, 9, 9, 30))
    with pytest.raises(FaultError, match="no slot on 2027-03-12"):
        more_slots(small(), 1, day=date(2027, 3, 12))
