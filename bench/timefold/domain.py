"""What Timefold plans: for each request a slot (or none), a place, and who attends."""

from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import BendableScore


@dataclass
class Slot:
    """A slot; ``key`` numbers delegates' slots together with ``Choice.keys``."""

    number: int
    day: int


@dataclass
class Place:
    """A place; ``open``: the slots in which it can be used."""

    number: int
    capacity: int
    owner: int
    open: list[int]


@dataclass
class Delegate:
    """A delegate with what their day costs: computed by ``constraints``."""

    number: int
    present: list[int]


@dataclass
class Delegation:
    """A delegation; ``relief[n]``: how much less unfair ``n`` meetings are than none."""

    number: int
    credits: int
    relief: list[int]


@dataclass
class Choice:
    """One way to attend a request: who, and the slots in which all of them can."""

    number: int
    who: list[Delegate]
    slots: list[int]


@planning_entity
@dataclass
class Meeting:
    """A request that may be held."""

    id: Annotated[int, PlanningId]
    weight: int
    parties: list[Delegation]
    owners: list[int]
    choices: Annotated[list[Choice], ValueRangeProvider]
    places: Annotated[list[Place], ValueRangeProvider]
    slot: Annotated[Slot | None, PlanningVariable(allows_unassigned=True)] = field(default=None)
    place: Annotated[Place | None, PlanningVariable] = field(default=None)
    choice: Annotated[Choice | None, PlanningVariable] = field(default=None)


@planning_solution
@dataclass
class Event:
    """All of it; one hard level, a soft one for each of weight, fairness, waiting, places."""

    slots: Annotated[list[Slot], ProblemFactCollectionProperty, ValueRangeProvider]
    meetings: Annotated[list[Meeting], PlanningEntityCollectionProperty]
    score: Annotated[
        BendableScore | None,
        PlanningScore(bendable_hard_levels_size=1, bendable_soft_levels_size=4),
    ] = field(default=None)
