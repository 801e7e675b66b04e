"""PostgreSQL: a ``tsvector`` beside each entry, and trigrams over the vocabulary.

The column and its indexes are made by the app's first migration; the ORM does not know them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from django.db import connection

from vimeet.directory.index import Hits
from vimeet.directory.models import Word

# Of D, C, B, A.
_RANKS = "{0.1, 0.2, 0.5, 1.0}"
# Lower than PostgreSQL's own 0.3: of short words two neighbours share few trigrams. What is too
# far is left out afterwards, by counting letters.
_ALIKE = 0.2
_CANDIDATES = 120


class PostgresIndex:
    """See ``Backend``."""

    def put(self, entry: int, texts: Sequence[str]) -> None:
        """Keep an entry's words."""
        vector = " || ".join(
            f"setweight(to_tsvector('vimeet_words', %s), '{letter}')" for letter in "ABCD"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE directory_entry SET words = {vector} WHERE id = %s",  # noqa: S608
                [*texts, entry],
            )

    def remove(self, entries: Sequence[int]) -> None:
        """Nothing to do: the words go with the entry."""

    def found(self, event: int, words: Sequence[Sequence[str]]) -> Hits:
        """The entries and their ranks, by ``ts_rank``."""
        groups = ["(" + " | ".join(_written(word) for word in group) + ")" for group in words]
        with connection.cursor() as cursor:
            # As two values rather than thousands of rows, which would take longer than the search.
            # Ranked by any of the words: all of them there are, and how near to each other they
            # stand costs more to find out than it tells.
            cursor.execute(
                "SELECT string_agg(int8send(e.id), ''), "
                "string_agg(float4send(ts_rank(%s::real[], e.words, any_of)), '') "
                "FROM directory_entry e, to_tsquery('vimeet_words', %s) all_of, "
                "to_tsquery('vimeet_words', %s) any_of "
                "WHERE e.event_id = %s AND e.words @@ all_of",
                [_RANKS, " & ".join(groups), " | ".join(groups), event],
            )
            entries, ranks = cursor.fetchone() or (None, None)
        return Hits(
            np.frombuffer(entries or b"", dtype=">i8").astype(np.int64),
            np.frombuffer(ranks or b"", dtype=">f4").astype(np.float32),
        )

    def occurs(self, event: int, word: str, *, but: int) -> bool:
        """Whether somebody else's entry has it."""
        with connection.cursor() as cursor:
            # Counted: to find the first, PostgreSQL would rather read entry by entry, all of them
            # where nobody has it.
            cursor.execute(
                "SELECT count(*) > 0 FROM directory_entry WHERE event_id = %s "
                "AND delegation_id <> %s AND words @@ to_tsquery('vimeet_words', %s)",
                [event, but, _written(word)],
            )
            return bool(cursor.fetchone()[0])

    def put_words(self, event: int, words: Iterable[str]) -> None:
        """Add to the event's vocabulary."""
        Word.objects.bulk_create(
            # In order, so that two who add the same words wait for each other and never in a ring.
            [Word(event_id=event, text=word) for word in sorted(set(words))],
            ignore_conflicts=True,
        )

    def remove_words(self, words: Sequence[int]) -> None:
        """Take words, by pk, out of the vocabulary."""
        Word.objects.filter(pk__in=words).delete()

    def alike(self, event: int, word: str) -> list[str]:
        """Words that share many trigrams with ``word``."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.similarity_threshold', %s, false)", [str(_ALIKE)]
            )
            cursor.execute(
                "SELECT text FROM directory_word WHERE event_id = %s AND text %% %s "
                "ORDER BY similarity(text, %s) DESC, text LIMIT %s",
                [event, word, word, _CANDIDATES],
            )
            return [row[0] for row in cursor.fetchall()]


def _written(word: str) -> str:
    """A word as ``to_tsquery`` reads it. Folded, it is letters and digits: nothing to be quoted."""
    return f"{word[:-1]}:*" if word.endswith("*") else word
