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
    needs_approval = models.BooleanField(
        _("each registration needs approval"),
        default=False,
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to take an offered place"),
        default=48,
        help_text=_("A place that becomes free is offered to who waits first, for so long."),
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
        first, second = self.about_en, self.about_fr
        return (second or first) if get_language() == "fr" else (first or second)

    @property
    def registration_ends_at(self) -> dt.datetime:
        """From when on nobody registers any more."""
        after = self.ends_on + dt.timedelta(days=1)
        return self.registration_closes_at or dt.datetime.combine(after, dt.time(), self.zone)

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
    """Where meetings are held: ``capacity`` like tables, a stand, a room, a virtual room."""

    class Kind(models.TextChoices):
        TABLES = "tables", _("Tables")
        STAND = "stand", _("Stand")
        ROOM = "room", _("Room")
        VIRTUAL = "virtual", _("Virtual room")

    event = models.ForeignKey(Event, models.CASCADE, related_name="places")
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TABLES)
    capacity = models.PositiveIntegerField(
        _("meetings at once"), default=1, help_text=_("For tables: how many there are.")
    )
    closed_slots = models.ManyToManyField(
        Slot, blank=True, related_name="closed_places", verbose_name=_("closed in")
    )

    class Meta:
        ordering = ("kind", "name")
        constraints = [
            models.UniqueConstraint(fields=("event", "name"), name="place_name_once"),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1), name="place_holds_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name
