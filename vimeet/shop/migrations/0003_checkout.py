import django.db.models.deletion
from django.db import migrations, models

import vimeet.shop.models.orders


def give_secrets(apps, schema_editor):
    """Give each order that is there a secret of its own."""
    for order in apps.get_model("shop", "Order").objects.only("pk"):
        order.secret = vimeet.shop.models.orders.new_secret()
        order.save(update_fields=["secret"])


class Migration(migrations.Migration):

    dependencies = [
        ("registration", "0002_registrations"),
        ("shop", "0002_invoices"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="registration",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="orders",
                to="registration.registration",
                verbose_name="registration",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="secret",
            field=models.CharField(default="", editable=False, max_length=40),
            preserve_default=False,
        ),
        migrations.RunPython(give_secrets, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="order",
            name="secret",
            field=models.CharField(
                default=vimeet.shop.models.orders.new_secret,
                editable=False,
                max_length=40,
                unique=True,
            ),
        ),
    ]
