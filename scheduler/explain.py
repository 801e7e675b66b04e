"""Why requests are not placed, and what would place them.

``explanations`` looks at every unplaced request of a plan: its reason, and the changes that place
it as the plan stands. ``explain`` looks at one request more closely: other meetings may move for
it. Every remedy leads to a plan that is known, with the request placed and no meeting lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from typing import Any

from scheduler.exchange import Exchange
from scheduler.objective import evaluate
from scheduler.occupancy import Ask, Occupancy, bits
from scheduler.plan import Plan, Unplaced
from scheduler.problem import MAXIMISED, Meeting, Problem
from scheduler.reasons import Reason, Remedy, reason_text, remedy_text

_DEPTH = 3
_TRIES = 200
_MOST_OF_A_KIND = 2
_VIEWING = 3e-6
"""Processor seconds for each request to look at a plan, before anything is explained."""
NOT_EXPLAINED = "The search was stopped before this was looked into."


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why ``request`` is not placed, and changes that would place it."""

    request: int
    reason: Reason
    remedies: tuple[Remedy, ...]

    @property
    def unplaced(self) -> Unplaced:
        """The same in English."""
        return Unplaced(
            self.request, reason_text(self.reason), tuple(map(remedy_text, self.remedies))
        )


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to explain: seconds left, asked again and again, since somebody may say stop.

    When there are none for ``remedies``, requests get their reasons alone; when there are none
    for ``reasons``, those of the others are left to be asked for.
    """

    remedies: Callable[[], float] = lambda: inf
    reasons: Callable[[], float] = lambda: inf


def explained(problem: Problem, plan: Plan, patience: Patience | None = None) -> Plan:
    """The plan with a reason and remedies for each unplaced request (none if infeasible)."""
    if plan.status == "infeasible":
        return plan
    patience = patience or Patience()
    placed = {meeting.request for meeting in plan.meetings}
    left = [request for request in range(len(problem.requests)) if request not in placed]
    told: list[Unplaced] = []
    if patience.reasons() > _VIEWING * len(problem.requests):
        view = _View(problem, plan.meetings)
        for request in left:
            if patience.reasons() <= 0:
                break
            told.append(view.explanation(request, remedies=patience.remedies() > 0).unplaced)
    told.extend(Unplaced(request, NOT_EXPLAINED) for request in left[len(told) :])
    return replace(plan, unplaced=tuple(told))


def explain_unplaced(problem: Problem, meetings: Sequence[Meeting]) -> list[Unplaced]:
    """``explanations`` in English."""
    return [explanation.unplaced for explanation in explanations(problem, meetings)]


def explanations(problem: Problem, meetings: Sequence[Meeting]) -> list[Explanation]:
    """An explanation of every request not in ``meetings``, which must hold.

    Remedies are those that place the request without moving any other meeting.
    """
    view = _View(problem, meetings)
    return [
        view.explanation(request)
        for request in range(len(problem.requests))
        if request not in view.occupancy.meeting_of
    ]


def explanation(problem: Problem, meetings: Sequence[Meeting], request: int) -> Explanation:
    """An explanation of one unplaced request; other meetings may move for it."""
    return _View(problem, meetings).close_explanation(request)


def explain(problem: Problem, plan: Plan, request: int) -> list[str]:
    """What there is to say of ``request`` in ``plan``, which must hold, as English lines."""
    name = problem.requests[request].id
    if plan.status == "infeasible":
        for item in plan.unplaced:
            if item.request == request:
                return [f"{name} is in a conflict that leaves no plan: {item.reason}"]
        return [f"There is no plan, but {name} is not in the conflict that was found."]
    for meeting in plan.meetings:
        if meeting.request == request:
            who = ", ".join(problem.delegates[d].id for d in meeting.attendees)
            slot, place = problem.slots[meeting.slot].id, problem.places[meeting.place].id
            return [f"{name} is placed in {slot} at {place} with {who}."]
    found = explanation(problem, plan.meetings, request)
    lines = [f"{name} is not placed. {reason_text(found.reason)}"]
    lines.extend(f"Remedy: {remedy_text(remedy)}" for remedy in found.remedies)
    if not found.remedies and found.reason.code != "room":
        lines.append("No single change was found that would place it without losing another.")
    return lines


@dataclass(frozen=True, slots=True)
class _Change:
    """A remedy to try: carried out by ``make``, worth trying in ``slots``."""

    remedy: Remedy
    slots: int
    make: Callable[[], object]
    entry: tuple[int, tuple[int, ...]] | None = None


class _View:
    """A plan, looked at from its unplaced requests."""

    def __init__(self, problem: Problem, meetings: Sequence[Meeting]) -> None:
        self.problem = problem
        self.occupancy = Occupancy(problem, meetings)
        self.slot_ids = [slot.id for slot in problem.slots]
        self.lightest: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        for number, delegate in enumerate(problem.delegates):
            self.members.setdefault(delegate.delegation, []).append(number)
        for meeting in meetings:
            weight = problem.requests[meeting.request].weight
            for attendee in meeting.attendees:
                delegation = problem.delegates[attendee].delegation
                self.lightest[delegation] = min(weight, self.lightest.get(delegation, weight))

    def explanation(self, request: int, *, remedies: bool = True) -> Explanation:
        """The reason, and one remedy of each kind that needs no other meeting to move."""
        ask = self.occupancy.ask(request)
        reason = self.reason(ask)
        if not remedies:
            return Explanation(request, reason, ())
        found: dict[str, Remedy] = {}
        for change in self.changes(ask, moving=False) if reason.code != "room" else ():
            if change.remedy.code not in found:
                remedy = self.at_once(change, ask)
                if remedy is not None:
                    found[remedy.code] = remedy
        return Explanation(request, reason, tuple(found.values()))

    def close_explanation(self, request: int) -> Explanation:
        """The reason, and some remedies of each kind, other meetings moving if they must."""
        ask = self.occupancy.ask(request)
        reason = self.reason(ask)
        if reason.code == "room":
            return Explanation(request, reason, ())
        if (room := self.room(ask, _DEPTH)) is not None:
            return Explanation(request, room, ())
        remedies: dict[str, list[Remedy]] = {}
        for depth in (0, _DEPTH):
            for change in self.changes(ask, moving=depth > 0):
                known = remedies.setdefault(change.remedy.code, [])
                if len(known) >= _MOST_OF_A_KIND or any(
                    change.remedy.params.items() <= remedy.params.items() for remedy in known
                ):
                    continue
                remedy = self.tried(change, ask, depth)
                if remedy is not None:
                    known.append(remedy)
        return Explanation(request, reason, tuple(r for known in remedies.values() for r in known))

    # --- reasons

    def reason(self, ask: Ask) -> Reason:
        """The first thing that stands in the way, in the order of the module ``reasons``."""
        occupancy, problem = self.occupancy, self.problem
        common = ask.slots & self.all_of(ask, lambda d: ~occupancy.away[d])
        if not common:
            names = [[problem.delegates[d].id for d in entry] for entry in ask.entries]
            params: dict[str, Any] = {"delegates": names}
            if self.all_of(ask, self.present):
                params["allowed"] = self.names(ask.slots)
            return Reason("no_common_slot", params)
        if spent := occupancy.spent(ask.delegations):
            rows = [
                {
                    "id": problem.delegations[d].id,
                    "max_meetings": problem.delegations[d].max_meetings,
                    "lightest": self.lightest.get(d),
                }
                for d in spent
            ]
            weight = problem.requests[ask.request].weight
            return Reason("credits", {"weight": weight, "delegations": rows})
        idle = common & self.all_of(ask, occupancy.idle)
        if not idle:
            return Reason("busy", {"meetings": [self.blocker(ask, s) for s in bits(common)]})
        placed = idle & occupancy.room(ask.delegations)
        if not placed:
            return Reason("places", {"slots": self.names(idle)})
        return self.rule(ask, placed)

    def rule(self, ask: Ask, slots: int) -> Reason:
        """The rule that leaves none of the ``slots`` in which there are people and places."""
        occupancy, rules = self.occupancy, self.problem.rules
        ordered = slots & occupancy.order(ask.request)
        if not ordered:
            related = [
                self.problem.requests[request].id
                for request in (
                    *self.problem.requests[ask.request].after,
                    *occupancy.later.get(ask.request, ()),
                )
                if request in occupancy.meeting_of
            ]
            return Reason("rule", {"rule": "after", "requests": related})
        fresh = ordered & self.all_of(ask, occupancy.open)
        if not fresh:
            return Reason("rule", {"rule": "max_in_a_row", "limit": rules.max_in_a_row})
        room = self.room(ask, 0)
        if room is None:
            return Reason("rule", {"rule": "max_break_spread", "limit": rules.max_break_spread})
        return room

    def room(self, ask: Ask, depth: int) -> Reason | None:
        """That ``ask`` can be held as things are, and what still speaks against it; None: not."""
        objective = self.problem.objective
        first = objective[: objective.index("weight")] if "weight" in objective else objective
        counts = self.problem.requests[ask.request].weight > 0 and {*first} <= {"kept"}
        # The usual case: one meeting more, and it counts.
        simple = depth == 0 and counts
        before = {} if simple else dict(self.occupancy.meeting_of)
        mark = self.occupancy.mark()
        if not Exchange(self.occupancy, depth=depth, tries=_TRIES).place(ask):
            return None
        params: dict[str, Any] = {
            "slot": self.slot_ids[self.occupancy.meeting_of[ask.request].slot],
            "moves": [] if simple else self.moves(before),
        }
        params |= {"why": "time"} if simple else self.against(before)
        self.occupancy.undo(mark)
        return Reason("room", params)

    def against(self, before: dict[int, Meeting]) -> dict[str, str]:
        """What speaks against the meetings as they are now instead of those ``before``."""
        now, then = (
            evaluate(self.problem, list(meetings.values()))
            for meetings in (self.occupancy.meeting_of, before)
        )
        for level in self.problem.objective:
            if now[level] != then[level]:
                better = (now[level] > then[level]) == (level in MAXIMISED)
                return {"why": "time"} if better else {"why": "level", "level": level}
        return {"why": "nothing"}

    def blocker(self, ask: Ask, slot: int) -> dict[str, str]:
        """The meeting that keeps the first entry without an idle delegate from ``slot``."""
        occupancy = self.occupancy
        for entry in ask.entries:
            present = [d for d in entry if not occupancy.away[d] >> slot & 1]
            if all(occupancy.busy[d] >> slot & 1 for d in present):
                request = occupancy.held[present[0], slot]
                return {
                    "slot": self.slot_ids[slot],
                    "delegate": self.problem.delegates[present[0]].id,
                    "request": self.problem.requests[request].id,
                }
        raise AssertionError("no entry is busy in this slot")

    # --- remedies

    def changes(self, ask: Ask, *, moving: bool) -> Iterator[_Change]:
        """Changes worth trying: all of them, or without ``moving`` those that may do at once."""
        occupancy, problem = self.occupancy, self.problem
        ready = self.present if moving else occupancy.open
        free = [self.any_of(entry, ready) for entry in ask.entries]
        allowed = ask.slots if moving else ask.slots & occupancy.order(ask.request)
        everyone = allowed
        for mask in free:
            everyone &= mask
        room = occupancy.every_slot if moving else occupancy.room(ask.delegations)

        if spent := occupancy.spent(ask.delegations):
            if everyone & room:
                names = [problem.delegations[d].id for d in spent]
                yield _Change(
                    Remedy("more_credits", {"delegations": names}),
                    everyone & room,
                    partial(occupancy.grant_credits, spent),
                )
            return
        for i, entry in enumerate(ask.entries):
            others = allowed & room
            for j, mask in enumerate(free):
                if j != i:
                    others &= mask
            if not others:
                continue
            for colleague in self.members[ask.delegations[i]]:
                if colleague not in entry and (slots := others & ready(colleague)):
                    params = {"entry": i, "delegate": problem.delegates[colleague].id}
                    yield _Change(
                        Remedy("colleague", params), slots, lambda: None, (i, (colleague,))
                    )
            for delegate in entry:
                blocked = others & occupancy.away[delegate] & ~occupancy.tired(delegate)
                for slot in bits(blocked):
                    yield _Change(
                        Remedy(
                            "free_slot",
                            {
                                "delegate": problem.delegates[delegate].id,
                                "slot": self.slot_ids[slot],
                            },
                        ),
                        1 << slot,
                        partial(occupancy.free, delegate, slot),
                    )
        for slot in bits(everyone & ~occupancy.room(ask.delegations)):
            yield _Change(
                Remedy("more_tables", {"slot": self.slot_ids[slot]}),
                1 << slot,
                partial(occupancy.bring_table, slot),
            )

    def at_once(self, change: _Change, ask: Ask) -> Remedy | None:
        """The remedy, if no other meeting need move: then its slots are known to be free."""
        if self.problem.rules.max_break_spread is not None:
            return self.tried(change, ask, depth=0)  # which looks at the plan as a whole
        params = {"held": self.slot_ids[next(bits(change.slots))], "moves": []}
        return Remedy(change.remedy.code, change.remedy.params | params)

    def tried(self, change: _Change, ask: Ask, depth: int) -> Remedy | None:
        """The remedy with where it leads, if it places ``ask``; all is left as it was."""
        mark = self.occupancy.mark()
        change.make()
        wanted = replace(ask, slots=ask.slots & change.slots)
        if change.entry is not None:
            i, entry = change.entry
            wanted.entries = (*ask.entries[:i], entry, *ask.entries[i + 1 :])
        found = self.held(wanted, depth)
        self.occupancy.undo(mark)
        if found is None:
            return None
        slot, moves = found
        params: dict[str, Any] = {"held": self.slot_ids[slot], "moves": moves}
        return Remedy(change.remedy.code, change.remedy.params | params)

    def held(self, ask: Ask, depth: int) -> tuple[int, list[dict[str, Any]]] | None:
        """The slot in which ``ask`` can be held as things are, and the meetings that move."""
        occupancy = self.occupancy
        before = dict(occupancy.meeting_of) if depth else {}
        mark = occupancy.mark()
        if not Exchange(occupancy, depth=depth, tries=_TRIES).place(ask):
            return None
        slot = occupancy.meeting_of[ask.request].slot
        moves = self.moves(before) if depth else []
        occupancy.undo(mark)
        return slot, moves

    def moves(self, before: dict[int, Meeting]) -> list[dict[str, Any]]:
        """The meetings that are no longer held as ``before``."""
        problem = self.problem
        moves = []
        for request, meeting in self.occupancy.meeting_of.items():
            old = before.get(request, meeting)
            if old == meeting:
                continue
            move: dict[str, Any] = {
                "request": problem.requests[request].id,
                "slot": self.slot_ids[meeting.slot],
            }
            if old.attendees != meeting.attendees:
                move["attendees"] = [problem.delegates[d].id for d in meeting.attendees]
            if old.slot == meeting.slot:
                move["stays"] = True
            moves.append(move)
        return moves

    # --- masks and names

    def present(self, delegate: int) -> int:
        """Slots in which the delegate can meet, busy or not."""
        return self.occupancy.every_slot & ~self.occupancy.away[delegate]

    def any_of(self, entry: tuple[int, ...], mask: Callable[[int], int]) -> int:
        """Slots of at least one of the delegates."""
        slots = 0
        for delegate in entry:
            slots |= mask(delegate)
        return slots

    def all_of(self, ask: Ask, mask: Callable[[int], int]) -> int:
        """Slots of at least one delegate of every entry."""
        slots = self.occupancy.every_slot
        for entry in ask.entries:
            slots &= self.any_of(entry, mask)
        return slots

    def names(self, mask: int) -> list[str]:
        """The ids of the slots of a mask."""
        return [self.slot_ids[slot] for slot in bits(mask)]
