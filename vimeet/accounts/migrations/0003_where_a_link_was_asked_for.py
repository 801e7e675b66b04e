"""Where a sign-in link was asked for: what one place has asked must not stop another."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_accountants"),
    ]

    operations = [
        migrations.AddField(
            model_name="signinlink",
            name="asked_from",
            field=models.GenericIPAddressField(blank=True, null=True),
        ),
    ]
