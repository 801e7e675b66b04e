"""The web process as docs/deployment.md starts it: what it holds, logs, and says of itself."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.browser.installations import (
    REDIS,
    ROOT,
    free_port,
    services_answer,
    wait_until_served,
)
from tests.factories import World

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not services_answer(), reason="needs PostgreSQL and Redis"),
]


@dataclass
class Web:
    """A web process on the database of the tests."""

    port: int
    log: Path

    def get(self, path: str, **headers: str) -> int:
        """The status of a page, asked for as the proxy asks."""
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        there.request("GET", path, headers={"Connection": "close", **headers})
        status = there.getresponse().status
        there.close()
        return status

    def logged(self) -> list[dict[str, object]]:
        """What it has logged, without what Python itself says before the settings are read."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line[0] == "{"]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    database = connection.settings_dict
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vimeet.settings.production",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "https://127.0.0.1",
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
        "REDIS_URL": REDIS,
    }
    command = [sys.executable, "-m", "uvicorn", "vimeet.asgi:application", "--proxy-headers"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_served(f"http://127.0.0.1:{port}/health/", process)
            yield Web(port, tmp_path / "log")
        finally:
            process.terminate()
            process.wait(20)


def test_what_a_web_process_holds_and_logs(world: World, as_organiser: Client, web: Web):
    # Watched from beside it, without TLS; everybody else is sent to the secure address.
    assert web.get("/health/") == 200
    assert web.get("/") == 301

    # No connection to the database stays behind, however many requests come at once.
    cookie = f"{settings.SESSION_COOKIE_NAME}={as_organiser.cookies['sessionid'].value}"
    secure = {"X-Forwarded-Proto": "https", "Cookie": cookie}
    with ThreadPoolExecutor(8) as many:
        statuses = list(many.map(lambda _: web.get("/", **secure), range(40)))
    assert statuses == [302] * 40, "signed in: led to the console"
    assert connections_left() == 0

    # One line of JSON for each request, with its number, without what is secret in its address.
    secret = "A-secret-of-somebody"
    web.get(f"/calendar/{secret}.ics?also={secret}", **secure)
    assert secret not in web.log.read_text()
    told = [line for line in web.logged() if line["event"] == "request_finished"]
    assert {"GET /health/", "GET /"} <= {line["request"] for line in told}
    assert len({line["request_id"] for line in told}) == len(told)


def connections_left() -> int:
    """How many others are connected to this database, once what ends has ended."""
    end = time.monotonic() + 10
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            left: int = cursor.fetchone()[0]
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.2)
