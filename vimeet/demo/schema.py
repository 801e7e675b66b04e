"""The tables of a new demo, without the road that led to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, router
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython

if TYPE_CHECKING:
    from django.db.migrations import Migration
    from django.db.migrations.state import StateApps


def migrate() -> None:
    """Bring the database to the present schema.

    An empty one gets each table as it is today, at once: to walk through the migrations, Django
    draws every model anew after each of them, which is most of the time a new demo takes.
    """
    if connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)
    else:
        _create()


def _create() -> None:
    """What all migrations together come to: tables, then what only code can make."""
    executor = MigrationExecutor(connection)
    plan: list[tuple[Migration, bool]] = executor.migration_plan(executor.loader.graph.leaf_nodes())
    executor.recorder.ensure_schema()
    # A transaction, notes of what is applied included: interrupted, nothing is left.
    with connection.schema_editor() as editor:
        for config in apps.get_app_configs():
            for model in router.get_migratable_models(config, connection.alias):
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        for migration, _backwards in plan:
            for operation in migration.operations:
                # Elidable is what a database without rows does not need.
                if isinstance(operation, RunPython) and not operation.elidable:
                    operation.code(cast("StateApps", apps), editor)
            executor.recorder.record_applied(migration.app_label, migration.name)
    emit_post_migrate_signal(0, False, connection.alias)
