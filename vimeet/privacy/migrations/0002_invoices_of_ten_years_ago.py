"""Invoices stay as the law asks for, ten years after that of their date, and may be deleted then.

The database itself keeps count (shop/0002 had it refuse for ever); changing one is refused as before.
"""

from django.db import migrations

TABLE = "shop_invoice"
REFUSAL = "an invoice is never changed or deleted: issue a credit note"
YEARS = 10


def let_old_ones_go(apps, schema_editor):
    """Refuse to delete an invoice for ten years only."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN "
            f"IF TG_OP = 'DELETE' AND OLD.year + {YEARS} < "
            f"date_part('year', now() AT TIME ZONE 'UTC') THEN RETURN OLD; END IF; "
            f"RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    else:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_delete")
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} "
            f"WHEN OLD.year + {YEARS} >= CAST(strftime('%Y', 'now') AS INTEGER) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def keep_all(apps, schema_editor):
    """Refuse for ever again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    else:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_delete")
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("shop", "0002_invoices")]

    operations = [migrations.RunPython(let_old_ones_go, keep_all, elidable=False)]
