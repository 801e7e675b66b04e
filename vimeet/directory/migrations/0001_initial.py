import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('events', '0001_initial'),
        ('registration', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_key', models.CharField(blank=True, max_length=150)),
                ('tags', models.BinaryField(default=bytes)),
                ('stale', models.BooleanField(db_default=True, default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                ('delegation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='entry', to='registration.delegation')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.event')),
            ],
            options={
                'indexes': [models.Index(fields=['event', 'name_key'], name='directory_e_event_i_81637f_idx'), models.Index(condition=models.Q(('stale', True)), fields=['stale'], name='entry_stale')],
            },
        ),
        migrations.CreateModel(
            name='Favourite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='kept since')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='favourites', to='registration.delegate')),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registration.delegation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('delegate', 'delegation'), name='favourite_once')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='note')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='registration.delegate')),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registration.delegation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('delegate', 'delegation'), name='note_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('query', models.CharField(max_length=1000, verbose_name='search')),
                ('notify', models.BooleanField(default=True, verbose_name='tell me by e-mail when somebody new fits')),
                ('known', models.JSONField(default=list)),
                ('told', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='saved')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to='registration.delegate')),
            ],
            options={
                'ordering': ('name', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('delegate', 'query'), name='saved_search_once')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.event')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'code'), name='tag_once')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.event')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'text'), name='word_once')],
            },
        ),
    ]
