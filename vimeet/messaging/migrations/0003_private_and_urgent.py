"""What only its recipient reads, also of what is in the outbox already; what goes first."""

from django.db import migrations, models
from django.db.models import Q


def mark_private(apps, schema_editor):
    """Mark letters with links that let one in and what people wrote to each other; blank what left."""
    messages = apps.get_model("messaging", "Message").objects
    private = messages.filter(
        Q(key__startswith="sign-in-link:")
        | Q(key__startswith="meeting-message:")
        | Q(key__startswith="registration:") & ~Q(key__contains=":welcome:")
    )
    private.filter(state__in=("sent", "delivered")).update(body="")
    private.update(private=True)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_delivery_reports"), ("events", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="private",
            field=models.BooleanField(default=False, verbose_name="for its recipient only"),
        ),
        migrations.AddField(
            model_name="message",
            name="urgent",
            field=models.BooleanField(default=False, verbose_name="urgent"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "queued"), ("urgent", True)),
                fields=["due_at"],
                name="message_urgent",
            ),
        ),
        migrations.RunPython(mark_private, migrations.RunPython.noop),
    ]
