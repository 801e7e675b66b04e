"""A process that solves one linear program by PDLP.

    python -m scheduler.weight.pdlp IN OUT PARENT

PDLP (Applegate et al. 2021) is a first-order method for linear programs with very many columns.
IN and OUT are NumPy archives; see ``solve``. The process ends with its parent.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
from ortools.pdlp import solvers_pb2
from ortools.pdlp.python import pdlp
from scipy.sparse import csc_array

from scheduler.processes import end_with


def solve(question: Mapping[str, Any]) -> dict[str, Any]:
    """Minimise ``cost @ x`` with ``0 <= x`` and rows of ones in CSC form at most ``limit``.

    The rows in ``must`` are at least 1. Stops after ``seconds``, ``iterations`` (-1: any number) or
    at the relative ``precision``.
    Returns the ``prices`` of the rows and the ``share`` of each column.
    """
    limit = question["limit"].astype(float)
    cost = question["cost"]
    indices = question["indices"]
    matrix = csc_array(
        (np.ones(len(indices)), indices, question["indptr"]), shape=(len(limit), len(cost))
    )
    floor = np.full(len(limit), -np.inf)
    floor[question["must"]] = 1.0
    program = pdlp.QuadraticProgram()
    program.resize_and_initialize(len(cost), len(limit))
    program.objective_vector = cost
    program.constraint_matrix = matrix
    program.constraint_lower_bounds = floor
    program.constraint_upper_bounds = limit
    program.variable_lower_bounds = np.zeros(len(cost))
    program.variable_upper_bounds = np.full(len(cost), np.inf)
    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    parameters.num_threads = int(question["threads"])
    criteria = parameters.termination_criteria
    criteria.time_sec_limit = float(question["seconds"])
    if question["iterations"] >= 0:
        criteria.iteration_limit = int(question["iterations"])
    precision = float(question["precision"])
    criteria.simple_optimality_criteria.eps_optimal_relative = precision
    criteria.simple_optimality_criteria.eps_optimal_absolute = precision
    answer = pdlp.primal_dual_hybrid_gradient(program, parameters)
    return {"prices": -answer.dual_solution, "share": answer.primal_solution}


if __name__ == "__main__":
    end_with(int(sys.argv[3]))
    with np.load(sys.argv[1]) as given:
        np.savez(sys.argv[2], **solve(given))
