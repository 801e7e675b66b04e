"""Real pages in a real browser, without a server: the test's own database answers.

Only for what one page does by itself; sockets stay closed unless a test opens them.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable

from django.test import Client
from playwright.sync_api import Page, Route

from tests.browser.static_pages import SITE, serve

# The fixture ``apart``: a page that this client answers.
Apart = Callable[[Client], Page]


def answer_with(page: Page, client: Client) -> None:
    """Let ``client`` answer all that ``page`` asks, following redirects itself."""
    # Django connects anew in each context, and Playwright answers in a context of its own.
    context = contextvars.copy_context()

    def answer(route: Route) -> None:
        context.run(respond, route)

    def respond(route: Route) -> None:
        asked = route.request
        address = asked.url.removeprefix(SITE)
        headers = {
            name: value
            for name, value in asked.headers.items()
            if name.startswith("hx-") or name == "referer"
        }
        if asked.method == "POST":
            found = client.post(
                address,
                asked.post_data_buffer or b"",
                content_type=asked.headers["content-type"],
                headers=headers,
                follow=True,
            )
        else:
            found = client.get(address, headers=headers, follow=True)
        kept = {name: found[name] for name in ("Content-Type", "HX-Trigger") if name in found}
        route.fulfill(status=found.status_code, headers=kept, body=found.content)

    serve(page, {}, otherwise=answer)
