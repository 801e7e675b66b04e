"""Cycles in a directed graph, for orders that contradict themselves."""

from __future__ import annotations

from collections.abc import Sequence


def find_cycles(successors: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Return disjoint cycles of the graph, one at least wherever there is any.

    ``successors[v]`` are the nodes that ``v`` points to. Depth-first search: an edge back to a
    node of the current path closes a cycle. Without a cycle the result is empty.
    """
    unseen, on_path, done = 0, 1, 2
    state = bytearray(len(successors))
    cycles: list[tuple[int, ...]] = []
    for root in range(len(successors)):
        if state[root] != unseen or not successors[root]:
            continue
        path = [root]
        pending = [iter(successors[root])]
        state[root] = on_path
        in_cycle: set[int] = set()
        while path:
            following = next(pending[-1], None)
            if following is None:
                state[path.pop()] = done
                pending.pop()
            elif state[following] == unseen:
                state[following] = on_path
                path.append(following)
                pending.append(iter(successors[following]))
            elif state[following] == on_path:
                cycle = path[path.index(following) :]
                if in_cycle.isdisjoint(cycle):
                    cycles.append(tuple(cycle))
                    in_cycle.update(cycle)
    return cycles
