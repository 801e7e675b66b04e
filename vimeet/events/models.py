"""The organiser, the event and its frame: slots, places, participant types."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned, OrganiserOwned
from vimeet.core.words import in_page_language


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless ``name`` is an IANA time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone “%(name)s”."), params={"name": name})


class Organiser(OrganiserOwned):
    """A tenant: the company that runs events."""

    organiser_path = "pk"

    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Event(OrganiserOwned):
    """One event with its days, its time zone and its language."""

    event_path = "pk"

    organiser = models.ForeignKey(Organiser, models.CASCADE, related_name="events")
    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(_("short name in addresses"), max_length=60)
    city = models.CharField(_("city"), max_length=100, blank=True)
    venue = models.CharField(_("venue"), max_length=150, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="Europe/Paris",
        validators=[validate_time_zone],
    )
    language = models.CharField(
        _("default language"), max_length=5, choices=settings.LANGUAGES, default="fr"
    )
    max_in_a_row = models.PositiveSmallIntegerField(
        _("most meetings in a row"),
        null=True,
        blank=True,
        help_text=_("No delegate gets more meetings in consecutive slots. Empty: no limit."),
    )
    # Registration, in public. Without an opening time the event has no public page.
    registration_opens_at = models.DateTimeField(
        _("registration opens"),
        null=True,
        blank=True,
        help_text=_("Empty: the event has no public page, and nobody can register."),
    )
    registration_closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        help_text=_("Empty: at the end of the last day."),
    )
    registration_edits_until = models.DateTimeField(
        _("changes until"),
        null=True,
        blank=True,
        help_text=_("Until then people change what they registered. Empty: until the first day."),
    )
    confirms_address = models.BooleanField(
        _("the contact confirms their e-mail address"),
        default=True,
        help_text=_(
            "A registration is only sent from the link that was e-mailed to them. Without it, "
            "anybody can register others, have messages sent to them, and find out who takes part."
        ),
    )
    needs_approval = models.BooleanField(
        _("each registration needs approval"),
        default=False,
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to take an offered place"),
        default=48,
        help_text=_("A place that becomes free is offered to who waits first, for so long."),
    )
    # The phases: see vimeet.events.phases.
    directory_opens_at = models.DateTimeField(
        _("directory opens"),
        null=True,
        blank=True,
        help_text=_("From then on participants see who else takes part. Empty: at once."),
    )
    requests_open_at = models.DateTimeField(
        _("requests open"),
        null=True,
        blank=True,
        help_text=_("From then on participants ask each other for meetings. Empty: at once."),
    )
    requests_close_at = models.DateTimeField(
        _("requests close"),
        null=True,
        blank=True,
        help_text=_(
            "Then nobody asks, answers or withdraws any more, and what is unanswered expires. "
            "Empty: at the end of the last day."
        ),
    )
    agendas_out_at = models.DateTimeField(
        _("agendas are out"),
        null=True,
        blank=True,
        help_text=_("Before, participants don’t see a released plan. Empty: at its release."),
    )
    staff_only_from = models.DateTimeField(
        _("changes by staff only"),
        null=True,
        blank=True,
        help_text=_(
            "From then on participants no longer block times, nor move or cancel meetings. "
            "Empty: at the end of the last day."
        ),
    )
    complete_days = models.PositiveSmallIntegerField(
        _("days to order and pay"),
        null=True,
        blank=True,
        help_text=_(
            "An accepted registration holds its place for so long: first to choose a package, then "
            "as long again to pay. Empty: without end."
        ),
    )
    about_en = models.TextField(_("public text in English"), blank=True)
    about_fr = models.TextField(_("public text in French"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("-starts_on", "name")
        constraints = [
            models.UniqueConstraint(fields=("organiser", "slug"), name="event_slug_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="event_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The event's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def url_kwargs(self) -> dict[str, str]:
        """The part of every address that names this event."""
        return {"organiser": self.organiser.slug, "event": self.slug}

    @property
    def about(self) -> str:
        """The public text in the language of the page, else in the other one."""
        return in_page_language(self.about_en, self.about_fr)

    @property
    def ends_at(self) -> dt.datetime:
        """The end of the last day."""
        after = self.ends_on + dt.timedelta(days=1)
        return dt.datetime.combine(after, dt.time(), self.zone)

    @property
    def registration_ends_at(self) -> dt.datetime:
        """From when on nobody registers any more."""
        return self.registration_closes_at or self.ends_at

    @property
    def registration_last_minute(self) -> dt.datetime:
        """The last minute in which one can register: who reads "midnight" takes the wrong day."""
        return self.registration_ends_at - dt.timedelta(minutes=1)

    @property
    def registration_is_open(self) -> bool:
        """Whether one can register now."""
        opens = self.registration_opens_at
        return opens is not None and opens <= timezone.now() < self.registration_ends_at

    @property
    def registration_edits_end_at(self) -> dt.datetime:
        """From when on people no longer change what they registered."""
        first = dt.datetime.combine(self.starts_on, dt.time(), self.zone)
        return self.registration_edits_until or first


class ParticipantType(EventOwned):
    """A kind of participant (buyer, supplier …) and whom it may ask for meetings."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="participant_types")
    name_en = models.CharField(_("name in English"), max_length=80)
    name_fr = models.CharField(_("name in French"), max_length=80)
    may_ask = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="asked_by",
        verbose_name=_("may ask"),
    )
    max_delegations = models.PositiveSmallIntegerField(
        _("most delegations"),
        null=True,
        blank=True,
        help_text=_("Who registers after these goes on a waiting list. Empty: no limit."),
    )
    max_open_requests = models.PositiveSmallIntegerField(
        _("most open requests"),
        null=True,
        blank=True,
        help_text=_(
            "So many of a delegation’s own requests may wait or be accepted at once; its package "
            "may say another number. Empty: no limit."
        ),
    )
    is_public = models.BooleanField(
        _("can be chosen at registration"),
        default=True,
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("event", "name_en"), name="type_name_en_once"),
            models.UniqueConstraint(fields=("event", "name_fr"), name="type_name_fr_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_fr if get_language() == "fr" else self.name_en


class Slot(EventOwned):
    """A span of time in which meetings are held. The slots of an event never overlap."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))

    class Meta:
        ordering = ("starts_at",)
        constraints = [
            models.UniqueConstraint(fields=("event", "starts_at"), name="slot_start_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="slot_has_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Place(EventOwned):
    """Where meetings are held (``capacity`` at once), or sessions (with ``seats``), or both."""

    class Kind(models.TextChoices):
        TABLES = "tables", _("Tables")
        STAND = "stand", _("Stand")
        ROOM = "room", _("Room")
        VIRTUAL = "virtual", _("Virtual room")

    event = models.ForeignKey(Event, models.CASCADE, related_name="places")
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TABLES)
    capacity = models.PositiveIntegerField(
        _("meetings at once"),
        default=1,
        help_text=_("For tables: how many there are. 0: no meetings, only sessions."),
    )
    seats = models.PositiveIntegerField(
        _("seats for sessions"),
        null=True,
        blank=True,
        help_text=_("Empty: no session of the programme is held there."),
    )
    closed_slots = models.ManyToManyField(
        Slot, blank=True, related_name="closed_places", verbose_name=_("closed in")
    )

    class Meta:
        ordering = ("kind", "name")
        constraints = [
            models.UniqueConstraint(fields=("event", "name"), name="place_name_once"),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1) | models.Q(seats__gte=1),
                name="place_holds_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FloorPlan(EventOwned):
    """The event's one floor plan. Another picture is a new row: its address is new too."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="floor_plan")
    # WebP without any metadata, and its size in pixels.
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"floor plan {self.pk}"

    @property
    def overlay_height(self) -> int:
        """How high the drawing above the picture is, which is 1000 wide."""
        return max(1, round(1000 * self.height / self.width))


class PlaceMark(EventOwned):
    """Where a place is on the floor plan: fractions of its width and height, from top left."""

    organiser_path = "place__event__organiser"
    event_path = "place__event"

    place = models.OneToOneField(Place, models.CASCADE, related_name="mark")
    x = models.DecimalField(_("from the left"), max_digits=5, decimal_places=4)
    y = models.DecimalField(_("from the top"), max_digits=5, decimal_places=4)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(x__gte=0, x__lte=1, y__gte=0, y__lte=1),
                name="mark_on_the_plan",
            )
        ]

    def __str__(self) -> str:
        return f"{self.x:.4f}, {self.y:.4f}"
