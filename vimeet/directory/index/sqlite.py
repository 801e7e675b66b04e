"""SQLite: two full-text tables (FTS5), one of the entries' words, one of trigrams of words.

Both are made by the app's first migration; the ORM does not know them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from django.db import connection

from vimeet.directory.index import Hits
from vimeet.directory.models import Word

# Each group of words counts like PostgreSQL's weights A to D; the event's own word not at all.
_RANKS = "10.0, 5.0, 2.0, 1.0, 0.0"
_CANDIDATES = 120


class SqliteIndex:
    """See ``Backend``."""

    def put(self, entry: int, texts: Sequence[str]) -> None:
        """Keep an entry's words."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM directory_text WHERE rowid = %s", [entry])
            cursor.execute(
                "INSERT INTO directory_text (rowid, a, b, c, d, event) "
                "SELECT id, %s, %s, %s, %s, 'event' || event_id FROM directory_entry WHERE id = %s",
                [*texts, entry],
            )

    def remove(self, entries: Sequence[int]) -> None:
        """Forget these entries."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM directory_text WHERE rowid = %s", [[entry] for entry in entries]
            )

    def found(self, event: int, words: Sequence[Sequence[str]]) -> Hits:
        """The entries and their ranks, by ``bm25``."""
        query = " AND ".join("(" + " OR ".join(map(_written, group)) + ")" for group in words)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid, -bm25(directory_text, {_RANKS}) "  # noqa: S608
                "FROM directory_text WHERE directory_text MATCH %s",
                [_of_event(event, query)],
            )
            rows = cursor.fetchall()
        entries, ranks = zip(*rows, strict=True) if rows else ((), ())
        return Hits(np.array(entries, dtype=np.int64), np.array(ranks, dtype=np.float32))

    def occurs(self, event: int, word: str, *, but: int) -> bool:
        """Whether somebody else's entry has it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM directory_text t JOIN directory_entry e "
                "ON e.id = t.rowid WHERE t.directory_text MATCH %s AND e.delegation_id <> %s)",
                [_of_event(event, _written(word)), but],
            )
            return bool(cursor.fetchone()[0])

    def put_words(self, event: int, words: Iterable[str]) -> None:
        """Add to the event's vocabulary."""
        wanted = set(words)
        there = Word.objects.filter(event=event, text__in=wanted).values_list("text", flat=True)
        new = Word.objects.bulk_create(
            Word(event_id=event, text=word) for word in sorted(wanted.difference(there))
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO directory_trigram (rowid, text) VALUES (%s, %s)",
                [[word.pk, _padded(word.text)] for word in new],
            )

    def remove_words(self, words: Sequence[int]) -> None:
        """Take words, by pk, out of the vocabulary."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM directory_trigram WHERE rowid = %s", [[word] for word in words]
            )
        Word.objects.filter(pk__in=words).delete()

    def alike(self, event: int, word: str) -> list[str]:
        """Words that share many trigrams with ``word``."""
        text = _padded(word)
        trigrams = {text[at : at + 3] for at in range(len(text) - 2)}
        query = " OR ".join(f'"{trigram}"' for trigram in sorted(trigrams))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT w.text FROM directory_trigram t JOIN directory_word w ON w.id = t.rowid "
                "WHERE t.directory_trigram MATCH %s AND w.event_id = %s "
                "ORDER BY t.rank, w.text LIMIT %s",
                [query, event, _CANDIDATES],
            )
            return [row[0] for row in cursor.fetchall()]


def _padded(word: str) -> str:
    """As PostgreSQL does: two blanks before and one after make the ends of a word count."""
    return f"  {word} "


def _written(word: str) -> str:
    """A word as FTS5 reads it: folded it is letters and digits, quoted it is no operator."""
    return f'"{word[:-1]}" *' if word.endswith("*") else f'"{word}"'


def _of_event(event: int, query: str) -> str:
    """The query among the words of an event's entries."""
    return f'event : "event{event}" AND {{a b c d}} : ({query})'
