"""Compile what walks need, ahead of the first run: ``python -m scheduler.search.compiled``."""

from __future__ import annotations

from scheduler.search.compiled.cooling import warm_up

warm_up()
