import django.core.validators
import django.db.models.deletion
import vimeet.meetings.models.rules
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
            name='AgendaRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moves', models.CharField(choices=[('freely', 'Freely'), ('approval', 'With approval'), ('never', 'Never')], default='approval', max_length=10, verbose_name='move a meeting')),
                ('cancellations', models.CharField(choices=[('freely', 'Freely'), ('approval', 'With approval'), ('never', 'Never')], default='approval', max_length=10, verbose_name='cancel a meeting')),
                ('notice_minutes', models.PositiveSmallIntegerField(default=60, help_text='Later than that, participants can only ask the staff on site.', validators=[django.core.validators.MaxValueValidator(10080)], verbose_name='minutes before the meeting')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='agenda_rules', to='events.event')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='last read')),
                ('delegate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to='registration.delegate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired')], default='proposed', max_length=10, verbose_name='state')),
                ('asker_priority', models.CharField(choices=[('must', 'Must'), ('want', 'Want'), ('could', 'Could')], default='want', max_length=5, verbose_name='how much it counts to those who ask')),
                ('asked_priority', models.CharField(choices=[('must', 'Must'), ('want', 'Want'), ('could', 'Could')], default='want', max_length=5, verbose_name='how much it counts to those who are asked')),
                ('weight', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='weight')),
                ('weight_by_hand', models.BooleanField(default=False, verbose_name='weighed by hand')),
                ('must', models.BooleanField(default=False, verbose_name='must be placed')),
                ('message', models.TextField(blank=True, max_length=1000, verbose_name='message')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('answer', models.TextField(blank=True, max_length=500, verbose_name='reason')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('withdrawn_by', models.CharField(blank=True, choices=[('asker', 'those who asked'), ('asked', 'those who were asked'), ('organiser', 'the organiser')], max_length=10, verbose_name='withdrawn by')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded')),
                ('last_call_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded before the end')),
                ('asked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests_received', to='registration.delegation')),
                ('asked_delegates', models.ManyToManyField(blank=True, related_name='+', to='registration.delegate')),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests_made', to='registration.delegation')),
                ('asker_delegates', models.ManyToManyField(blank=True, related_name='+', to='registration.delegate')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='events.event')),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['event', 'state'], name='meetings_re_event_i_185003_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('asker', models.F('asked')), _negated=True), name='request_of_two'), models.UniqueConstraint(condition=models.Q(('state__in', ('proposed', 'accepted'))), fields=('asker', 'asked'), name='request_open_once')],
            },
        ),
        migrations.CreateModel(
            name='RequestRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weights', models.JSONField(default=vimeet.meetings.models.rules.default_weights, verbose_name='weights')),
                ('remind_after_days', models.PositiveSmallIntegerField(blank=True, help_text='Who has not answered a request for so long gets one e-mail. Empty: none.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='remind after (days)')),
                ('remind_before_close_days', models.PositiveSmallIntegerField(blank=True, help_text='One last e-mail about all that is unanswered. Empty: none.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='remind before requests close (days)')),
                ('expire_after_days', models.PositiveSmallIntegerField(blank=True, help_text='Empty: when requests close.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='requests expire after (days)')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='request_rules', to='events.event')),
            ],
            options={
                'verbose_name_plural': 'request rules',
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('finished', 'Finished'), ('cancelled', 'Stopped'), ('infeasible', 'No plan possible'), ('failed', 'Failed'), ('lost', 'Lost')], default='queued', max_length=12, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True)),
                ('time_limit', models.PositiveIntegerField(default=60, verbose_name='time limit in seconds')),
                ('seed', models.PositiveIntegerField(default=1, verbose_name='seed')),
                ('stop_requested_at', models.DateTimeField(blank=True, null=True)),
                ('keep_result', models.BooleanField(default=True)),
                ('problem', models.JSONField(default=dict)),
                ('request_count', models.PositiveIntegerField(default=0, verbose_name='accepted requests')),
                ('placed', models.PositiveIntegerField(default=0, verbose_name='placed')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('conflict', models.JSONField(default=list)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='events.event')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('event', 'number'), name='run_number_once'), models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('event',), name='run_active_once')],
            },
        ),
        migrations.CreateModel(
            name='Unavailability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='to')),
                ('away', models.BooleanField(default=True, verbose_name='away')),
                ('reason', models.CharField(blank=True, max_length=150, verbose_name='reason')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unavailabilities', to='registration.delegate')),
            ],
            options={
                'ordering': ('starts_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='unavailability_has_length')],
            },
        ),
        migrations.CreateModel(
            name='NeverWith',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='said on')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='never_with', to='registration.delegation')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registration.delegation')),
            ],
            options={
                'ordering': ('other__name',),
                'constraints': [models.CheckConstraint(condition=models.Q(('delegation', models.F('other')), _negated=True), name='never_with_of_two'), models.UniqueConstraint(fields=('delegation', 'other'), name='never_with_once')],
            },
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('forbidden', 'never meet'), ('locked', 'meet in any case')], max_length=10, verbose_name='kind')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='said on')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='events.event')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registration.delegation')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registration.delegation')),
            ],
            options={
                'ordering': ('first__name', 'second__name'),
                'constraints': [models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='pair_in_order'), models.UniqueConstraint(fields=('first', 'second'), name='pair_once')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('released', 'Released'), ('discarded', 'Discarded')], default='draft', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='released')),
                ('proven', models.BooleanField(default=False, verbose_name='proven optimal')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='events.event')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='plan', to='meetings.run')),
            ],
            options={
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('event', 'number'), name='plan_number_once')],
            },
        ),
        migrations.CreateModel(
            name='MeetingReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('took_place', models.BooleanField(blank=True, null=True, verbose_name='took place')),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='rating')),
                ('comment', models.TextField(blank=True, max_length=1000, verbose_name='comment')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='reported')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_reports', to='registration.delegate')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='meetings.request')),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.UniqueConstraint(fields=('delegate', 'request'), name='meeting_report_once'), models.CheckConstraint(condition=models.Q(('rating', None), ('rating__range', (1, 5)), _connector='OR'), name='meeting_report_rating_1_to_5')],
            },
        ),
        migrations.CreateModel(
            name='MeetingNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=5000, verbose_name='notes')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_notes', to='registration.delegate')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='meetings.request')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('delegate', 'request'), name='meeting_note_once')],
            },
        ),
        migrations.CreateModel(
            name='MeetingMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000, verbose_name='message')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='sent')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_messages', to='registration.delegate')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_messages', to='meetings.request')),
            ],
            options={
                'ordering': ('created_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='RunPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seconds', models.FloatField()),
                ('level', models.CharField(max_length=12)),
                ('value', models.BigIntegerField(null=True)),
                ('bound', models.BigIntegerField(null=True)),
                ('placed', models.PositiveIntegerField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='meetings.run')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='UnseenChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.JSONField(default=list)),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unseen_changes', to='registration.delegate')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.place')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetings.request')),
                ('slot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.slot')),
                ('told_slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.slot')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('delegate', 'request'), name='unseen_change_once')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attendees', models.ManyToManyField(related_name='meetings', to='registration.delegate')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='events.place')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='events.slot')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='meetings.plan')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='meetings.request')),
            ],
            options={
                'ordering': ('slot__starts_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('plan', 'request'), name='meeting_once_a_plan')],
            },
        ),
        migrations.CreateModel(
            name='ChangeWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('move', 'Move'), ('cancel', 'Cancel')], max_length=10, verbose_name='wish')),
                ('reason', models.TextField(blank=True, max_length=500, verbose_name='reason')),
                ('state', models.CharField(choices=[('open', 'Waiting for the organiser'), ('done', 'Done'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='open', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('answer', models.TextField(blank=True, max_length=500, verbose_name='answer')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='change_wishes', to='registration.delegate')),
                ('slot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.slot')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='meetings.plan')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='change_wishes', to='meetings.request')),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('request',), name='change_wish_open_once')],
            },
        ),
        migrations.CreateModel(
            name='UnplacedRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason_code', models.CharField(max_length=40)),
                ('reason', models.JSONField(default=dict)),
                ('remedies', models.JSONField(default=list)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unplaced', to='meetings.plan')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetings.request')),
            ],
            options={
                'ordering': ('-request__weight', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='LevelResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField()),
                ('level', models.CharField(max_length=12)),
                ('value', models.BigIntegerField()),
                ('bound', models.BigIntegerField(blank=True, null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='meetings.plan')),
            ],
            options={
                'ordering': ('rank',),
                'constraints': [models.UniqueConstraint(fields=('plan', 'rank'), name='level_rank_once')],
            },
        ),
        migrations.CreateModel(
            name='AgendaBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Being prepared'), ('ready', 'Ready'), ('failed', 'Failed')], default='queued', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('ready_at', models.DateTimeField(blank=True, null=True, verbose_name='ready')),
                ('document', models.BinaryField(blank=True, null=True)),
                ('agendas', models.PositiveIntegerField(default=0, verbose_name='agendas')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda_books', to='events.event')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetings.plan')),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'queued')), fields=('plan',), name='agenda_book_queued_once')],
            },
        ),
    ]
