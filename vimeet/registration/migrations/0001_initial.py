import django.db.models.deletion
import django.utils.timezone
import django_countries.fields
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('events', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='version')),
                ('definition', models.JSONField(default=dict, verbose_name='form')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('participant_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='form_versions', to='events.participanttype')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('participant_type', '-number'),
                'constraints': [models.UniqueConstraint(fields=('participant_type', 'number'), name='form_number_once'), models.UniqueConstraint(condition=models.Q(('number', None)), fields=('participant_type',), name='form_draft_once')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                ('name_fr', models.CharField(max_length=120, verbose_name='name in French')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='events.event')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='registration.term', verbose_name='under')),
            ],
            options={
                'ordering': ('position', 'name_en', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('event', 'name_en'), name='term_name_en_once_at_top'), models.UniqueConstraint(fields=('parent', 'name_en'), name='term_name_en_once_below')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='company')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('presentation_en', models.TextField(blank=True, verbose_name='presentation in English')),
                ('presentation_fr', models.TextField(blank=True, verbose_name='presentation in French')),
                ('needs_en', models.TextField(blank=True, verbose_name='looks for, in English')),
                ('needs_fr', models.TextField(blank=True, verbose_name='looks for, in French')),
                ('offers_en', models.TextField(blank=True, verbose_name='offers, in English')),
                ('offers_fr', models.TextField(blank=True, verbose_name='offers, in French')),
                ('max_meetings', models.PositiveSmallIntegerField(blank=True, help_text='Empty: no limit.', null=True, verbose_name='meeting credits')),
                ('min_meetings', models.PositiveSmallIntegerField(default=0, verbose_name='meetings promised')),
                ('max_open_requests', models.PositiveSmallIntegerField(blank=True, help_text='So many of its own requests may wait or be accepted at once. Empty: as its participant type says.', null=True, verbose_name='most open requests')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('profile_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations', to='events.event')),
                ('participant_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='events.participanttype', verbose_name='participant type')),
                ('stand', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='delegation', to='events.place', verbose_name='own stand')),
                ('needed_terms', models.ManyToManyField(blank=True, related_name='needed_by', to='registration.term', verbose_name='looks for')),
                ('offered_terms', models.ManyToManyField(blank=True, related_name='offered_by', to='registration.term', verbose_name='offers')),
            ],
            options={
                'ordering': ('name',),
                'indexes': [models.Index(fields=['event', '-profile_changed_at'], name='registratio_event_i_3a201c_idx')],
                'constraints': [models.UniqueConstraint(fields=('event', 'name'), name='delegation_name_once')],
            },
        ),
        migrations.CreateModel(
            name='TermPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('fits', 'fits'), ('clashes', 'clashes')], default='fits', max_length=10, verbose_name='kind')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='term_pairs', to='events.event')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_need', to='registration.term', verbose_name='who looks for')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_offer', to='registration.term', verbose_name='who offers')),
            ],
            options={
                'ordering': ('need__name_en', 'offer__name_en', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('need', 'offer'), name='term_pair_once')],
            },
        ),
        migrations.CreateModel(
            name='Delegate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_name', models.CharField(max_length=80, verbose_name='first name')),
                ('last_name', models.CharField(max_length=80, verbose_name='last name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='mobile phone')),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='position')),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], default='fr', max_length=5, verbose_name='language')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='delegates', to=settings.AUTH_USER_MODEL)),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegates', to='registration.delegation')),
            ],
            options={
                'ordering': ('last_name', 'first_name'),
                'constraints': [models.UniqueConstraint(fields=('delegation', 'email'), name='delegate_email_once')],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Being filled in'), ('waiting', 'On the waiting list'), ('offered', 'Place offered'), ('to_approve', 'To approve'), ('approved', 'Approved'), ('confirmed', 'Confirmed'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Place not taken in time')], default='draft', max_length=12, verbose_name='state')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address of the contact')),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], max_length=5, verbose_name='language')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='company')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('vat_number', models.CharField(blank=True, max_length=30, verbose_name='VAT number')),
                ('answers', models.JSONField(blank=True, default=dict, verbose_name='answers')),
                ('typed', models.JSONField(blank=True, default=dict)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('people_limit', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='most people')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='begun')),
                ('held_back', models.BooleanField(default=False, verbose_name='held back')),
                ('offer_expires_at', models.DateTimeField(blank=True, null=True, verbose_name='offer ends')),
                ('complete_by', models.DateTimeField(blank=True, null=True, verbose_name='to be completed by')),
                ('reminded_for', models.DateTimeField(blank=True, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('delegation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='registration', to='registration.delegation')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='events.event')),
                ('form_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='registration.formversion')),
                ('participant_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='events.participanttype', verbose_name='participant type')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='registrations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['event', 'state'], name='registratio_event_i_966fc7_idx')],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('delegate', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photo', to='registration.delegate')),
                ('delegation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='logo', to='registration.delegation')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='events.event')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('delegate__isnull', False), ('delegation', None)), models.Q(('delegate', None), ('delegation__isnull', False)), _connector='OR'), name='picture_of_one')],
            },
        ),
        migrations.CreateModel(
            name='AnswerFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('content_type', models.CharField(max_length=100)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='registration.registration')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('registration', 'question'), name='answer_file_once')],
            },
        ),
        migrations.CreateModel(
            name='RegistrationPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('first_name', models.CharField(max_length=80, verbose_name='first name')),
                ('last_name', models.CharField(max_length=80, verbose_name='last name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='mobile phone')),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='position')),
                ('is_contact', models.BooleanField(default=False, verbose_name='contact')),
                ('delegate', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='registered_as', to='registration.delegate')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='registration.registration')),
            ],
            options={
                'ordering': ('position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('registration', 'email'), name='registration_person_email_once'), models.UniqueConstraint(condition=models.Q(('is_contact', True)), fields=('registration',), name='registration_contact_once')],
            },
        ),
        migrations.CreateModel(
            name='ReturnLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='return_links', to='registration.registration')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TakenChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=20)),
                ('choice', models.CharField(max_length=20)),
                ('participant_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taken_choices', to='events.participanttype')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taken_choices', to='registration.registration')),
            ],
            options={
                'indexes': [models.Index(fields=['participant_type', 'question', 'choice'], name='registratio_partici_f323e7_idx')],
                'constraints': [models.UniqueConstraint(fields=('registration', 'question', 'choice'), name='choice_taken_once')],
            },
        ),
        migrations.CreateModel(
            name='PictureSize',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sizes', to='registration.picture')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('picture', 'size'), name='picture_size_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('pk')), _negated=True), name='term_not_under_itself'),
        ),
    ]
