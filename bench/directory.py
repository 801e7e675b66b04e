"""Searches in a directory of 10,000 delegates, each as one request: ``python -m bench.directory``.

    python -m bench.directory [--database sqlite:///…|postgres://…] [--delegates N] [--rounds N]

Makes an empty database of its own (SQLite: in a temporary folder; PostgreSQL: a test database
beside the named one), fills it with an invented event, and asks for pages of the directory as a
signed-in participant does: words, parts of words, misspelt words, filters, later pages, each with
the counts of all filters. Times the search itself (who fits, in order, and the counts of all
filters), the request that typing and filters make (session, search, cards, requests, the HTML of
what changes), and the whole page with its shell, each as the clock has it and in processor time,
PostgreSQL's on the same machine included. The last line times a loop that does nothing else, to
tell a busy machine from a calm one.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from django.test import Client

    from vimeet.registration.models import Delegate


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    options = _parser().parse_args(arguments)
    with TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = options.database or f"sqlite:///{folder}/directory.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "vimeet.settings.test"
        import django

        django.setup()
        with _database(folder):
            _measure(options.delegates, options.rounds)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", help="address; without: SQLite in a temporary folder")
    parser.add_argument("--delegates", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40, help="requests of each kind (40)")
    return parser


@contextmanager
def _database(folder: str) -> Iterator[None]:
    """An empty database; gone afterwards."""
    from django.db import connection

    if connection.vendor == "sqlite":
        # As the platform runs on it, and in a file, not in memory.
        connection.settings_dict["OPTIONS"] |= {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        }
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield
        connection.close()
        return
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _measure(delegates: int, rounds: int) -> None:
    from django.db import connection
    from django.test import Client

    from bench.directory_event import Invented

    started = time.perf_counter()
    event = Invented(delegates)
    # As PostgreSQL would have done by itself before an event of this size opens.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{platform.machine()}, Python {platform.python_version()}, {connection.vendor}")
    print(f"{event.delegations} delegations, {delegates} delegates")
    print(f"({time.perf_counter() - started:.0f} s to fill and index)\n", file=sys.stderr)
    client = Client()
    client.force_login(event.user)
    times: dict[str, list[Times]] = {}
    loops: list[tuple[float, float]] = []
    random = Random(7)
    # Kinds take turns, so that a slow moment of the machine does not fall on one of them.
    for turn in range(rounds + 1):
        for kind, query in event.searches(random):
            parts = urlencode(query)
            took = (
                *_timed(lambda: _search(event.delegate, parts)),  # noqa: B023
                *_timed(lambda: _page(client, f"{event.address}?{parts}", TYPED)),  # noqa: B023
                *_timed(lambda: _page(client, f"{event.address}?{parts}")),  # noqa: B023
            )
            loops.append(_timed(_loop))
            # The first turn fills caches: templates, translations, prepared statements.
            if turn:
                times.setdefault(kind, []).append(took)
    kinds = ("search", "typed", "page")
    print("| |", " | ".join(f"{kind}: clock | | processor | " for kind in kinds), "|")
    print("| ---", "| --: " * 4 * len(kinds), "|", sep="")
    print("| ms", "| median | 95 % " * 2 * len(kinds), "|", sep="")
    everything = [took for some in times.values() for took in some]
    for kind, some in [*times.items(), ("all of them", everything)]:
        cells = [f"{cell:.1f}" for series in zip(*some, strict=True) for cell in _middle(series)]
        print(f"| {kind} | {' | '.join(cells)} |", flush=True)
    clock, worked = zip(*loops, strict=True)
    print(f"\nA loop of 200,000 squares: clock {median(clock):.1f}, processor {median(worked):.1f}")


# Search, typed, page, each by the clock and in processor time, in milliseconds.
Times = tuple[float, ...]
# What a script sends along that has the page already.
TYPED = {"HX-Request": "true", "HX-Target": "results"}


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    begun, worked = time.perf_counter(), _processor_ms()
    work()
    return (time.perf_counter() - begun) * 1000, _processor_ms() - worked


def _search(delegate: Delegate, query: str) -> None:
    """What the search itself takes: who fits, the page's delegations, all filters with counts."""
    from vimeet.directory.selectors.facets import facets_of
    from vimeet.directory.selectors.names import names_of
    from vimeet.directory.selectors.query import Search
    from vimeet.directory.selectors.search import Searcher
    from vimeet.directory.selectors.snapshots import snapshot_of

    event = delegate.delegation.event
    snapshot = snapshot_of(event.pk)
    names = names_of(event, snapshot.version)
    asked = Search.parse(query)
    found = Searcher(delegate, names.specific(asked), snapshot).found()
    facets_of(names, asked, found.counts)


def _loop() -> None:
    """Always the same work."""
    total = 0
    for number in range(200_000):
        total += number * number


def _page(client: Client, address: str, headers: dict[str, str] | None = None) -> None:
    """The whole request, as a browser makes it."""
    response = client.get(address, headers=headers)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")


def _middle(series: Sequence[float]) -> tuple[float, float]:
    """Median, and what 95 % stay under."""
    return median(series), quantiles(series, n=20)[-1]


def _processor_ms() -> float:
    """What this process has worked so far, and with PostgreSQL the one that answers it.

    On a machine that does other things too it says what the time would be on one that does not.
    """
    from django.db import connection

    own = time.process_time() * 1000
    if connection.vendor != "postgresql":
        return own
    pid = connection.connection.info.backend_pid
    return own + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
