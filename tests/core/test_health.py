"""The address that says whether an installation works."""

from __future__ import annotations

from django.test import Client

from tests.browser.installations import free_port


def test_all_is_well(db, client: Client):
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.content.decode() == "Database(alias='default'): OK\n"


def test_a_browser_reads_plain_text_too(db, client: Client):
    answer = client.get("/health/", headers={"Accept": "text/html"})
    assert answer["Content-Type"].startswith("text/plain")


def test_a_redis_that_is_away_is_told_but_not_where_it_should_be(db, client: Client, settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    for kind in ("text", "json", "openmetrics"):
        answer = client.get("/health/", {"format": kind})
        assert answer.status_code == (200 if kind == "openmetrics" else 500)
        assert "Redis" in answer.content.decode()
        assert "127.0.0.1" not in answer.content.decode()
