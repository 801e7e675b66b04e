"""Prices against cases computed by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from vimeet.shop.pricing import NO_REDUCTION, Reduction, Ware, price

D = Decimal


def ware(quantity: int, unit: str, rate: str = "20", *, package: bool = False) -> Ware:
    return Ware(quantity, D(unit), D(rate), package=package)


def amounts(prices) -> list[tuple[str, str, str]]:
    return [(str(p.discount), str(p.net), str(p.tax)) for p in prices]


@pytest.mark.parametrize(
    ("wares", "reduction", "expected"),
    [
        # 1 × 1000 at 20 %.
        ([ware(1, "1000")], NO_REDUCTION, [("0.00", "1000.00", "200.00")]),
        # 0.125 is rounded up to 0.13: 0.63 × 20 % = 0.126; 0.625 does not occur by a line of cents.
        ([ware(1, "0.63")], NO_REDUCTION, [("0.00", "0.63", "0.13")]),
        # A half goes up: 10.50 × 5.5 % = 0.5775; 2.50 × 5 % = 0.125 → 0.13.
        ([ware(1, "2.50", "5")], NO_REDUCTION, [("0.00", "2.50", "0.13")]),
        # By line: three lines of 0.02 at 20 % are 0.00 of VAT each, together 0.00 and not 0.01.
        ([ware(1, "0.02")] * 3, NO_REDUCTION, [("0.00", "0.02", "0.00")] * 3),
        # 15 % of 333.33 is 49.9995, so 50.00; the rest 283.33 bears 56.666, so 56.67.
        ([ware(1, "333.33")], Reduction(percent=D(15)), [("50.00", "283.33", "56.67")]),
        # Two rates, half off each: 2 × 99.99 = 199.98 → 99.99 → 20.00; 45.45 → 22.73 → 1.25.
        (
            [ware(2, "99.99"), ware(1, "45.45", "5.5")],
            Reduction(percent=D(50)),
            [("99.99", "99.99", "20.00"), ("22.73", "22.72", "1.25")],
        ),
        # 1200 off: all of the first line, 200 of the second.
        (
            [ware(1, "1000"), ware(2, "150", "10")],
            Reduction(amount=D(1200)),
            [("1000.00", "0.00", "0.00"), ("200.00", "100.00", "10.00")],
        ),
        # Never below nought, however much the voucher is worth.
        ([ware(1, "80")], Reduction(amount=D(100)), [("80.00", "0.00", "0.00")]),
        # A free package, but not the options.
        (
            [ware(1, "1000", package=True), ware(1, "200")],
            Reduction(free_package=True),
            [("1000.00", "0.00", "0.00"), ("0.00", "200.00", "40.00")],
        ),
    ],
)
def test_cases_computed_by_hand(wares, reduction, expected):
    assert amounts(price(wares, reduction)) == expected


def test_without_vat_the_rate_is_nought():
    (priced,) = price([ware(3, "100")], taxed=False)
    assert (priced.net, priced.tax_rate, priced.tax, priced.total) == (300, 0, 0, 300)
