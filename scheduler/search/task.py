"""What a search is asked to do, in this process or another, and what another one answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from scheduler.options import Options
from scheduler.problem import Level, Meeting

DONE: Final = "done"
Message = list[Meeting] | Literal["done"] | None
"""From another process: a better plan, the end of a task, or (None) that it is ready."""


@dataclass(frozen=True)
class Task:
    """One walk: from which plan, and on which levels (see ``Walk``).

    It lasts until the moment ``end`` of ``time.monotonic``, which all processes of a machine share;
    None: for ``steps`` steps. ``enough``: a value of the last level that can't be improved on.
    With ``days`` it is no walk: parts of these days are rearranged (see ``neighbourhoods``).
    """

    options: Options
    meetings: list[Meeting]
    levels: list[Level]
    seed: int
    end: float | None
    steps: int
    enough: int | None
    days: tuple[int, ...] = ()
