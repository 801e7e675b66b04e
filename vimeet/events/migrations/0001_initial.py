import django.db.models.deletion
import vimeet.events.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organiser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name in addresses')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('slug', models.SlugField(max_length=60, verbose_name='short name in addresses')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('venue', models.CharField(blank=True, max_length=150, verbose_name='venue')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('time_zone', models.CharField(default='Europe/Paris', max_length=60, validators=[vimeet.events.models.validate_time_zone], verbose_name='time zone')),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], default='fr', max_length=5, verbose_name='default language')),
                ('max_in_a_row', models.PositiveSmallIntegerField(blank=True, help_text='No delegate gets more meetings in consecutive slots. Empty: no limit.', null=True, verbose_name='most meetings in a row')),
                ('registration_opens_at', models.DateTimeField(blank=True, help_text='Empty: the event has no public page, and nobody can register.', null=True, verbose_name='registration opens')),
                ('registration_closes_at', models.DateTimeField(blank=True, help_text='Empty: at the end of the last day.', null=True, verbose_name='registration closes')),
                ('registration_edits_until', models.DateTimeField(blank=True, help_text='Until then people change what they registered. Empty: until the first day.', null=True, verbose_name='changes until')),
                ('needs_approval', models.BooleanField(default=False, verbose_name='each registration needs approval')),
                ('offer_hours', models.PositiveSmallIntegerField(default=48, help_text='A place that becomes free is offered to who waits first, for so long.', verbose_name='hours to take an offered place')),
                ('directory_opens_at', models.DateTimeField(blank=True, help_text='From then on participants see who else takes part. Empty: at once.', null=True, verbose_name='directory opens')),
                ('requests_open_at', models.DateTimeField(blank=True, help_text='From then on participants ask each other for meetings. Empty: at once.', null=True, verbose_name='requests open')),
                ('requests_close_at', models.DateTimeField(blank=True, help_text='Then nobody asks, answers or withdraws any more, and what is unanswered expires. Empty: at the end of the last day.', null=True, verbose_name='requests close')),
                ('agendas_out_at', models.DateTimeField(blank=True, help_text='Before, participants don’t see a released plan. Empty: at its release.', null=True, verbose_name='agendas are out')),
                ('staff_only_from', models.DateTimeField(blank=True, help_text='From then on participants no longer block times, nor move or cancel meetings. Empty: at the end of the last day.', null=True, verbose_name='changes by staff only')),
                ('complete_days', models.PositiveSmallIntegerField(blank=True, help_text='An accepted registration holds its place for so long: first to choose a package, then as long again to pay. Empty: without end.', null=True, verbose_name='days to order and pay')),
                ('about_en', models.TextField(blank=True, verbose_name='public text in English')),
                ('about_fr', models.TextField(blank=True, verbose_name='public text in French')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='events.organiser')),
            ],
            options={
                'ordering': ('-starts_on', 'name'),
                'constraints': [models.UniqueConstraint(fields=('organiser', 'slug'), name='event_slug_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='event_days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='FloorPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='floor_plan', to='events.event')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ParticipantType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('name_fr', models.CharField(max_length=80, verbose_name='name in French')),
                ('max_delegations', models.PositiveSmallIntegerField(blank=True, help_text='Who registers after these goes on a waiting list. Empty: no limit.', null=True, verbose_name='most delegations')),
                ('max_open_requests', models.PositiveSmallIntegerField(blank=True, help_text='So many of a delegation’s own requests may wait or be accepted at once; its package may say another number. Empty: no limit.', null=True, verbose_name='most open requests')),
                ('is_public', models.BooleanField(default=True, verbose_name='can be chosen at registration')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participant_types', to='events.event')),
                ('may_ask', models.ManyToManyField(blank=True, related_name='asked_by', to='events.participanttype', verbose_name='may ask')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('event', 'name_en'), name='type_name_en_once'), models.UniqueConstraint(fields=('event', 'name_fr'), name='type_name_fr_once')],
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='start')),
                ('ends_at', models.DateTimeField(verbose_name='end')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='events.event')),
            ],
            options={
                'ordering': ('starts_at',),
                'constraints': [models.UniqueConstraint(fields=('event', 'starts_at'), name='slot_start_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='slot_has_length')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(choices=[('tables', 'Tables'), ('stand', 'Stand'), ('room', 'Room'), ('virtual', 'Virtual room')], default='tables', max_length=10, verbose_name='kind')),
                ('capacity', models.PositiveIntegerField(default=1, help_text='For tables: how many there are. 0: no meetings, only sessions.', verbose_name='meetings at once')),
                ('seats', models.PositiveIntegerField(blank=True, help_text='Empty: no session of the programme is held there.', null=True, verbose_name='seats for sessions')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='events.event')),
                ('closed_slots', models.ManyToManyField(blank=True, related_name='closed_places', to='events.slot', verbose_name='closed in')),
            ],
            options={
                'ordering': ('kind', 'name'),
                'constraints': [models.UniqueConstraint(fields=('event', 'name'), name='place_name_once'), models.CheckConstraint(condition=models.Q(('capacity__gte', 1), ('seats__gte', 1), _connector='OR'), name='place_holds_something')],
            },
        ),
        migrations.CreateModel(
            name='PlaceMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('x', models.DecimalField(decimal_places=4, max_digits=5, verbose_name='from the left')),
                ('y', models.DecimalField(decimal_places=4, max_digits=5, verbose_name='from the top')),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mark', to='events.place')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('x__gte', 0), ('x__lte', 1), ('y__gte', 0), ('y__lte', 1)), name='mark_on_the_plan')],
            },
        ),
    ]
