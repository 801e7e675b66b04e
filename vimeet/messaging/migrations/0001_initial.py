import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('events', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('topic', models.CharField(blank=True, max_length=100)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS')], max_length=10, verbose_name='channel')),
                ('recipient_name', models.CharField(max_length=200, verbose_name='recipient')),
                ('address', models.CharField(max_length=254, verbose_name='address')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                ('body', models.TextField(verbose_name='text')),
                ('attachment_name', models.CharField(blank=True, max_length=100, verbose_name='attached document')),
                ('attachment', models.BinaryField(blank=True, null=True, verbose_name='attached document')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sending', 'Sending'), ('sent', 'Sent'), ('uncertain', 'Not known whether sent'), ('dead', 'Given up'), ('replaced', 'Replaced by a newer one')], default='queued', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='written')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='last error')),
                ('provider_id', models.CharField(blank=True, max_length=100, verbose_name="provider's number")),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='events.event')),
                ('organiser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.organiser')),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['state', 'due_at'], name='messaging_m_state_b77905_idx'), models.Index(condition=models.Q(('topic', ''), _negated=True), fields=['topic'], name='message_topic')],
            },
        ),
    ]
