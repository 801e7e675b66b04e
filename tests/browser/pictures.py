"""Makes the README's pictures anew: ``uv run python -m tests.browser.pictures``.

The demo is set up in a folder of its own, planned, released and planned again, and looked at by its
organiser at a desk and by a participant on a phone. Run it after a change that the pictures show.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.installations import ROOT, Installation, embedded
from tests.browser.steps import plan, release, visit

IMAGES = ROOT / "docs" / "images"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 780}
# Phones draw finer than desks; twice is enough for a picture in a page.
SCALE = 1.5


def main() -> None:
    """Make all of them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        with visit(browser, site, site.organiser_email, DESK) as page:
            desk(page, site)
        with visit(browser, site, site.participant_email, PHONE, scale=SCALE) as page:
            phone(page, site)
        browser.close()


def desk(page: Page, site: Installation) -> None:
    """The run page and the draft, which differs from what is in force."""
    console = f"{site.url}/console/{site.organiser}/{site.event}/"
    plan(page, console)
    release(page)
    plan(page, console)
    keep(page, "draft", full=True)
    page.go_back()
    page.get_by_role("heading", level=1).wait_for()
    keep(page, "run", full=True)


def phone(page: Page, site: Installation) -> None:
    """What a participant sees."""
    portal = f"{site.url}/portal/{site.organiser}/{site.event}/"
    for name, address in {
        "agenda": "agenda/",
        "directory": "directory/?q=composit",
        "for-you": "for-you/",
        "programme": "programme/",
    }.items():
        page.goto(portal + address)
        keep(page, name)


def keep(page: Page, name: str, *, full: bool = False) -> None:
    """Write one picture, once the page is at rest."""
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.screenshot(path=IMAGES / f"{name}.png", full_page=full)


if __name__ == "__main__":
    main()
