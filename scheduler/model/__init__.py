"""The CP-SAT model of a plan: one function per constraint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scheduler.model.attendance import (
    must_be_placed,
    one_meeting_at_a_time,
    one_of_each_entry,
    placed_at_most_once,
)
from scheduler.model.breaks import evenly_spread
from scheduler.model.credits import within_credits
from scheduler.model.order import in_order
from scheduler.model.places import one_place, within_all_places, within_capacity
from scheduler.model.rows import rests
from scheduler.model.variables import Variables
from scheduler.options import Options
from scheduler.problem import Meeting

CONSTRAINTS = (
    placed_at_most_once,
    must_be_placed,
    one_of_each_entry,
    one_meeting_at_a_time,
    one_place,
    within_capacity,
    within_all_places,
    within_credits,
    in_order,
    rests,
    evenly_spread,
)


def complete(
    options: Options,
    free: Iterable[int] | None = None,
    fixed: Iterable[Meeting] = (),
    slots: Mapping[int, int] | None = None,
) -> Variables:
    """The variables of a plan, or of a part of one, with every constraint on them."""
    v = Variables(options, free, fixed, slots)
    for constraint in CONSTRAINTS:
        constraint(v)
    return v
