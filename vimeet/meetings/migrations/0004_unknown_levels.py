"""What a plan reaches on a level may be unknown: the event as it stands could not hold the plan."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_what_ifs")]

    operations = [
        migrations.AlterField(
            model_name="levelresult",
            name="value",
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
