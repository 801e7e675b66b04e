"""Compact problems: everything is placed, and what is left to decide is when.

``docs/planner/compact.md`` explains the method.
"""

from scheduler.compact.portfolio import CompactResult, solve_compact
from scheduler.compact.scope import applies

__all__ = ["CompactResult", "applies", "solve_compact"]
