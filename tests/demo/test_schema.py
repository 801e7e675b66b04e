"""A new demo's tables are those that all migrations together come to."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.demo.process import ROOT

_MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
"""
_CREATE = """
import django; django.setup()
from vimeet.demo.schema import migrate
migrate()
"""
# Columns with type, default and key; indexes with what they hold; references; the rest as written.
_OF_TABLE = {
    "columns": 'SELECT name, type, "notnull", dflt_value, pk > 0 FROM pragma_table_info(?)',
    "references": 'SELECT "table", "from", "to", on_delete FROM pragma_foreign_key_list(?)',
    "indexes": 'SELECT name, "unique", origin, partial FROM pragma_index_list(?)',
}


def made_by(code: str, path: Path) -> sqlite3.Connection:
    """The database that this code makes of none."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vimeet.settings.demo",
        "VIMEET_DEMO_DATABASE": str(path),
    }
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    return sqlite3.connect(path)


def schema(database: sqlite3.Connection) -> dict[str, object]:
    """What a database is made of, in no order of columns."""
    described: dict[str, object] = {}
    rows = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    for kind, name, sql in rows:
        if kind == "table" and "VIRTUAL" not in (sql or ""):
            described[name] = {
                part: sorted(map(repr, database.execute(query, (name,)).fetchall()))
                for part, query in _OF_TABLE.items()
            } | {"checks": sql.count(" CHECK ("), "uniques": sql.count(" UNIQUE")}
        else:
            described[name] = sql
    return described


def rows(database: sqlite3.Connection, query: str) -> list[tuple[str, ...]]:
    return sorted(database.execute(query).fetchall())


def test_a_new_demo_has_the_tables_that_migrations_make(tmp_path: Path):
    migrated = made_by(_MIGRATE, tmp_path / "migrated.sqlite3")
    created = made_by(_CREATE, tmp_path / "created.sqlite3")

    expected = schema(migrated)
    assert len(expected) > 100
    found = schema(created)
    assert found.keys() == expected.keys()
    for name, description in expected.items():
        assert found[name] == description, name
    for query in (
        "SELECT app, name FROM django_migrations",
        "SELECT app_label, model FROM django_content_type",
    ):
        assert rows(created, query) == rows(migrated, query)


def test_the_tables_of_last_time_are_migrated(tmp_path: Path):
    made_by(_CREATE, tmp_path / "demo.sqlite3").close()
    with sqlite3.connect(tmp_path / "demo.sqlite3") as database:
        # This one and what came after it, which builds on it.
        database.execute(
            "DELETE FROM django_migrations WHERE app = 'shop' AND name >= '0003_exemption'"
        )
        database.execute("ALTER TABLE shop_seller DROP COLUMN exemption")

    again = made_by(_CREATE, tmp_path / "demo.sqlite3")

    again.execute("SELECT exemption FROM shop_seller")
