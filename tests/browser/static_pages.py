"""Pages made for one test, on a site that has nothing else but the static files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import django_htmx
from playwright.sync_api import Page, Route

SITE = "http://site.test"
ROOT = Path(__file__).parents[2]
HTMX = Path(django_htmx.__file__).parent / "static"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

Handler = Callable[[Route], None]
# What a page answers: its body, or a function that answers the request.
Answer = str | Handler


def document(
    body: str,
    *,
    attributes: str = "",
    sheets: tuple[str, ...] = (),
    modules: tuple[str, ...] = (),
) -> str:
    """A whole page: the house's sheets in their order and further ones, htmx, app.js and others."""
    base = (ROOT / "templates/shell/base.html").read_text()
    house = re.findall(r'rel="stylesheet" href="{% static "([^"]+)" %}"(?! media)', base)
    config = re.search(r"<meta name=\"htmx-config\"[^>]*>", base)
    assert config
    head = "".join(f'<link rel="stylesheet" href="/static/{sheet}">' for sheet in (*house, *sheets))
    head += '<script src="/static/django_htmx/htmx-2.min.js"></script>'
    for name in ("app", *modules):
        head += f'<script type="module" src="/static/js/{name}.js"></script>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{config[0]}{head}</head>'
        f"<body {attributes}>{body}</body></html>"
    )


def serve(page: Page, answers: Mapping[str, Answer], otherwise: Handler | None = None) -> None:
    """Answer ``page`` at each path of ``answers``, with static files, and with 204 elsewhere."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            name = path.removeprefix("/static/")
            file = ROOT / "static" / name
            if name.startswith("django_htmx/"):
                file = HTMX / name
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif path not in answers:
            if otherwise:
                otherwise(route)
            else:
                route.fulfill(status=204)
        elif isinstance(found := answers[path], str):
            route.fulfill(body=found, content_type="text/html")
        else:
            found(route)

    page.route(f"{SITE}/**", answer)
