"""How alike texts are: the cosine between their words, each weighted by how rare it is (TF-IDF).

Weights after G. Salton and C. Buckley, «Term-weighting approaches in automatic text retrieval»,
Information Processing & Management 24 (1988): (1 + ln tf) · idf, each text of length one; with the
smoothed idf = ln((1 + n) / (1 + df)) + 1 that scikit-learn's TfidfTransformer uses, so that a word
in every text keeps a little weight. Words are compared without accents and endings (Snowball), in
the language they are written in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from scipy import sparse

from vimeet.directory.words import fold

# A text, as pairs of language and words.
Text = tuple[tuple[str, str], ...]
# One word as each language has it.
Words = dict[str, str]

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEMMERS = {
    "en": snowballstemmer.stemmer("english"),
    "fr": snowballstemmer.stemmer("french"),
}
# A word in more than this share of the texts tells nothing; where there are few, each tells.
_COMMON = 0.4
_FEW = 20
_STOP = frozenset(
    """
    the and for with from our your their that this these those are was were will has have had not
    but can you they who which what where when how all any more most into than then its his her
    per via over under between within about also only such other some each both new very
    nous vous ils elles les des une uns aux pour par sur sous dans avec sans entre vers chez est
    sont été être avoir ont qui que quoi dont où quand comment notre nos votre vos leur leurs son
    ses mes cette ces cet tout tous toute toutes plus moins très aussi ainsi mais donc car comme
    autre autres même notamment partir afin lors depuis jusqu
    looking search offer offers need needs want company companies partner partners customer
    cherchons recherchons cherche recherche proposons offrons souhaitons entreprise entreprises
    société partenaire partenaires client clients
    """.split()  # noqa: SIM905
)


_FOLDED_STOP = frozenset(fold(word) for word in _STOP)


@lru_cache(maxsize=50_000)
def _stem(language: str, word: str) -> str:
    stemmer = _STEMMERS.get(language, _STEMMERS["en"])
    return fold(stemmer.stemWord(word))


def _stems(text: Text) -> list[tuple[str, str]]:
    """The stems of a text, each with the word it came from."""
    return [
        (_stem(language, word), word)
        for language, words in text
        for word in _WORD.findall(words.lower())
        if fold(word) not in _FOLDED_STOP
    ]


class Likeness:
    """Two texts of each profile, looked-for and offered, as weighted words.

    ``needs`` and ``offers`` are sparse matrices, a row per profile, a column per word; the product
    of two rows is the cosine between them. ``words`` names the columns.
    """

    def __init__(self, needs: Sequence[Text], offers: Sequence[Text]) -> None:
        counted = [Counter(stem for stem, _word in (_stems(text))) for text in (*needs, *offers)]
        said: dict[str, dict[str, Counter[str]]] = {}
        for text in (*needs, *offers):
            for language, words in text:
                for stem, word in _stems(((language, words),)):
                    said.setdefault(stem, {}).setdefault(language, Counter())[word] += 1
        spread = Counter(stem for counts in counted for stem in counts)
        texts = sum(1 for counts in counted if counts)
        most = texts if texts < _FEW else _COMMON * texts
        columns = sorted(stem for stem, df in spread.items() if 1 < df <= most)
        self.words: list[Words] = [
            {language: _most_frequent(words) for language, words in said[stem].items()}
            for stem in columns
        ]
        index = {stem: i for i, stem in enumerate(columns)}
        idf = np.array(
            [np.log((1 + texts) / (1 + spread[stem])) + 1 for stem in columns], dtype=np.float32
        )
        everything = _weighted(counted, index, idf)
        self.needs = everything[: len(needs)]
        self.offers = everything[len(needs) :]

    def common(
        self, one: sparse.csr_array, many: sparse.csr_array, most: int = 6
    ) -> list[list[Words]]:
        """The words that ``one`` (a row) shares with each row of ``many``, weightiest first."""
        weights = np.zeros(len(self.words), dtype=np.float32)
        weights[one.indices] = one.data
        shared = []
        for start, end in pairwise(many.indptr):
            columns = many.indices[start:end]
            shares = many.data[start:end] * weights[columns]
            order = np.argsort(-shares, kind="stable")[:most]
            shared.append([self.words[columns[k]] for k in order if shares[k] > 0])
        return shared


def _most_frequent(words: Counter[str]) -> str:
    """Of equally frequent ones always the same."""
    return min(words.items(), key=lambda one: (-one[1], one[0]))[0]


def _weighted(
    counted: list[Counter[str]], index: dict[str, int], idf: NDArray[np.float32]
) -> sparse.csr_array:
    rows, columns, values = [], [], []
    for row, counts in enumerate(counted):
        for stem, times in counts.items():
            column = index.get(stem)
            if column is not None:
                rows.append(row)
                columns.append(column)
                values.append((1 + np.log(times)) * idf[column])
    matrix = sparse.csr_array(
        (np.array(values, dtype=np.float32), (rows, columns)), shape=(len(counted), len(index))
    )
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr)).astype(np.float32)
    return matrix
