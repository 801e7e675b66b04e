"""What the suites share: which instances, how often, with which limit."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.measure import Measurement, measure


def instances(
    options: argparse.Namespace, limits: Mapping[str, float]
) -> Iterator[tuple[Path, str, float]]:
    """The generated instances of the kinds in ``limits``, each with its name and its limit."""
    for path in sorted((options.instances / "generated").glob("*.json.gz")):
        name = name_of(path)
        for kind, limit in limits.items():
            if name.startswith(f"{kind}-") and options.only in name:
                yield path, name, options.limit or limit


def name_of(path: Path) -> str:
    """The name of an instance."""
    return path.name.removesuffix(".json.gz")


def runs(engine: str, path: Path, limit: float, options: argparse.Namespace) -> list[Measurement]:
    """One run for each seed."""
    return [
        measure(engine, path, limit=limit, seed=seed, workers=options.workers)
        for seed in range(1, options.repeat + 1)
    ]
