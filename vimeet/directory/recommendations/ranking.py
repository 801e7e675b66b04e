"""Who fits whom: every profile against every other one, in a few products of matrices.

One side's interest: each of its needs counts by the best that the other offers for it (see
``matching``), less what clashes; two matches count more than one, but less than twice as much:
1 - 2^-x. How alike the words are adds ``TEXT`` of its cosine. The two sides' interests are added,
and those who are interested in one another stand before all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from vimeet.directory.recommendations.likeness import Likeness, Text, Words
from vimeet.directory.recommendations.matching import Match

# How many are kept for each delegation, besides those that are taken out again when they are read:
# what speaks against these may be taken back, and they are shown at once then.
MOST = 60
REASONS = 3
TEXT = 0.4
# Less alike than this, or with fewer words in common, it is chance.
ALIKE = 0.15
WORDS = 2
# More than any sum of two interests.
_MUTUAL_FIRST = 10.0
# So many rows of the square matrix are in memory at once.
_CHUNK = 500

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Profile:
    """What counts of a delegation. ``kind``: its participant type; terms by their numbers.

    ``known``: those it is not shown, by their numbers: asked, kept apart, met before, waved aside.
    """

    pk: int
    kind: int
    needs: frozenset[int] = frozenset()
    offers: frozenset[int] = frozenset()
    needs_text: Text = ()
    offers_text: Text = ()
    known: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Found:
    """Somebody who fits: why, by pairs (need, offer) of terms and by words in common.

    ``mine``: what I look for and they offer; ``theirs``: what they look for and I offer.
    """

    to: int
    score: float
    mutual: bool
    mine: list[tuple[int, int]] = field(default_factory=list)
    theirs: list[tuple[int, int]] = field(default_factory=list)
    my_words: list[Words] = field(default_factory=list)
    their_words: list[Words] = field(default_factory=list)
    clashes: list[tuple[int, int]] = field(default_factory=list)
    their_clashes: list[tuple[int, int]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """What the table keeps: only what there is."""
        return {name: value for name, value in asdict(self).items() if value or name == "mutual"}


def rank(
    profiles: Sequence[Profile],
    matches: Mapping[tuple[int, int], Match],
    may_ask: Mapping[int, set[int]],
) -> Iterator[tuple[int, list[Found]]]:
    """For each profile those it may ask (by types) and who fit it, the best first."""
    if not profiles:
        return
    ranking = _Ranking(profiles, matches)
    kinds = np.array([profile.kind for profile in profiles])
    numbers = np.array([profile.pk for profile in profiles])
    for start in range(0, len(profiles), _CHUNK):
        rows = np.arange(start, min(start + _CHUNK, len(profiles)))
        scores, mutual = ranking.scores(rows)
        for at, row in enumerate(rows.tolist()):
            profile = profiles[row]
            line = scores[at]
            line[~np.isin(kinds, list(may_ask.get(profile.kind, ())))] = 0
            line[row] = 0
            best = np.argsort(-line, kind="stable")
            best = best[line[best] > 0]
            shown = np.cumsum(~np.isin(numbers[best], list(profile.known)))
            yield profile.pk, list(ranking.found(row, best[shown <= MOST], line, mutual[at]))


class _Ranking:
    """The matrices of one event."""

    def __init__(
        self, profiles: Sequence[Profile], matches: Mapping[tuple[int, int], Match]
    ) -> None:
        self.profiles = profiles
        terms = sorted({pk for pair in matches for pk in pair})
        self.index = {pk: i for i, pk in enumerate(terms)}
        self.needs = self._terms([profile.needs for profile in profiles])
        self.offers = self._terms([profile.offers for profile in profiles])
        self.served = self._served(matches)
        self.likeness = Likeness(
            [profile.needs_text for profile in profiles],
            [profile.offers_text for profile in profiles],
        )
        by_offer: dict[int, list[tuple[int, float]]] = {}
        for (need, offer), match in matches.items():
            by_offer.setdefault(offer, []).append((need, match.value))
        self.answers = [_answers(profile, by_offer) for profile in profiles]

    def _terms(self, chosen: Sequence[frozenset[int]]) -> sparse.csr_array:
        pairs = [
            (row, self.index[pk])
            for row, pks in enumerate(chosen)
            for pk in pks
            if pk in self.index
        ]
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        shape = (len(chosen), len(self.index))
        return sparse.csr_array((np.ones(len(pairs), dtype=np.float32), (rows, columns)), shape)

    def _served(self, matches: Mapping[tuple[int, int], Match]) -> Floats:
        """A row per need, a column per profile: the best it offers for it, less what clashes.

        A maximum is no product of matrices, but there are only a few different values: for each,
        one product tells who offers anything of that value.
        """
        by_value: dict[float, list[tuple[int, int]]] = {}
        for (need, offer), match in matches.items():
            by_value.setdefault(round(match.value, 4), []).append(
                (self.index[need], self.index[offer])
            )
        best = np.zeros((len(self.index), len(self.profiles)), dtype=np.float32)
        worst = np.zeros_like(best)
        for value, pairs in by_value.items():
            rows, columns = zip(*pairs, strict=True)
            shape = (len(self.index), len(self.index))
            matrix = sparse.csr_array((np.ones(len(pairs), np.float32), (rows, columns)), shape)
            there = (matrix @ self.offers.T).toarray() > 0
            side, limit = (best, np.maximum) if value > 0 else (worst, np.minimum)
            limit(side, np.where(there, np.float32(value), 0), out=side)
        return best + worst

    def scores(self, rows: NDArray[np.intp]) -> tuple[Floats, NDArray[np.bool_]]:
        """For some profiles the score of each other one, 0 where nothing speaks for it."""
        mine = _saturated(self.needs[rows] @ self.served)
        theirs = _saturated(self.needs @ self.served[:, rows]).T
        texts = self.likeness
        my_words = _alike(texts.needs[rows], texts.offers)
        their_words = _alike(texts.offers[rows], texts.needs)
        total = mine + theirs + TEXT * (my_words + their_words)
        mine_wanted = (mine > 0) | ((my_words > 0) & (mine >= 0))
        theirs_wanted = (theirs > 0) | ((their_words > 0) & (theirs >= 0))
        mutual = mine_wanted & theirs_wanted
        total[~(mine_wanted | theirs_wanted) | (total <= 0)] = 0
        total[mutual & (total > 0)] += _MUTUAL_FIRST
        self._my_words, self._their_words, self._first = my_words, their_words, int(rows[0])
        return total, mutual

    def found(
        self, row: int, others: NDArray[np.intp], scores: Floats, mutual: NDArray[np.bool_]
    ) -> Iterator[Found]:
        """Those of ``others`` with the reasons for each; ``scores`` has just been called."""
        at = row - self._first
        me, texts = self.profiles[row], self.likeness
        alike = others[self._my_words[at, others] > 0]
        words = texts.common(texts.needs[[row]], texts.offers[alike])
        my_words = dict(zip(alike, words, strict=True))
        alike = others[self._their_words[at, others] > 0]
        words = texts.common(texts.offers[[row]], texts.needs[alike])
        their_words = dict(zip(alike, words, strict=True))
        for other in others:
            they = self.profiles[other]
            mine, clashes = _reasons(me, self.answers[other])
            theirs, their_clashes = _reasons(they, self.answers[row])
            yield Found(
                they.pk,
                round(float(scores[other]), 3),
                bool(mutual[other]),
                mine,
                theirs,
                my_words.get(other, []),
                their_words.get(other, []),
                clashes,
                their_clashes,
            )


def _answers(
    profile: Profile, by_offer: Mapping[int, list[tuple[int, float]]]
) -> dict[int, list[tuple[float, int]]]:
    """For each need, what the profile offers for it: value and offer, the best first."""
    answers: dict[int, list[tuple[float, int]]] = {}
    for offer in sorted(profile.offers):
        for need, value in by_offer.get(offer, ()):
            answers.setdefault(need, []).append((value, offer))
    for found in answers.values():
        found.sort(key=lambda one: -one[0])
    return answers


def _alike(some: sparse.csr_array, all_: sparse.csr_array) -> Floats:
    """The cosine of each text with each, 0 where it is no more than chance."""
    cosines: Floats = (some @ all_.T).toarray()
    shared = ((some > 0).astype(np.float32) @ (all_ > 0).astype(np.float32).T).toarray()
    cosines[(cosines < ALIKE) | (shared < WORDS)] = 0
    return cosines


def _saturated(sums: Any) -> Floats:
    """From sums of matches to interest, below 1 (and above -1)."""
    plain: Floats = np.asarray(sums, dtype=np.float32)
    interest: Floats = np.sign(plain) * (1 - np.exp2(-np.abs(plain)))
    return interest


def _reasons(
    who: Profile, answers: dict[int, list[tuple[float, int]]]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The best answer to each need, the best first, and the worst clash of each, both cut short."""
    good, bad = [], []
    for need in who.needs & answers.keys():
        best, worst = answers[need][0], answers[need][-1]
        if best[0] > 0:
            good.append((-best[0], need, best[1]))
        if worst[0] < 0:
            bad.append((worst[0], need, worst[1]))
    return (
        [(need, offer) for _value, need, offer in sorted(good)[:REASONS]],
        [(need, offer) for _value, need, offer in sorted(bad)[:1]],
    )
