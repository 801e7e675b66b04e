"""Arguments of the command line as values, and ids as positions."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from scheduler.faults import GREATEST_NUMBER, FaultError, quoted

INSTANCE = "planning/1 (.json or .json.gz; -: standard input)"


def seconds(text: str) -> float:
    """A time limit."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("must be a positive number of seconds")
    return value


def at_least(least: int) -> Callable[[str], int]:
    """A whole number from ``least``."""

    def number(text: str) -> int:
        value = int(text)
        if not least <= value < 2**31:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least}")
        return value

    return number


def numbers(least: int, most: int = GREATEST_NUMBER) -> Callable[[str], list[int]]:
    """Whole numbers from ``least`` to ``most``, separated by commas, in ascending order."""

    def read(text: str) -> list[int]:
        found = sorted({int(part) for part in text.split(",")})
        if found[0] < least or found[-1] > most:
            raise argparse.ArgumentTypeError(f"must be whole numbers from {least} to {most}")
        return found

    return read


def parts(text: str) -> list[str]:
    """What commas separate, without empty parts."""
    return [part for part in text.split(",") if part]


def names(text: str) -> list[str]:
    """Ids, at least one, separated by commas."""
    found = parts(text)
    if not found:
        raise argparse.ArgumentTypeError("must be one or more ids")
    return found


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def positions(wanted: Iterable[str], among: Sequence[_Named], what: str) -> list[int]:
    """Where the ids stand; raises FaultError with each that doesn't."""
    known = {item.id: i for i, item in enumerate(among)}
    wanted = list(wanted)
    if unknown := [name for name in wanted if name not in known]:
        raise FaultError([f"no {what} {quoted(name)}" for name in unknown])
    return [known[name] for name in wanted]


def add_search_options(command: argparse.ArgumentParser, limit: float) -> None:
    """``--time-limit``, ``--workers`` and ``--seed``."""
    command.add_argument(
        "--time-limit", type=seconds, default=limit, metavar="SECONDS", help=f"default: {limit:g}"
    )
    command.add_argument("--workers", type=at_least(1), default=None, metavar="N", help="threads")
    command.add_argument("--seed", type=at_least(0), default=1, metavar="N", help="default: 1")
