"""What the audit trail took down before it left personal values out."""

from django.apps import apps as present
from django.db import migrations

from vimeet.core.personal_data import declaration_of


def forget_values(apps, schema_editor):
    """Keep the names of personal fields, as today's declarations say which these are."""
    Entry = apps.get_model("audit", "Entry")
    for entry in Entry.objects.only("object_type", "object_name", "changes").iterator():
        changes = _without_values(entry.object_type, entry.changes)
        # A name with an address in it is that of a draft or of a message.
        name = "" if "@" in entry.object_name else entry.object_name
        if (changes, name) != (entry.changes, entry.object_name):
            Entry.objects.filter(pk=entry.pk).update(changes=changes, object_name=name)


def _without_values(object_type, changes):
    try:
        declared = declaration_of(present.get_model(object_type))
    except (LookupError, ValueError):
        declared = None
    if declared is None:
        return changes
    # «phone (Ada Duval)»: of somebody in a registration.
    return {
        name.partition(" (")[0]: None if name in declared.untraced or " (" in name else values
        for name, values in changes.items()
    }


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_invoices_of_ten_years_ago"), ("audit", "0001_initial")]

    operations = [
        migrations.RunPython(forget_values, migrations.RunPython.noop, elidable=True),
    ]
