"""Texts in which the words that were looked for are marked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from vimeet.directory.words import fold

EXCERPT = 170
# A letter that stands alone may carry its accents apart.
_ACCENTS = "[\u0300-\u036f]*"
# Latin letters with accents, and ligatures.
_LETTERS = (chr(code) for code in range(0xC0, 0x250))


@cache
def _written() -> dict[str, str]:
    """For one or two folded letters, the single letters that fold to them."""
    written: defaultdict[str, str] = defaultdict(str)
    for letter in _LETTERS:
        folded = fold(letter)
        if folded != letter and len(folded) <= 2:
            written[folded] += letter
    return dict(written)


def _pattern(start: str) -> str:
    """A regular expression for a folded word, however it is written."""
    parts = []
    at = 0
    while at < len(start):
        one, two = start[at], start[at : at + 2]
        letter = f"[{one}{_written().get(one, '')}]{_ACCENTS}"
        if len(two) == 2 and two in _written():
            second = f"[{two[1]}{_written().get(two[1], '')}]{_ACCENTS}"
            letter = f"(?:{letter}{second}|[{_written()[two]}])"
            at += 1
        parts.append(letter)
        at += 1
    return "".join(parts)


class Marker:
    """Marks words that begin with one of ``starts``, which are folded: letters and digits."""

    def __init__(self, starts: Iterable[str] = ()) -> None:
        # The longest first, or a shorter one would end the word before.
        patterns = [_pattern(start) for start in sorted(starts, key=len, reverse=True)]
        self._hits = (
            re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})[^\W_]*", re.IGNORECASE)
            if patterns
            else None
        )

    def has_hit(self, text: str) -> bool:
        """Whether there is such a word."""
        return self._hits is not None and self._hits.search(text) is not None

    def marked(self, text: str) -> SafeString:
        """``text`` with the words marked."""
        parts: list[tuple[str, str]] = []
        at = 0
        for word in self._hits.finditer(text) if self._hits else ():
            parts.append((text[at : word.start()], word.group()))
            at = word.end()
        if not parts:
            return conditional_escape(text)
        return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[at:])

    def excerpt(self, text: str) -> SafeString:
        """The part of ``text`` around the first such word, marked; its beginning without one."""
        text = " ".join(text.split())
        begin = 0
        if len(text) > EXCERPT and self._hits:
            hit = self._hits.search(text)
            first = hit.start() if hit else 0
            if first > EXCERPT // 2:
                # From a blank on, so that no word is cut.
                begin = text.find(" ", min(first - EXCERPT // 3, len(text) - EXCERPT)) + 1
        part = text[begin : begin + EXCERPT]
        if begin + EXCERPT < len(text):
            part = part.rsplit(" ", 1)[0] + " …"
        return self.marked(f"… {part}" if begin else part)
