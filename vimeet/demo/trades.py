"""How the demo says what a trade looks for and offers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A text in both languages, and the terms of the list (by English name) that it stands for."""

    fr: str
    en: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Speciality:
    """Texts of one trade: what it is, and what it looks for and offers in several wordings."""

    presentation: Said
    needs: tuple[Said, ...]
    offers: tuple[Said, ...]
