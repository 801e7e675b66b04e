"""A first plan: the requests that the relaxation chose, the hardest to place first."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from scheduler.weight.chains import insert
from scheduler.weight.prices import Prices
from scheduler.weight.timetable import Timetable

TRIES = 5
LOSS = 4
"""Requests that lose more than this (in halves) at the prices are not worth a try."""
FAR = 0.9
"""With less than this part of the bound, tables are short and the prices no guide."""
PAUSE = 500


def construct(table: Timetable, prices: Prices, random: Random, go_on: Callable[[], bool]) -> None:
    """Fill ``table``: what is fixed, what must be, what the relaxation chose, then what else pays.

    Among those chosen, requests of the delegates with the fullest agendas come first.
    """
    requests = table.problem.requests
    share, gain = prices.share.tolist(), prices.gain.tolist()
    load = [0] * len(table.problem.delegates)
    chosen = [request for request, part in enumerate(share) if part == 2]
    for request in chosen:
        for entry in requests[request].attendees:
            if len(entry) == 1:
                load[entry[0]] += 1
    random.shuffle(chosen)
    must = table.problem.must_place
    chosen.sort(key=lambda r: -max(load[entry[0]] for entry in requests[r].attendees))
    if table.musts:
        chosen = [request for request in range(len(requests)) if must(request)] + chosen
        chosen.sort(key=lambda r: (requests[r].fixed is None, not must(r)))
    others = [request for request, part in enumerate(share) if part < 2 and gain[request] >= -LOSS]
    random.shuffle(others)
    others.sort(key=lambda r: -gain[r])
    for count, request in enumerate(chosen):
        if count % PAUSE == 0 and not go_on():
            return
        if table.slot[request] < 0:
            insert(table, request, random)
    if table.total < FAR * prices.bound:
        return
    for count, request in enumerate(others):
        if count % PAUSE == 0 and not go_on():
            return
        if table.slot[request] < 0:
            insert(table, request, random, TRIES)
