"""What somebody wants to buy, before it is reserved."""

from __future__ import annotations

from dataclasses import dataclass, field

from vimeet.shop.models import Product, Voucher


@dataclass(frozen=True)
class Basket:
    """A package, its extra delegates, options by quantity, a voucher."""

    package: Product | None
    extra_delegates: int = 0
    options: dict[Product, int] = field(default_factory=dict)
    voucher: Voucher | None = None

    @property
    def delegates(self) -> int:
        """How many people it gives a place to."""
        package = self.package.delegates if self.package else 0
        return (
            package + self.extra_delegates + sum(n * o.delegates for o, n in self.options.items())
        )

    @property
    def quantities(self) -> dict[int, int]:
        """How many of each product's stock it takes, by pk."""
        package = {self.package.pk: 1} if self.package else {}
        return package | {option.pk: n for option, n in self.options.items() if n}
