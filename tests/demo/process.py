"""The demo as a process of its own, and a browser for it without a display."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 400
STOP_SECONDS = 20


class Demo:
    """``manage.py demo`` on a free port, its data in ``folder``; ``output`` is what it printed."""

    def __init__(self, folder: Path, *options: str) -> None:
        settings = {
            "DJANGO_SETTINGS_MODULE": "vimeet.settings.demo",
            "VIMEET_DEMO_DATABASE": str(folder / "demo.sqlite3"),
            "PYTHONUNBUFFERED": "1",
        }
        self.output = ""
        self.ready = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", "0", *options],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.output += line
            if "Ctrl-C ends it" in line:
                self.ready.set()
        # It has ended: whoever waits must not wait on.
        self.ready.set()

    def wait_until_ready(self) -> None:
        """Return once it serves; fail with its output if it ended instead."""
        assert self.ready.wait(READY_SECONDS), self.output
        assert self.process.poll() is None, self.output

    @property
    def links(self) -> dict[str, str]:
        """The printed sign-in links, by role."""
        return {
            role: url
            for url, role in re.findall(r"(http://127\.0\.0\.1:\d+/\S*/(\w+)/)", self.output)
        }

    def interrupt(self) -> int:
        """Press Ctrl-C; its exit status."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(STOP_SECONDS)
        self.reader.join(STOP_SECONDS)
        return status


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Demo]:
    """A demo that serves; gone at the end whatever happens."""
    demo = Demo(folder, *options)
    try:
        demo.wait_until_ready()
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.process.kill()
            demo.process.wait(STOP_SECONDS)


class Browser:
    """Gets pages and sends their forms, with cookies."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.url = ""

    def open(self, url: str, data: dict[str, str] | None = None) -> str:
        """The page at ``url``, redirects followed."""
        body = urlencode(data).encode() if data is not None else None
        with self.opener.open(Request(url, body, {"Accept-Language": "en"}), timeout=30) as page:
            self.url = page.url
            text: str = page.read().decode()
        return text

    def send(self, url: str, **data: str) -> str:
        """Open the page at ``url`` and send a form of it back to it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.open(url))
        assert token, f"no form at {url}"
        return self.open(url, data | {"csrfmiddlewaretoken": token[1]})

    def cookie(self, name: str) -> str:
        """The value of a cookie."""
        value = next(cookie.value for cookie in self.cookies if cookie.name == name)
        assert value
        return value
