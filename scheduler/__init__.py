"""The meeting planner: ``planning/1`` in, ``plan/1`` out. Knows nothing of Django."""
