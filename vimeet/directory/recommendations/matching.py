"""How well a need and an offer of the taxonomy go together.

Between 1 (the same term) and -1 (a pair that clashes), by these rules:

- the same term: 1;
- who looks for something general is served by who offers a part of it: 0.8 for each level;
- who looks for a part may be served by who offers the whole: 0.5 for each level;
- a pair that the organiser says fits: 0.9, and 0.8 of that for each level below its two terms, for
  all that stands under them counts too;
- a pair that clashes: -1, likewise 0.8 for each level below.

Of several pairs the nearest counts; one that clashes outweighs the tree and pairs that fit, unless
those are nearer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vimeet.registration.models import TermPair
from vimeet.registration.selectors.terms import TermTree

PART = 0.8
WHOLE = 0.5
PAIR = 0.9
BELOW_PAIR = 0.8


@dataclass(frozen=True)
class Match:
    """How a need and an offer go together: ``value`` within [-1, 1], ``steps`` between them."""

    value: float
    steps: int


def matches(tree: TermTree, pairs: Iterable[TermPair]) -> dict[tuple[int, int], Match]:
    """All needs and offers that go together or clash, by the numbers of their terms."""
    found: dict[tuple[int, int], Match] = {}
    for node in tree.nodes:
        pk = node.term.pk
        found[pk, pk] = Match(1.0, 0)
        for steps, above in enumerate(tree.above(pk), 1):
            found[above, pk] = Match(PART**steps, steps)
            found[pk, above] = Match(WHOLE**steps, steps)
    said: dict[tuple[int, int], Match] = {}
    for pair in pairs:
        for key, match in _pair_matches(tree, pair):
            said[key] = _stronger(said.get(key), match)
    for key, match in said.items():
        by_tree = found.get(key)
        if match.value < 0:
            nearer = by_tree is not None and by_tree.steps < match.steps
            found[key] = by_tree if nearer and by_tree is not None else match
        elif by_tree is None or by_tree.value < match.value:
            found[key] = match
    return found


def _pair_matches(tree: TermTree, pair: TermPair) -> Iterable[tuple[tuple[int, int], Match]]:
    """The pair's own two terms and all that stand under them."""
    full = PAIR if pair.kind == TermPair.Kind.FITS else -1.0
    needs, offers = tree.branch(pair.need_id), tree.branch(pair.offer_id)
    top = tree.by_pk[pair.need_id].depth + tree.by_pk[pair.offer_id].depth
    for need in needs:
        for offer in offers:
            steps = tree.by_pk[need].depth + tree.by_pk[offer].depth - top
            yield (need, offer), Match(full * BELOW_PAIR**steps, steps)


def _stronger(one: Match | None, other: Match) -> Match:
    """The nearer of two; of equally near ones the one that clashes."""
    if one is None or other.steps < one.steps:
        return other
    if other.steps == one.steps and other.value < one.value:
        return other
    return one
