"""What a running search tells the outside world."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.problem import Level


@dataclass(frozen=True, slots=True)
class Progress:
    """One improvement of a run: of the value or of the bound of ``level``, or a new phase.

    ``seconds`` counts from the start of the search. ``bound`` is None while nothing is proven on
    this level. ``placed`` of ``requests`` requests are placed in the best plan so far. ``phase``
    names what the search does at the moment (``"construct"``, ``"search"`` …), for display only.
    """

    seconds: float
    level: Level
    value: int
    bound: int | None
    placed: int
    requests: int
    phase: str = ""
