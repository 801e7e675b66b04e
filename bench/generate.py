"""Seeded instances in ``planning/1``: ``python -m bench.generate event|tight … -o FILE``.

``event``: two sides (who offers, who buys) and a few that are both, a few delegations wanted by
many, credits by package, half-day attendance, conferences, own stands, tables for nearly all.
``tight``: anyone asks anyone, too few tables, ragged availability, few meetings in a row.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from scheduler.documents import write_document

WEIGHTS = (1, 2, 3, 3, 5, 8)
SLOT = timedelta(minutes=20)
FIRST_DAY = datetime(2027, 3, 9, 9)


def generate(
    kind: str,
    *,
    delegations: int,
    requests: int,
    slots: int,
    days: int,
    seed: int,
    tables: float | None = None,
) -> dict[str, Any]:
    """A ``planning/1`` document; ``tables``: hall tables per request and slot."""
    random = Random(seed)
    tight = kind == "tight"
    share = tables if tables is not None else (0.3 if tight else 0.7)
    days_of_slots = [[s for s in range(slots) if s * days // slots == day] for day in range(days)]
    parties = [f"c{number}" for number in range(delegations)]
    people = [[f"c{n}.{k}" for k in range(_team(random))] for n in range(delegations)]
    credits = [random.choice((slots, slots * 2 // 3, slots * 2 // 5)) or 1 for _ in parties]
    delegates = [
        {"id": one, "delegation": party, "unavailable": _away(random, days_of_slots, tight)}
        for party, team in zip(parties, people, strict=True)
        for one in team
    ]
    stands = random.sample(parties, delegations * 15 // 100)
    hall = max(1, int(share * requests / slots))
    rules: dict[str, Any] = {"max_in_a_row": 4 if slots // days <= 12 else 5} if tight else {}
    return {
        "format": "planning/1",
        "name": f"{kind}-{delegations}-{requests}-{seed}",
        "slots": [
            {"id": f"s{s}", "start": start.isoformat(), "end": (start + SLOT).isoformat()}
            for day, inside in enumerate(days_of_slots)
            for number, s in enumerate(inside)
            for start in [FIRST_DAY + timedelta(days=day) + number * SLOT]
        ],
        "places": [
            {"id": "hall", "capacity": hall},
            *({"id": f"stand-{party}", "owner": party} for party in stands),
        ],
        "delegations": [
            {"id": party, "max_meetings": most}
            for party, most in zip(parties, credits, strict=True)
        ],
        "delegates": delegates,
        "requests": _requests(random, people, requests, tight),
        "rules": rules,
        "objective": ["weight", "fairness", "waiting", "places"],
    }


def _team(random: Random) -> int:
    return random.choices((1, 2, 3, 4), (78, 14, 5, 3))[0]


def _away(random: Random, days: list[list[int]], tight: bool) -> list[str]:
    """The slots in which a delegate is away: half of the event, conferences, odd hours."""
    away: set[int] = set()
    if random.random() < (0.35 if tight else 0.12):
        halves = (
            days if len(days) > 1 else [days[0][: len(days[0]) // 2], days[0][len(days[0]) // 2 :]]
        )
        away.update(random.choice(halves))
    for _ in range(random.randrange(4) if tight else random.random() < 0.3):
        day = random.choice(days)
        begin = random.choice(day)
        away.update(slot for slot in day if begin <= slot < begin + 2)
    return [f"s{slot}" for slot in sorted(away)]


def _requests(
    random: Random, people: list[list[str]], count: int, tight: bool
) -> list[dict[str, Any]]:
    """Pairs of delegations, each at most once, the wanted ones more often (Zipf)."""
    number = len(people)
    wanted = list(range(number))
    random.shuffle(wanted)
    split = number * 9 // 20
    sides = (wanted, wanted) if tight else (wanted[:split], wanted[split:])
    draws = [
        (side, list(accumulate(1 / (rank + 5) ** 0.6 for rank in range(len(side)))))
        for side in sides
    ]
    pairs: set[tuple[int, int]] = set()
    found: list[dict[str, Any]] = []
    while len(found) < count:
        (left, heavy), (right, light) = draws
        if not tight and random.random() < 0.03:
            right, light = left, heavy
        one = random.choices(left, cum_weights=heavy)[0]
        other = random.choices(right, cum_weights=light)[0]
        pair = (min(one, other), max(one, other))
        if one == other or pair in pairs:
            continue
        pairs.add(pair)
        found.append(
            {
                "id": f"r{len(found)}",
                "attendees": [_entry(random, people[one]), _entry(random, people[other])],
                "weight": random.choice(WEIGHTS),
            }
        )
    return found


def _entry(random: Random, team: list[str]) -> str | list[str]:
    return team if len(team) > 1 and random.random() < 0.5 else random.choice(team)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write one instance."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kind", choices=("event", "tight"))
    parser.add_argument("--delegations", type=int, default=500)
    parser.add_argument("--requests", type=int, default=6_700)
    parser.add_argument("--slots", type=int, default=28)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--tables", type=float, help="hall tables per request and slot")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", required=True)
    given = parser.parse_args(arguments)
    most = given.delegations * (given.delegations - 1) // 2
    if given.requests > most // 4:
        parser.error(f"at most {most // 4} requests between {given.delegations} delegations")
    document = generate(
        given.kind,
        delegations=given.delegations,
        requests=given.requests,
        slots=given.slots,
        days=given.days,
        seed=given.seed,
        tables=given.tables,
    )
    write_document(given.output, document)


if __name__ == "__main__":
    main()
