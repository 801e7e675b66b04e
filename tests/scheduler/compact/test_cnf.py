"""The building blocks, against counting by hand."""

from __future__ import annotations

from itertools import product

import pytest
from pysat.solvers import Cadical195

from scheduler.compact.cnf import FALSE, TRUE, Cnf


def models(cnf: Cnf, variables: list[int]) -> list[tuple[bool, ...]]:
    """The values of ``variables`` with which the formula can hold."""
    with Cadical195(bootstrap_with=cnf.clauses) as solver:
        return [
            values
            for values in product((False, True), repeat=len(variables))
            if solver.solve(
                assumptions=[v if on else -v for v, on in zip(variables, values, strict=True)]
            )
        ]


@pytest.mark.parametrize("size", [1, 4, 7, 10])
def test_at_most_one(size: int) -> None:
    cnf = Cnf()
    variables = [cnf.new() for _ in range(size)]
    cnf.at_most_one([*variables, FALSE])
    assert sorted(map(sum, models(cnf, variables))) == [0] + [1] * size


@pytest.mark.parametrize("most", [1, 3, 5])
def test_exact_counts_tell_how_many(most: int) -> None:
    cnf = Cnf()
    variables = [cnf.new() for _ in range(5)]
    outputs = cnf.count(variables, most, exact=True)
    assert len(outputs) == most
    for values in models(cnf, [*variables, *outputs]):
        assert sum(values[5:]) == min(sum(values[:5]), most)
    assert len(models(cnf, variables)) == 2**5


def test_counts_bound_from_above() -> None:
    cnf = Cnf()
    variables = [cnf.new() for _ in range(5)]
    cnf.add(-cnf.count(variables, 3)[2])
    assert max(map(sum, models(cnf, variables))) == 2


def test_any_and_all() -> None:
    cnf = Cnf()
    one, other = cnf.new(), cnf.new()
    either, both = cnf.any_of([one, other, FALSE]), cnf.all_of([one, other, TRUE])
    for a, b, some, every in models(cnf, [one, other, either, both]):
        assert (some, every) == (a or b, a and b)
    assert (cnf.any_of([]), cnf.any_of([one, TRUE]), cnf.all_of([FALSE, one])) == (
        FALSE,
        TRUE,
        FALSE,
    )
