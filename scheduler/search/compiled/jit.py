"""Compiling functions to machine code (Numba), kept on disk between processes."""

from __future__ import annotations

from collections.abc import Callable

from numba import njit


def compiled[F: Callable[..., object]](function: F) -> F:
    """The function, compiled when it is first called."""
    try:
        made: F = njit(function, cache=True)
    except RuntimeError:  # nowhere to keep it: it is compiled in each process anew
        made = njit(function)
    return made
