"""Texts that the shipped fonts can show.

PDF/A forbids a page with a character that no font shows, so that one company's name would keep its
order from being invoiced. Each such character is printed as what it is compatible with (a wide
letter as a plain one), else as an empty box; the data in the document keep what was written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import typst

STAND_IN = "□"
# Letters of Western Europe, which the page's own font has.
_ALWAYS = frozenset(chr(i) for i in (*range(0x20, 0x7F), *range(0xA0, 0x180)))

# Unassigned and private: a font that has some of them means something else by them.
_NOBODYS = frozenset({"Cn", "Co", "Cs"})


def shown(texts: Any) -> Any:
    """``texts``, lists and mappings of them, without the characters that no font shows."""
    if isinstance(texts, str):
        return "".join(map(_shown, _clusters(texts)))
    if isinstance(texts, dict):
        return {name: shown(text) for name, text in texts.items()}
    if isinstance(texts, list):
        return [shown(text) for text in texts]
    return texts


def _clusters(text: str) -> Iterator[str]:
    """The characters, each with the marks above and below it: one font must have all of these."""
    cluster = ""
    for char in unicodedata.normalize("NFC", text):
        if cluster and not unicodedata.category(char).startswith("M"):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _shown(cluster: str) -> str:
    for text in (cluster, unicodedata.normalize("NFKC", cluster), cluster[0]):
        if _has_glyphs(text):
            return text
    return STAND_IN


@lru_cache(maxsize=4096)
def _has_glyphs(text: str) -> bool:
    """Whether a page with it can be set: the fonts are inside Typst, which alone knows them."""
    if text in _ALWAYS:
        return True
    if any(unicodedata.category(char) in _NOBODYS for char in text):
        return False
    try:
        typst.compile(
            b"#sys.inputs.text",
            format="pdf",
            pdf_standards="a-3b",
            sys_inputs={"text": text},
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        return False
    return True
