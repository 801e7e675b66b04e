import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('events', '0001_initial'),
        ('registration', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProgrammeRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('released_at', models.DateTimeField(verbose_name='released')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme_releases', to='events.event')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('event', 'number'), name='programme_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('own_name', models.CharField(max_length=161, verbose_name='name')),
                ('own_position', models.CharField(blank=True, max_length=120, verbose_name='position')),
                ('own_company', models.CharField(blank=True, max_length=150, verbose_name='company')),
                ('email', models.EmailField(blank=True, help_text='Never shown. With it, the speaker is told when a session of theirs moves.', max_length=254, verbose_name='e-mail address')),
                ('biography_en', models.TextField(blank=True, max_length=1500, verbose_name='short biography in English')),
                ('biography_fr', models.TextField(blank=True, max_length=1500, verbose_name='short biography in French')),
                ('delegate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='speakers', to='registration.delegate')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='events.event')),
            ],
            options={
                'ordering': ('own_name', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('event', 'delegate'), name='speaker_delegate_once')],
            },
        ),
        migrations.CreateModel(
            name='Track',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('name_fr', models.CharField(max_length=80, verbose_name='name in French')),
                ('colour', models.CharField(choices=[('blue', 'Blue'), ('teal', 'Teal'), ('green', 'Green'), ('amber', 'Amber'), ('red', 'Red'), ('pink', 'Pink'), ('violet', 'Violet'), ('grey', 'Grey')], default='blue', max_length=10, verbose_name='colour')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tracks', to='events.event')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('event', 'name_en'), name='track_name_en_once'), models.UniqueConstraint(fields=('event', 'name_fr'), name='track_name_fr_once')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title_en', models.CharField(blank=True, max_length=150, verbose_name='title in English')),
                ('title_fr', models.CharField(blank=True, max_length=150, verbose_name='title in French')),
                ('abstract_en', models.TextField(blank=True, max_length=4000, verbose_name='abstract in English')),
                ('abstract_fr', models.TextField(blank=True, max_length=4000, verbose_name='abstract in French')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='spoken in')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='start')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='end')),
                ('capacity', models.PositiveIntegerField(blank=True, help_text='Empty: the seats of the room. Beyond, people go on a waiting list.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='places for registrations')),
                ('registration_open', models.BooleanField(default=False, help_text='Who registers has no meeting at that time.', verbose_name='participants register for it')),
                ('dropped', models.BooleanField(default=False, verbose_name='taken out')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='events.event')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='events.place', verbose_name='room')),
                ('speakers', models.ManyToManyField(blank=True, related_name='%(class)ss', to='programme.speaker', verbose_name='speakers')),
                ('track', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='%(class)ss', to='programme.track', verbose_name='track')),
            ],
            options={
                'ordering': ('starts_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ends_at', None), ('starts_at', None)), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='session_has_length', violation_error_message='The end must come after the start.'), models.CheckConstraint(condition=models.Q(('title_en', ''), ('title_fr', ''), _negated=True), name='session_has_title', violation_error_message='A session needs a title, in one language at least.')],
            },
        ),
        migrations.CreateModel(
            name='SessionRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('registered', 'Registered'), ('waiting', 'Waiting')], max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='registered')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='session_registrations', to='registration.delegate')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='programme.session')),
            ],
            options={
                'ordering': ('created_at', 'pk'),
                'indexes': [models.Index(fields=['session', 'state'], name='programme_s_session_95b946_idx')],
                'constraints': [models.UniqueConstraint(fields=('session', 'delegate'), name='session_registered_once')],
            },
        ),
        migrations.CreateModel(
            name='ReleasedSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title_en', models.CharField(blank=True, max_length=150, verbose_name='title in English')),
                ('title_fr', models.CharField(blank=True, max_length=150, verbose_name='title in French')),
                ('abstract_en', models.TextField(blank=True, max_length=4000, verbose_name='abstract in English')),
                ('abstract_fr', models.TextField(blank=True, max_length=4000, verbose_name='abstract in French')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='spoken in')),
                ('starts_at', models.DateTimeField(verbose_name='start')),
                ('ends_at', models.DateTimeField(verbose_name='end')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releasedsessions', to='events.place')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='programme.programmerelease')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='programme.session')),
                ('speakers', models.ManyToManyField(blank=True, related_name='%(class)ss', to='programme.speaker', verbose_name='speakers')),
                ('track', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='%(class)ss', to='programme.track', verbose_name='track')),
            ],
            options={
                'ordering': ('starts_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('release', 'session'), name='session_once_a_release')],
            },
        ),
    ]
