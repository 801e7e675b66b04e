"""Plan with Timefold: ``python -m bench.timefold.solve INSTANCE -o PLAN [--time-limit S] …``.

For problems without ``must``, ``fixed``, ``after`` and rules, with the four levels of the default
objective. What breaks a rule in Timefold's solution at the limit is left out.
"""

from __future__ import annotations

import argparse
from itertools import product

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)

from bench.timefold.constraints import define_constraints
from bench.timefold.domain import Choice, Delegate, Delegation, Event, Meeting, Place, Slot
from scheduler.clock import process_age
from scheduler.figures import unfairness
from scheduler.objective import evaluate
from scheduler.options import Options, bits
from scheduler.plan import LevelValue, Plan, Result, Unplaced, write_result
from scheduler.problem import Meeting as Held
from scheduler.problem import Problem
from scheduler.reading import read_problem
from scheduler.schedule import Schedule

WRITING = 2.0
"""Seconds kept for the end."""


def event_of(problem: Problem, options: Options) -> Event:
    """The problem as Timefold's facts and entities."""
    slots = [Slot(s, slot.day) for s, slot in enumerate(problem.slots)]
    places = [
        Place(p, place.capacity, -1 if place.owner is None else place.owner, [*bits(mask)])
        for p, (place, mask) in enumerate(zip(problem.places, options.open, strict=True))
    ]
    people = [Delegate(d, [*bits(mask)]) for d, mask in enumerate(options.present)]
    parties = [
        Delegation(
            g,
            len(problem.requests) if one.max_meetings is None else one.max_meetings,
            [
                unfairness(0, options.possible[g], min(one.min_meetings, len(asked)))
                - unfairness(n, options.possible[g], min(one.min_meetings, len(asked)))
                for n in range(options.possible[g] + 1)
            ],
        )
        for g, (one, asked) in enumerate(zip(problem.delegations, options.requests_of, strict=True))
    ]
    meetings = []
    for r, request in enumerate(problem.requests):
        choices = []
        for who in product(*request.attendees):
            common = options.slots[r]
            for one in who:
                common &= options.meetable[one]
            choices.append(Choice(len(choices), [people[d] for d in who], [*bits(common)]))
        meetings.append(
            Meeting(
                id=r,
                weight=request.weight,
                parties=[parties[g] for g in options.delegations[r]],
                owners=[g for g in options.delegations[r] if options.owned[g]],
                choices=choices,
                places=[places[p] for p in options.places[r]],
            )
        )
    return Event(slots, meetings)


def main() -> None:
    """Read, solve, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("instance")
    parser.add_argument("-o", dest="output", required=True)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="without effect: one thread")
    given = parser.parse_args()
    problem = read_problem(given.instance)
    options = Options.of(problem)
    event = event_of(problem, options)
    left = max(1.0, given.time_limit - process_age() - WRITING)
    config = SolverConfig(
        random_seed=given.seed,
        solution_class=Event,
        entity_class_list=[Meeting],
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=define_constraints
        ),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * left))),
    )
    solution = SolverFactory.create(config).build_solver().solve(event)
    print(solution.score)
    schedule = Schedule(options)
    for m in sorted(solution.meetings, key=lambda m: -m.weight):
        if m.slot is not None and m.place is not None and m.choice is not None:
            who = tuple(one.number for one in m.choice.who)
            schedule.replace((), [Held(m.id, m.slot.number, m.place.number, who)])
    meetings = schedule.meetings()
    placed = {m.request for m in meetings}
    plan = Plan(
        "feasible",
        tuple(meetings),
        tuple(Unplaced(r, "not placed") for r in range(len(problem.requests)) if r not in placed),
        tuple(LevelValue(level, value) for level, value in evaluate(problem, meetings).items()),
    )
    write_result(given.output, problem, Result(plan, process_age(), given.seed, 1))


if __name__ == "__main__":
    main()
