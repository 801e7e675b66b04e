"""What an order gives a delegation: credits, promised meetings, delegates, a stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vimeet.shop.models import OrderLine, Product


@dataclass(frozen=True)
class Grants:
    """The sum of what lines give. ``credits`` None: as many meetings as there can be."""

    package: bool
    credits: int | None
    min_meetings: int
    delegates: int
    stand: bool


def given_by(product: Product) -> dict[str, Any]:
    """What one of ``product`` gives, in the form that an order line keeps."""
    return {
        "credits": product.credits,
        "min_meetings": product.min_meetings,
        "delegates": product.delegates,
        "stand": product.stand,
    }


EXTRA_DELEGATE: dict[str, Any] = {
    "credits": 0,
    "min_meetings": 0,
    "delegates": 1,
    "stand": False,
}


def grants_of(lines: Iterable[OrderLine]) -> Grants:
    """What ``lines`` give together."""
    lines = list(lines)
    limits = [line.gives["credits"] for line in lines]
    return Grants(
        package=any(line.kind == OrderLine.Kind.PACKAGE for line in lines),
        credits=None
        if None in limits
        else sum(line.quantity * line.gives["credits"] for line in lines),
        min_meetings=sum(line.quantity * line.gives["min_meetings"] for line in lines),
        delegates=sum(line.quantity * line.gives["delegates"] for line in lines),
        stand=any(line.gives["stand"] for line in lines),
    )
