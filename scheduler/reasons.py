"""Why a request is not placed, and what would place it: codes with parameters, and in English.

Parameters hold ids of the problem, numbers and lists of these, so that they can be kept as JSON
and worded in another language.

Reasons (``code``: parameters):

- ``no_common_slot``: ``delegates``, a list of ids for each entry; ``allowed``, the slots that the
  request may be held in, if there are others in which all can meet.
- ``credits``: ``weight`` of the request; ``delegations``, each with ``id``, ``max_meetings`` and
  ``lightest``, the least weight of the meetings that it has (None: it has none).
- ``busy``: ``meetings``, for each common slot a ``slot``, a ``delegate`` and the ``request``
  that they meet for.
- ``places``: ``slots`` in which all are free, but no place is.
- ``rule``: ``rule`` that forbids what else would fit: ``after`` with ``requests``,
  ``max_in_a_row`` or ``max_break_spread`` with ``limit``.
- ``room``: no rule forbids it. ``slot`` in which it fits; ``moves``, other meetings that are held
  otherwise for it, each with ``request``, ``slot``, ``attendees`` if they are others, and
  ``stays`` if its slot is the same. ``why`` it isn't placed all the same: ``time`` (the search
  ended), ``level`` (one that comes first would be worse, named by ``level``) or ``nothing`` (no
  level would be better).

Remedies: ``free_slot`` (``delegate``, ``slot``), ``more_tables`` (``slot``), ``more_credits``
(``delegations``), ``colleague`` (``entry``, ``delegate``). All have ``held``, the slot in which the
request is then held, and ``moves`` as above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from scheduler.problem import Place, Problem

ReasonCode = Literal["no_common_slot", "credits", "busy", "places", "rule", "room"]
RemedyCode = Literal["free_slot", "more_tables", "more_credits", "colleague"]

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a request is not placed."""

    code: ReasonCode
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change of the problem that places a request without losing any other."""

    code: RemedyCode
    params: dict[str, Any]


def reason_text(reason: Reason) -> str:
    """The reason as an English sentence."""
    params = reason.params
    match reason.code:
        case "no_common_slot":
            groups = [_listed(group, "or", _SHOWN) for group in params["delegates"]]
            people = _listed(groups, "and", _SHOWN)
            if "allowed" not in params:
                return f"There is no slot in which {people} can all meet."
            if not params["allowed"]:
                return "The request allows no slot at all."
            allowed = _listed(params["allowed"])
            return f"The request allows only {allowed}, where {people} can't all meet."
        case "credits":
            return " ".join(_spent_text(row, params["weight"]) for row in params["delegations"])
        case "busy":
            rows = [
                f"{row['slot']} ({row['delegate']} meets for {row['request']})"
                for row in params["meetings"]
            ]
            return f"Other meetings take every slot that all have in common: {_listed(rows)}."
        case "places":
            return (
                f"No place is left in the slots in which all are free: {_listed(params['slots'])}."
            )
        case "rule":
            return _rule_text(params)
        case "room":
            return _room_text(params)


def remedy_text(remedy: Remedy) -> str:
    """The remedy as an English sentence."""
    params = remedy.params
    match remedy.code:
        case "free_slot":
            change = f"Free {params['slot']} for {params['delegate']}"
        case "more_tables":
            change = f"One more table in {params['slot']}"
        case "more_credits":
            change = f"One more meeting credit for {_listed(params['delegations'])}"
        case "colleague":
            change = f"Send {params['delegate']} instead"
    return f"{change}: it can then be held in {params['held']}{_moves_text(params)}."


def applied(problem: Problem, remedy: Remedy, request: int) -> Problem:
    """The problem after the remedy for ``request``."""
    params = remedy.params
    slot_of = {slot.id: i for i, slot in enumerate(problem.slots)}
    match remedy.code:
        case "free_slot":
            freed = {slot_of[params["slot"]]}
            delegates = tuple(
                replace(d, unavailable=d.unavailable - freed, no_meeting=d.no_meeting - freed)
                if d.id == params["delegate"]
                else d
                for d in problem.delegates
            )
            return replace(problem, delegates=delegates)
        case "more_tables":
            others = frozenset(slot_of.values()) - {slot_of[params["slot"]]}
            taken = {place.id for place in problem.places}
            name = next(n for n in map("extra-{}".format, range(len(taken) + 1)) if n not in taken)
            table = Place(name, unavailable=others)
            return replace(problem, places=(*problem.places, table))
        case "more_credits":
            delegations = tuple(
                replace(d, max_meetings=d.max_meetings + 1)
                if d.id in params["delegations"] and d.max_meetings is not None
                else d
                for d in problem.delegations
            )
            return replace(problem, delegations=delegations)
        case "colleague":
            asked = problem.requests[request]
            entries = list(asked.attendees)
            colleague = next(
                i for i, d in enumerate(problem.delegates) if d.id == params["delegate"]
            )
            entries[params["entry"]] = (colleague,)
            requests = list(problem.requests)
            requests[request] = replace(asked, attendees=tuple(entries))
            return replace(problem, requests=tuple(requests))


def _spent_text(row: dict[str, Any], weight: int) -> str:
    if not row["max_meetings"]:
        return f"{row['id']} has no meeting credits."
    return (
        f"{row['id']} uses all its {row['max_meetings']} meeting credits for meetings of weight "
        f"{row['lightest']} or more; this one weighs {weight}."
    )


def _room_text(params: dict[str, Any]) -> str:
    fits = f"it fits in {params['slot']}{_moves_text(params)}"
    match params["why"]:
        case "level":
            level = f"the level {params['level']}, which comes first"
            return f"No rule forbids it: {fits}. But {level}, would be worse."
        case "nothing":
            return f"Nothing forbids it: {fits}. But no level of the objective asks for it."
        case _:
            return f"Nothing forbids it: {fits}. The search ended before it was placed."


def _rule_text(params: dict[str, Any]) -> str:
    match params["rule"]:
        case "after":
            names = _listed(params["requests"])
            return f"It would have to be held before or after {names}, where all are not free."
        case "max_in_a_row":
            return f"Someone would have more than {params['limit']} meetings in a row."
        case _:
            return f"Two delegates' numbers of breaks would differ by more than {params['limit']}."


def _moves_text(params: dict[str, Any]) -> str:
    moves = [_move_text(move) for move in params["moves"]]
    return f" if {_listed(moves, 'and')}" if moves else ""


def _move_text(move: dict[str, Any]) -> str:
    who = _listed(move.get("attendees", ()), "and")
    if "stays" in move:
        return f"{who} attend {move['request']}" if who else f"{move['request']} changes places"
    return f"{move['request']} moves to {move['slot']}" + (f" with {who}" if who else "")


def _listed(names: Sequence[str], last: str = "and", shown: int = 6) -> str:
    if len(names) > shown:
        names = [*names[: shown - 1], f"{len(names) - shown + 1} more"]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
