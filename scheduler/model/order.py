"""``after``: of two placed requests, the earlier one is held in an earlier slot."""

from __future__ import annotations

from scheduler.model.variables import Variables


def in_order(v: Variables) -> None:
    """Where a request and one that it comes ``after`` are placed, it is held later.

    Slot by slot: not both the request in slot *t* or before and the other in *t* or later. That
    is tighter in a linear relaxation than comparing two slot numbers.
    """
    standing = {m.request: m.slot for m in v.fixed}
    for r in (*v.free, *standing):
        for earlier in v.problem.requests[r].after:
            if r in v.slot and earlier in v.slot:
                for t in {*v.slot[r], *v.slot[earlier]}:
                    early = [x for s, x in v.slot[r].items() if s <= t]
                    late = [x for s, x in v.slot[earlier].items() if s >= t]
                    if early and late:
                        v.model.add_at_most_one([*early, *late])
            elif r in v.slot and earlier in standing:
                _forbid(v, r, (1 << standing[earlier] + 1) - 1)
            elif r in standing and earlier in v.slot:
                _forbid(v, earlier, -1 << standing[r])


def _forbid(v: Variables, r: int, slots: int) -> None:
    for s, x in v.slot[r].items():
        if slots >> s & 1:
            v.model.add(x == 0)
