"""``whatif``: what a little more would bring."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from scheduler.commands.arguments import (
    INSTANCE,
    add_search_options,
    at_least,
    names,
    numbers,
    positions,
)
from scheduler.commands.tables import aligned, span_text
from scheduler.faults import FaultError
from scheduler.reading import read_problem

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.whatif import Point, Span

Vary = Callable[[int], "Problem"]
"""The problem with so much more."""
Asked = tuple[Sequence[int], Vary, bool]
"""The numbers asked for, what they make of the problem, and whether every plan with less of it
holds with more."""

_TIME_LIMIT = 20.0
_GREATEST = 1_000
_MOST_SLOTS = 200


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "whatif",
        help="say how many meetings and how much weight a little more would bring",
        description="How many meetings could be held, and how much weight, with more tables, "
        "slots or credits, or with delegates staying longer? Each number K is a point of the "
        "curve; 0, the event as it is, is always one. Meetings and weight are each maximised by "
        "themselves. 'a to b' means: a plan reaches a, and it is proven that none exceeds b. "
        "Meetings that people have been told of ('previous') are left aside.",
        epilog="Exit status: 0 answered, 2 bad input.",
    )
    parser.add_argument("instance", metavar="INSTANCE", help=INSTANCE)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--more-tables",
        type=numbers(-_GREATEST),
        metavar="K[,K...]",
        help="K more meetings at once (fewer: --more-tables=-K) at the largest common place, or "
        "as --place and --slot say",
    )
    what.add_argument(
        "--more-slots",
        type=numbers(0, _MOST_SLOTS),
        metavar="K[,K...]",
        help="K more slots at the end of the last day, or as --day or --at say; who is there in "
        "the slot before stays",
    )
    what.add_argument(
        "--more-credits",
        "--credits",
        type=numbers(-_GREATEST),
        metavar="K[,K...]",
        help="K more meeting credits for each delegation that has a limit, or as --delegations "
        "or --with-credits say",
    )
    what.add_argument(
        "--stays",
        type=names,
        metavar="DELEGATE[,...]",
        help="these delegates stay on after the last slot in which they are there, for the "
        "number of slots that --for says, or are there in --free",
    )
    parser.add_argument("--place", metavar="ID", help="with --more-tables: at this place")
    parser.add_argument("--slot", metavar="ID", help="with --more-tables: in this slot only")
    parser.add_argument(
        "--day",
        type=date.fromisoformat,
        metavar="DATE",
        help="with --more-slots: at the end of this day; with --stays: on this day",
    )
    parser.add_argument(
        "--at",
        type=datetime.fromisoformat,
        metavar="TIME",
        help="with --more-slots: from this time, as 2027-03-09T18:00",
    )
    parser.add_argument(
        "--delegations", type=names, metavar="ID[,...]", help="with --more-credits: for these"
    )
    parser.add_argument(
        "--with-credits",
        type=at_least(0),
        metavar="N",
        help="with --more-credits: for all that have N now, as those with the same package",
    )
    parser.add_argument(
        "--for", type=numbers(0), dest="slots", metavar="K[,K...]", help="with --stays: K slots"
    )
    parser.add_argument(
        "--free", type=names, metavar="SLOT[,...]", help="with --stays: in exactly these slots"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_search_options(parser, _TIME_LIMIT)
    parser.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    _refuse_what_does_not_belong(options)
    problem = read_problem(options.instance)
    numbers_of, vary, nested = _variation(options, problem)

    from scheduler.whatif import curve

    points = curve(
        [(k, vary(k)) for k in sorted({0, *numbers_of})],
        nested=nested,
        time_limit=options.time_limit,
        workers=options.workers or os.cpu_count() or 1,
        seed=options.seed,
    )
    if options.json:
        print(json.dumps([_as_json(point, points) for point in points]))
    else:
        print(_table(points))
    return 0


_BELONGS = {
    "place": ("more_tables",),
    "slot": ("more_tables",),
    "day": ("more_slots", "stays"),
    "at": ("more_slots",),
    "delegations": ("more_credits",),
    "with_credits": ("more_credits",),
    "slots": ("stays",),
    "free": ("stays",),
}


def _flag(name: str) -> str:
    return "--for" if name == "slots" else "--" + name.replace("_", "-")


def _refuse_what_does_not_belong(options: argparse.Namespace) -> None:
    faults = []
    for name, owners in _BELONGS.items():
        if getattr(options, name) is not None and all(
            getattr(options, owner) is None for owner in owners
        ):
            faults.append(f"{_flag(name)} goes with {' or '.join(map(_flag, owners))} only")
    for one, other in (("day", "at"), ("delegations", "with_credits"), ("free", "slots")):
        if getattr(options, one) is not None and getattr(options, other) is not None:
            faults.append(f"{_flag(one)} and {_flag(other)} exclude each other")
    if faults:
        raise FaultError(faults)


def _variation(options: argparse.Namespace, problem: Problem) -> Asked:
    if options.more_tables is not None:
        return _tables(options, problem)
    if options.more_slots is not None:
        return _slots(options, problem)
    if options.more_credits is not None:
        return _credits(options, problem)
    return _stays(options, problem)


def _tables(options: argparse.Namespace, problem: Problem) -> Asked:
    from scheduler.variations import more_tables

    place = slot = None
    if options.place is not None:
        (place,) = positions([options.place], problem.places, "place")
    if options.slot is not None:
        (slot,) = positions([options.slot], problem.slots, "slot")
    return options.more_tables, lambda k: more_tables(problem, k, place=place, slot=slot), True


def _slots(options: argparse.Namespace, problem: Problem) -> Asked:
    from scheduler.variations import changes_gaps, more_slots, without_slots

    def with_slots(number: int) -> Problem:
        return more_slots(problem, number, day=options.day, at=options.at)

    longer = with_slots(options.more_slots[-1])
    known = {slot.id for slot in problem.slots}
    new = [s for s, slot in enumerate(longer.slots) if slot.id not in known]
    if changes_gaps(longer, new):
        return options.more_slots, with_slots, False
    return options.more_slots, lambda k: without_slots(longer, new[k:]), True


def _credits(options: argparse.Namespace, problem: Problem) -> Asked:
    from scheduler.variations import more_credits

    chosen = None
    if options.delegations is not None:
        chosen = set(positions(options.delegations, problem.delegations, "delegation"))
    if options.with_credits is not None:
        chosen = {
            d
            for d, one in enumerate(problem.delegations)
            if one.max_meetings == options.with_credits
        }
        if not chosen:
            raise FaultError([f"no delegation has {options.with_credits} credits"])
    return options.more_credits, lambda k: more_credits(problem, k, delegations=chosen), True


def _stays(options: argparse.Namespace, problem: Problem) -> Asked:
    from scheduler.variations import changes_gaps, later_slots, longer_stay

    delegates = positions(options.stays, problem.delegates, "delegate")
    if options.free is not None:
        free = positions(options.free, problem.slots, "slot")
        return (
            [len(free)],
            lambda k: longer_stay(problem, dict.fromkeys(delegates, free[:k])),
            not changes_gaps(problem, free),
        )
    day = None
    if options.day is not None:
        days = {slot.start.date(): slot.day for slot in problem.slots}
        if options.day not in days:
            raise FaultError([f"there is no slot on {options.day}"])
        day = days[options.day]
    later = later_slots(problem, delegates, day=day)
    most = max(map(len, later.values()))
    if options.slots is not None and options.slots[-1] > most:
        raise FaultError([f"--for: there are only {most} slots later on"])

    def staying(number: int) -> Problem:
        return longer_stay(problem, {d: slots[:number] for d, slots in later.items()})

    # Nothing that is opened lies between two meetings that could be held before.
    return options.slots or [most], staying, True


def _as_json(point: Point, points: Sequence[Point]) -> dict[str, object]:
    now = next(p for p in points if p.more == 0)
    row: dict[str, object] = {"more": point.more}
    for name in ("meetings", "weight"):
        here, there = getattr(point, name), getattr(now, name)
        row[name] = {"at_least": here.least, "at_most": here.most}
        gain = here.beyond(there) if point.more >= 0 else there.beyond(here)
        sign = "gain" if point.more >= 0 else "loss"
        row[f"{name}_{sign}"] = {"at_least": gain.least, "at_most": gain.most}
    return row


def _table(points: Sequence[Point]) -> str:
    """The curve for people."""
    now = next(point for point in points if point.more == 0)
    rows = [["more", "meetings", "", "weight", ""]]
    for point in points:
        rows.append([f"{point.more:+}" if point.more else "as is"])
        for here, there in ((point.meetings, now.meetings), (point.weight, now.weight)):
            rows[-1] += [span_text(here), _gain_text(here, there, point.more)]
    return aligned(rows)


def _gain_text(here: Span, there: Span, more: int) -> str:
    if not more:
        return ""
    gain, sign = (here.beyond(there), "+") if more > 0 else (there.beyond(here), "-")
    if gain.most == 0:
        return "no more" if more > 0 else "no less"
    if gain.exact:
        return f"{sign}{gain.most:,}"
    if not gain.least:
        return f"at most {sign}{gain.most:,}"
    return f"{sign}{gain.least:,} to {sign}{gain.most:,}"
