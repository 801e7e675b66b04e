"""What an order gives a delegation.

Credits, promised meetings, open requests, people, a stand, sessions of the programme.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vimeet.shop.included import IncludedSession, agreed, included_in, kept
from vimeet.shop.models import OrderLine, Product


@dataclass(frozen=True)
class Grants:
    """The sum of what lines give. ``credits`` None: as many meetings as there can be.

    ``open_requests`` None: no line says how many; the participant type does.
    """

    package: bool
    credits: int | None
    min_meetings: int
    open_requests: int | None
    delegates: int
    stand: bool
    sessions: tuple[IncludedSession, ...] = ()


def given_by(product: Product) -> dict[str, Any]:
    """What one of ``product`` gives, in the form that an order line keeps."""
    return {
        "credits": product.credits,
        "min_meetings": product.min_meetings,
        "open_requests": product.open_requests,
        "delegates": product.delegates,
        "stand": product.stand,
        "sessions": kept(included_in(product.event, [product]).get(product.pk, [])),
    }


EXTRA_DELEGATE: dict[str, Any] = {
    "credits": 0,
    "min_meetings": 0,
    "open_requests": None,
    "delegates": 1,
    "stand": False,
    "sessions": [],
}


def grants_of(lines: Iterable[OrderLine]) -> Grants:
    """What ``lines`` give together."""
    lines = list(lines)
    limits = [line.gives["credits"] for line in lines]
    quotas = [
        line.quantity * line.gives["open_requests"]
        for line in lines
        # Lines sold before packages gave quotas don't have it.
        if line.gives.get("open_requests") is not None
    ]
    return Grants(
        package=any(line.kind == OrderLine.Kind.PACKAGE for line in lines),
        credits=None
        if None in limits
        else sum(line.quantity * line.gives["credits"] for line in lines),
        min_meetings=sum(line.quantity * line.gives["min_meetings"] for line in lines),
        open_requests=sum(quotas) if quotas else None,
        delegates=sum(line.quantity * line.gives["delegates"] for line in lines),
        stand=any(line.gives["stand"] for line in lines),
        sessions=tuple(agreed(lines)),
    )
