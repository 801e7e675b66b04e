"""Keeps the exact versions in ``pyproject.toml`` equal to what is installed.

``uv run python -m tests.pins`` rewrites the list.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, str]:
    """Every installed distribution, by normalised name, with its version."""
    return {_name(found.name): found.version for found in distributions()}


def pinned() -> dict[str, str]:
    """Every exact version that ``pyproject.toml`` holds the tree to."""
    settings = tomllib.loads(PYPROJECT.read_text())
    pins = (pin.split("==") for pin in settings["tool"]["uv"]["constraint-dependencies"])
    return {_name(name): version for name, version in pins}


def rewrite() -> None:
    """Write the installed versions into ``pyproject.toml``."""
    lines = "".join(f'    "{name}=={version}",\n' for name, version in sorted(installed().items()))
    text = re.sub(
        r"(constraint-dependencies = \[\n).*?(^\])",
        lambda found: found[1] + lines + found[2],
        PYPROJECT.read_text(),
        flags=re.DOTALL | re.MULTILINE,
    )
    PYPROJECT.write_text(text)


if __name__ == "__main__":
    rewrite()
