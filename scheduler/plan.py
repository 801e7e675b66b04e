"""A plan and what is known of it: the ``plan/1`` document in memory, read and written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from scheduler.documents import read_document, write_text
from scheduler.faults import GREATEST_NUMBER, GREATEST_SEED, FaultError, Faults, quoted
from scheduler.problem import LEVELS, Level, Meeting, Problem

PLAN_FORMAT = "plan/1"
_json = json.JSONEncoder(separators=(",", ":")).encode

Status = Literal["optimal", "feasible", "infeasible"]

_KEYS = frozenset(
    {"format", "status", "meetings", "unplaced", "objective", "seconds", "seed", "workers"}
)
_MEETING_KEYS = frozenset({"request", "slot", "place", "attendees"})
_UNPLACED_KEYS = frozenset({"request", "reason", "remedies"})
_LEVEL_KEYS = frozenset({"level", "value", "bound"})


class PlanError(FaultError):
    """Not a ``plan/1`` document: it can't be read at all."""


class PlanIdError(PlanError):
    """A readable ``plan/1`` document that names what its problem doesn't have."""


@dataclass(frozen=True, slots=True)
class LevelValue:
    """The value of one level; ``bound``: proven limit of it, None if nothing is proven."""

    level: Level
    value: int
    bound: int | None = None

    @property
    def proven(self) -> bool:
        """Whether no plan as good on all earlier levels is better on this one."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A request that isn't held: why, and what would place it (English sentences)."""

    request: int
    reason: str = ""
    remedies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Who meets whom, when and where, and how good that is.

    ``status`` is ``optimal`` if every level is proven, ``feasible`` if not, ``infeasible`` if the
    problem has no plan: then there are no meetings and no levels, and ``unplaced`` names a small
    set of requests that can't hold together. Otherwise ``unplaced`` has all requests not held.
    """

    status: Status
    meetings: tuple[Meeting, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    objective: tuple[LevelValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A plan and the run that found it: its duration in seconds, its seed, its workers."""

    plan: Plan
    seconds: float = 0.0
    seed: int = 1
    workers: int = 1


def status_of(objective: tuple[LevelValue, ...]) -> Status:
    """The status of a plan that holds: ``optimal`` if every level is proven."""
    return "optimal" if all(level.proven for level in objective) else "feasible"


# --- writing


def result_to_text(problem: Problem, result: Result) -> str:
    """The ``plan/1`` document of ``result`` as JSON.

    Written piece by piece, since a plan may have a million meetings, and somebody who has asked
    the search to stop waits for it.
    """
    plan = result.plan
    requests, slots, places, delegates = (
        [_json(item.id) for item in items]
        for items in (problem.requests, problem.slots, problem.places, problem.delegates)
    )
    meetings = ",".join(
        f'{{"request":{requests[request]},"slot":{slots[slot]},"place":{places[place]},'
        f'"attendees":[{",".join([delegates[d] for d in attendees])}]}}'
        for request, slot, place, attendees in plan.meetings
    )
    unplaced = ",".join(
        f'{{"request":{requests[item.request]},"reason":{_json(item.reason)},'
        f'"remedies":[{",".join(map(_json, item.remedies))}]}}'
        for item in plan.unplaced
    )
    objective = [
        {"level": item.level, "value": item.value, "bound": item.bound} for item in plan.objective
    ]
    return (
        f'{{"format":{_json(PLAN_FORMAT)},"status":{_json(plan.status)},"meetings":[{meetings}],'
        f'"unplaced":[{unplaced}],"objective":{_json(objective)},'
        f'"seconds":{_json(round(result.seconds, 3))},"seed":{result.seed},'
        f'"workers":{result.workers}}}\n'
    )


def write_result(path: str, problem: Problem, result: Result) -> None:
    """Write ``result`` to ``path``; raises OSError if the file can't be written."""
    write_text(path, result_to_text(problem, result))


# --- reading


def read_result(path: str, problem: Problem) -> Result:
    """Read the plan of ``problem`` at ``path``.

    Only its form and its ids are looked at; ``scheduler.checker`` says whether it holds.

    Raises:
        PlanIdError: it is well formed, but names a request, slot, place, delegate or level that
            ``problem`` doesn't have.
        PlanError: not a ``plan/1`` document; the faults name their spots.
    """
    try:
        document = read_document(path)
    except FaultError as error:
        raise PlanError(error.faults) from error
    return result_from_json(document, problem)


def result_from_json(document: object, problem: Problem) -> Result:
    """Read a parsed ``plan/1`` document of ``problem``. Raises as ``read_result``."""
    reader = _Reader(problem)
    result = reader.result(document)
    if reader.form.lines:
        raise PlanError(reader.form.lines + reader.ids.lines)
    if reader.ids.lines:
        raise PlanIdError(reader.ids.lines)
    return result


@dataclass(slots=True)
class _Reader:
    problem: Problem
    form: Faults = field(default_factory=Faults)
    ids: Faults = field(default_factory=Faults)
    request_of: dict[str, int] = field(default_factory=dict)
    slot_of: dict[str, int] = field(default_factory=dict)
    place_of: dict[str, int] = field(default_factory=dict)
    delegate_of: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem = self.problem
        self.request_of = {request.id: i for i, request in enumerate(problem.requests)}
        self.slot_of = {slot.id: i for i, slot in enumerate(problem.slots)}
        self.place_of = {place.id: i for i, place in enumerate(problem.places)}
        self.delegate_of = {delegate.id: i for i, delegate in enumerate(problem.delegates)}

    def result(self, document: object) -> Result:
        form = self.form
        raw = form.expect_object(document, "", _KEYS, frozenset())
        if "format" in raw and raw["format"] != PLAN_FORMAT:
            form.add("format", f"must be '{PLAN_FORMAT}', not {quoted(raw['format'])}")
        status = raw.get("status")
        if "status" in raw and status not in ("optimal", "feasible", "infeasible"):
            form.add("status", f"must be optimal, feasible or infeasible, not {quoted(status)}")
        meetings = form.expect_list(raw.get("meetings", []), "meetings")
        unplaced = form.expect_list(raw.get("unplaced", []), "unplaced")
        levels = form.expect_list(raw.get("objective", []), "objective")
        plan = Plan(
            status=cast(Status, status),
            meetings=tuple(self.meeting(m, f"meetings[{i}]") for i, m in enumerate(meetings)),
            unplaced=tuple(self.unplaced(u, f"unplaced[{i}]") for i, u in enumerate(unplaced)),
            objective=tuple(self.level(v, f"objective[{i}]") for i, v in enumerate(levels)),
        )
        seconds = raw.get("seconds", 0)
        if type(seconds) not in (int, float) or not 0 <= seconds <= GREATEST_NUMBER:
            form.add("seconds", f"must be a number of seconds, not {quoted(seconds)}")
            seconds = 0
        seed = form.expect_number(raw.get("seed", 0), "seed", 0, GREATEST_SEED)
        workers = form.expect_number(raw.get("workers", 1), "workers", 1)
        return Result(plan, float(seconds), seed or 0, workers or 1)

    def position(self, raw: Any, key: str, spot: str, positions: dict[str, int], what: str) -> int:
        if key not in raw:
            return -1  # already noted as missing
        return self.known(raw[key], f"{spot}.{key}", positions, what)

    def known(self, value: object, spot: str, positions: dict[str, int], what: str) -> int:
        collector = self.ids if isinstance(value, str) else self.form
        position = collector.expect_id(value, spot, positions, what)
        return -1 if position is None else position

    def meeting(self, item: object, spot: str) -> Meeting:
        raw = self.form.expect_object(item, spot, _MEETING_KEYS, frozenset())
        attendees = self.form.expect_list(raw.get("attendees", []), f"{spot}.attendees")
        return Meeting(
            self.position(raw, "request", spot, self.request_of, "request"),
            self.position(raw, "slot", spot, self.slot_of, "slot"),
            self.position(raw, "place", spot, self.place_of, "place"),
            tuple(
                self.known(delegate, f"{spot}.attendees[{i}]", self.delegate_of, "delegate")
                for i, delegate in enumerate(attendees)
            ),
        )

    def unplaced(self, item: object, spot: str) -> Unplaced:
        form = self.form
        raw = form.expect_object(item, spot, _UNPLACED_KEYS, frozenset())
        remedies = form.expect_list(raw.get("remedies", []), f"{spot}.remedies")
        return Unplaced(
            self.position(raw, "request", spot, self.request_of, "request"),
            form.expect_text(raw.get("reason", ""), f"{spot}.reason") or "",
            tuple(
                form.expect_text(remedy, f"{spot}.remedies[{i}]") or ""
                for i, remedy in enumerate(remedies)
            ),
        )

    def level(self, item: object, spot: str) -> LevelValue:
        form = self.form
        raw = form.expect_object(item, spot, _LEVEL_KEYS, frozenset())
        level = raw.get("level")
        if "level" in raw and level not in LEVELS:
            self.ids.add(f"{spot}.level", f"no level {quoted(level)}")
        value, bound = raw.get("value", 0), raw.get("bound")
        if type(value) is not int:
            form.add(f"{spot}.value", f"must be a whole number, not {quoted(value)}")
        if bound is not None and type(bound) is not int:
            form.add(f"{spot}.bound", f"must be a whole number or null, not {quoted(bound)}")
        return LevelValue(cast(Level, level), value, bound)
