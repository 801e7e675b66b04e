"""What the directory asks of the apps above it, which it does not know.

Who may ask whom by type stands below, and the directory reads it there. Who arranges meetings knows
more of two delegations, and says here how to find out, once, when the platform starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vimeet.events.models import Event
    from vimeet.registration.models import Delegation

_not_to_ask: list[Callable[[Delegation], set[int]]] = []
_no_news: list[Callable[[Event], Mapping[int, set[int]]]] = []


def tell(
    *,
    not_to_ask: Callable[[Delegation], set[int]],
    no_news: Callable[[Event], Mapping[int, set[int]]],
) -> None:
    """Say how to find out, as ``not_to_ask`` and ``no_news`` here are asked."""
    _not_to_ask.append(not_to_ask)
    _no_news.append(no_news)


def not_to_ask(delegation: Delegation) -> set[int]:
    """The pks of those whom ``delegation`` can't ask for a meeting, whatever their types."""
    return {pk for find in _not_to_ask for pk in find(delegation)}


def no_news(event: Event) -> dict[int, set[int]]:
    """For each delegation of ``event`` the pks of those not to be recommended to it."""
    found: dict[int, set[int]] = {}
    for find in _no_news:
        for pk, others in find(event).items():
            found.setdefault(pk, set()).update(others)
    return found
