"""Reads ``planning/1`` documents into a ``Problem``, naming every fault."""

from __future__ import annotations

import gc
from collections.abc import Callable

from scheduler.documents import parse_document, read_document
from scheduler.faults import FaultError, quoted
from scheduler.problem import DEFAULT_OBJECTIVE, Problem
from scheduler.reading.event import (
    read_delegate,
    read_delegation,
    read_objective,
    read_place,
    read_rules,
    read_slots,
)
from scheduler.reading.requests import read_previous, read_requests
from scheduler.reading.tables import Tables

PROBLEM_FORMAT = "planning/1"

_PROBLEM_REQUIRED = frozenset({"format", "slots", "places", "delegations", "delegates", "requests"})
_PROBLEM_OPTIONAL = frozenset({"name", "rules", "objective", "previous"})


class ProblemError(FaultError):
    """A ``planning/1`` document with faults: nothing was read."""


def read_problem(path: str) -> Problem:
    """Read and validate the problem at ``path`` (``.json``, ``.json.gz``, ``-``: standard input).

    Raises:
        ProblemError: with every fault found, each naming its spot.
    """
    return _quietly(lambda: problem_from_json(read_document(path)))


def parse_problem(text: bytes | str, name: str = "problem") -> Problem:
    """Read and validate a problem given as JSON text. Raises ``ProblemError``."""
    return _quietly(lambda: problem_from_json(parse_document(text, name)))


def problem_from_json(document: object) -> Problem:
    """Validate a parsed ``planning/1`` document and resolve its ids. Raises ``ProblemError``."""
    tables = Tables()
    problem = _problem(tables, document)
    if tables.faults.lines:
        raise ProblemError(tables.faults.lines)
    return problem


def _quietly(read: Callable[[], Problem]) -> Problem:
    # Reading makes a great many objects that all stay: the collector would only look at them
    # again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return read()
    except ProblemError:
        raise
    except FaultError as error:
        raise ProblemError(error.faults) from error
    finally:
        if collecting:
            gc.enable()


def _problem(tables: Tables, document: object) -> Problem:
    """Read the whole document; its result means nothing if there are faults."""
    faults = tables.faults
    raw = faults.expect_object(document, "", _PROBLEM_REQUIRED, _PROBLEM_OPTIONAL)
    if "format" in raw and raw["format"] != PROBLEM_FORMAT:
        faults.add("format", f"must be '{PROBLEM_FORMAT}', not {quoted(raw['format'])}")
    name = faults.expect_text(raw.get("name", ""), "name") or ""

    raw_slots, tables.slot_of = tables.section(raw, "slots")
    raw_places, tables.place_of = tables.section(raw, "places")
    raw_delegations, tables.delegation_of = tables.section(raw, "delegations")
    raw_delegates, tables.delegate_of = tables.section(raw, "delegates")
    raw_requests, tables.request_of = tables.section(raw, "requests")

    slots = read_slots(tables, raw_slots, "slots" in raw)
    tables.places = [read_place(tables, item, f"places[{i}]") for i, item in enumerate(raw_places)]
    delegations = [
        read_delegation(tables, item, f"delegations[{i}]") for i, item in enumerate(raw_delegations)
    ]
    tables.delegates = [
        read_delegate(tables, item, f"delegates[{i}]") for i, item in enumerate(raw_delegates)
    ]
    requests = read_requests(tables, raw_requests)
    rules = read_rules(tables, raw.get("rules", {}))
    previous = read_previous(tables, raw.get("previous"), requests)
    default = DEFAULT_OBJECTIVE if previous is None else ("kept", *DEFAULT_OBJECTIVE)
    objective = read_objective(tables, raw["objective"]) if "objective" in raw else default
    return Problem(
        name=name,
        slots=tuple(slots),
        places=tuple(tables.places),
        delegations=tuple(delegations),
        delegates=tuple(tables.delegates),
        requests=tuple(requests),
        rules=rules,
        objective=objective,
        previous=previous,
    )
