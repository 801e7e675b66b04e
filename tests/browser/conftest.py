"""Chromium, and the two installations it visits."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser import installations
from tests.browser.apart import Apart, answer_with

# Generous: a busy machine is slow, and a wait ends as soon as what it waits for is there.
expect.set_options(timeout=60_000)


# Fixtures of the session: who shares one runs in one worker, so that it is started once.
_SHARED = ("embedded", "services")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium these tests have nothing to drive; in CI that is a failure.

    They come last: once the browser's events run in its thread, Django keeps away from a database.
    """
    items.sort(key=lambda item: "browser" in item.path.parts)
    for item in items:
        if "browser" not in item.path.parts or not isinstance(item, pytest.Function):
            continue
        if not shutil.which("chromium") and "CI" not in os.environ:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))
        callspec = getattr(item, "callspec", None)
        needed = {*item.fixturenames, *(callspec.params.values() if callspec else ())}
        for name in _SHARED:
            if name in needed and "untouched" not in needed:
                item.add_marker(pytest.mark.xdist_group(name))


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


@pytest.fixture(scope="session")
def database_beside_the_browser() -> Iterator[None]:
    """The test's own database, in the thread in which the browser's events run.

    Nothing else uses it meanwhile, but Django can't know.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def apart(database_beside_the_browser: None, db: None, page: Page) -> Iterator[Apart]:
    """``apart(client)``: a page that the client answers, from the test's own database."""

    def start(client: Client) -> Page:
        answer_with(page, client)
        return page

    yield start
    # It asks for nothing any more once the database is gone.
    page.goto("about:blank")
    page.unroute_all(behavior="wait")


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[installations.Installation]:
    """The demo."""
    with installations.embedded(tmp_path_factory.mktemp("embedded")) as site:
        yield site


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[installations.Installation]:
    """The real services; where there are none they are a failure in CI, a skip elsewhere."""
    yield from _real_services(tmp_path_factory)


def _real_services(
    folders: pytest.TempPathFactory,
) -> Iterator[installations.Installation]:
    if "CI" not in os.environ and not installations.services_answer():
        pytest.skip("PostgreSQL or Redis does not answer")
    with installations.services(folders.mktemp("services")) as site:
        yield site


@pytest.fixture(params=["embedded", "services"])
def untouched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[installations.Installation]:
    """Each installation in turn, of its own: nothing has been planned there yet."""
    if request.param == "services":
        yield from _real_services(tmp_path_factory)
    else:
        with installations.embedded(tmp_path_factory.mktemp("embedded")) as site:
            yield site


@pytest.fixture(params=["embedded", "services"])
def site(request: pytest.FixtureRequest) -> installations.Installation:
    """Each installation in turn."""
    found: installations.Installation = request.getfixturevalue(request.param)
    return found
