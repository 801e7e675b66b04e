"""Chromium, and the two installations it visits."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import psycopg
import pytest
import redis
from playwright.sync_api import expect

from tests.browser import installations

# Generous: a busy machine is slow, and a wait ends as soon as what it waits for is there.
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium these tests have nothing to drive; in CI that is a failure."""
    for item in items:
        if "browser" in item.path.parts and not shutil.which("chromium") and "CI" not in os.environ:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium, headless, making no connections of its own."""
    return browser_type_launch_args | {
        "executable_path": shutil.which("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


def _services_answer() -> bool:
    try:
        psycopg.connect(installations.POSTGRES).close()
        redis.Redis.from_url(installations.REDIS).ping()
    except (psycopg.OperationalError, redis.ConnectionError):
        return False
    return True


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[installations.Installation]:
    """The demo."""
    with installations.embedded(tmp_path_factory.mktemp("embedded")) as site:
        yield site


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[installations.Installation]:
    """The real services; where there are none they are a failure in CI, a skip elsewhere."""
    if not _services_answer() and "CI" not in os.environ:
        pytest.skip("PostgreSQL or Redis does not answer")
    with installations.services(tmp_path_factory.mktemp("services")) as site:
        yield site


@pytest.fixture(params=["embedded", "services"])
def site(request: pytest.FixtureRequest) -> installations.Installation:
    """Each installation in turn."""
    found: installations.Installation = request.getfixturevalue(request.param)
    return found
