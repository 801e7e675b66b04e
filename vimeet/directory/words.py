"""Words as the directory compares them: without accents and capitals, and with their stems.

Both databases are given the same words and asked with the same ones, so that they find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer
from rapidfuzz.distance import OSA

MAX_WORD = 40
# A search of more words than these is cut: nobody types them, and each costs.
MAX_WORDS = 8
# How many words a misspelt one may stand for.
ALTERNATIVES = 4
# What the decomposition of Unicode leaves as it is.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h"}
)
# The accents that the decomposition sets apart.
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")
_STEMMERS = tuple(snowballstemmer.stemmer(language) for language in ("french", "english"))
# A shorter stem would stand for too much.
_SHORTEST_STEM = 4


def fold(text: str) -> str:
    """``text`` without accents, ligatures and capitals: «Œuvre Àgé» becomes «oeuvre age»."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return _MARKS.sub("", parts).translate(_LETTERS)


def words_of(text: str) -> list[str]:
    """The folded words of ``text``, in order, each cut at ``MAX_WORD`` letters."""
    return [word[:MAX_WORD] for word in _WORD.findall(fold(text))]


def words_typed(text: str) -> list[str]:
    """The distinct words of a search, in order."""
    return list(dict.fromkeys(words_of(text)))[:MAX_WORDS]


@lru_cache(maxsize=10_000)
def beginnings(word: str) -> tuple[str, ...]:
    """What a word may begin with to be found by ``word``: itself, its French and English stem.

    A single letter is not a beginning, or half of the directory would be found by it.
    """
    if len(word) < 2:
        return ()
    stems = (stemmer.stemWord(word) for stemmer in _STEMMERS)
    long_enough = (stem for stem in stems if len(stem) >= _SHORTEST_STEM and word.startswith(stem))
    return tuple(dict.fromkeys((word, *long_enough)))


def _faults_allowed(word: str) -> int:
    """How many letters may be wrong, missing, too many or exchanged."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def _faults(word: str, candidate: str) -> float:
    """By how many letters ``word`` misses ``candidate``, or the beginning of it while typing."""
    best = float(OSA.distance(word, candidate))
    for length in range(len(word) - 1, min(len(word) + 2, len(candidate))):
        # Half a point: the whole word is the better guess.
        best = min(best, OSA.distance(word, candidate[:length]) + 0.5)
    return best


def nearest(word: str, candidates: Iterable[str]) -> list[str]:
    """Which of ``candidates`` a misspelt ``word`` most likely means, best first; maybe none."""
    allowed = _faults_allowed(word)
    if not allowed:
        return []
    found = sorted(
        (faults, abs(len(candidate) - len(word)), candidate)
        for candidate in set(candidates)
        if (faults := _faults(word, candidate)) <= allowed + 0.5
    )
    # Only those about as near as the nearest: two faults do not stand beside one.
    return [candidate for faults, _l, candidate in found if faults < found[0][0] + 1][:ALTERNATIVES]
