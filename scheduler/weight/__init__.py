"""The level ``weight`` at scale: a plan by construction and exchange, and a proven bound."""

from scheduler.weight.search import WeightResult, solve_weight

__all__ = ["WeightResult", "solve_weight"]
