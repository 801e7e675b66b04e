"""Parts of a plan are rearranged: it holds, only gets better, and gives nothing back."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings

from scheduler.objective import level_value
from scheduler.options import Options
from scheduler.problem import Meeting, Problem
from scheduler.reading import problem_from_json
from scheduler.schedule import Schedule
from scheduler.search import anneal
from scheduler.search.crew import crew_of
from scheduler.search.neighbourhoods import refine
from scheduler.search.run import Run
from scheduler.search.task import Task
from tests.scheduler.exhaustive import options
from tests.scheduler.strategies import chance, problems

A_WHILE = 120.0
"""Seconds in which the processes have compiled what they need, wherever this runs."""


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problem=problems(feasible_rules=False), random=chance)
def test_each_plan_holds_and_is_better_and_no_earlier_level_is_worse(
    problem: Problem, random: Random
) -> None:
    problem = replace(
        problem, objective=("weight", "fairness", "breaks", "waiting", "places"), previous=None
    )
    known = Options.of(problem)
    start = Schedule(known)
    for request in range(len(problem.requests)):
        ways = options(problem, request)
        random.shuffle(ways)
        next((way for way in ways if start.replace((), [way])), None)
    if not start.meetings():
        return
    levels = list(problem.objective[2 : random.randrange(3, 6)])
    ended = iter([False] * 6)
    found = [start]

    def offer(meetings: list[Meeting]) -> None:
        plan = Schedule.checked(known, meetings)
        assert plan is not None
        assert plan.costs < found[-1].costs
        settled = 2 + len(levels)
        assert all(
            new <= old
            for new, old in zip(plan.costs[:settled], found[-1].costs[:settled], strict=True)
        )
        found.append(plan)

    days = tuple(range(len(known.days)))
    task = Task(known, start.meetings(), levels, 1, None, 0, None, days)
    refine(task, offer, lambda: next(ended, True))


def test_what_is_better_within_the_slots_is_found() -> None:
    problem = two_days()
    plans: list[list[Meeting]] = []
    task = Task(Options.of(problem), waited_in(problem), ["waiting"], 1, None, 0, 0, (0, 1))

    refine(task, plans.append, lambda: False)

    assert level_value(problem, plans[-1], "waiting") == 0


def test_days_that_are_not_named_stay() -> None:
    problem = two_days()
    before = waited_in(problem)
    plans: list[list[Meeting]] = []
    task = Task(Options.of(problem), before, ["waiting"], 1, None, 0, 2, (1,))

    refine(task, plans.append, lambda: False)

    assert plans[-1][:2] == before[:2]
    assert level_value(problem, plans[-1], "waiting") == level_value(problem, before, "waiting") / 2


def test_what_each_process_finds_on_days_of_its_own_goes_together() -> None:
    problem = two_days()
    run = Run(Options.of(problem), time_limit=None, stop=None, on_progress=None, workers=2, seed=1)
    run.offer(waited_in(problem))
    run.enter("waiting")
    offer = anneal._joined(run, waited_in(problem))
    first, second = waited_in(problem), waited_in(problem)
    first[1] = first[1]._replace(slot=1)
    second[3] = second[3]._replace(slot=5)

    offer(first)
    offer(second)

    assert run.value("waiting") == 0


def test_processes_rearrange_what_walks_left(monkeypatch) -> None:
    problem = two_days()
    monkeypatch.setattr(anneal, "WORTH_ROUND", 0.1)
    run = Run(Options.of(problem), time_limit=None, stop=None, on_progress=None, workers=2, seed=1)
    run.offer(waited_in(problem))
    run.enter("waiting")
    task = Task(run.options, [], ["waiting"], 1, None, 0, 0)
    with crew_of(2) as crew:
        end = time.monotonic() + A_WHILE
        while not crew.ready() and time.monotonic() < end:
            time.sleep(0.1)
        anneal._rearrange(
            run, task, time.monotonic() + A_WHILE, crew, lambda: run.value("waiting") == 0
        )

    assert run.value("waiting") == 0


def two_days() -> Problem:
    """On each of two days of four slots, somebody meets two others."""
    return problem_from_json(
        {
            "format": "planning/1",
            "name": "two days",
            "slots": [
                {
                    "id": f"s{i}",
                    "start": f"2027-03-{9 + i // 4:02}T0{i % 4}:00",
                    "end": f"2027-03-{9 + i // 4:02}T0{i % 4}:30",
                }
                for i in range(8)
            ],
            "places": [{"id": "hall", "capacity": 2}],
            "delegations": [{"id": name} for name in "abcde"],
            "delegates": [{"id": name, "delegation": name} for name in "abcde"],
            "requests": [
                {"id": f"r{i}", "attendees": ["a", other]} for i, other in enumerate("bcde")
            ],
            "rules": {},
            "objective": ["weight", "waiting"],
        }
    )


def waited_in(problem: Problem) -> list[Meeting]:
    """A plan in which they wait for two slots each day."""
    slots = (0, 3, 4, 7)
    return [Meeting(i, slot, 0, (0, i + 1)) for i, slot in enumerate(slots)]
