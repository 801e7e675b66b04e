"""Tracks, speakers, and sessions as the organiser edits them: together they are the draft."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.core.words import in_page_language
from vimeet.events.models import Event, Place
from vimeet.registration.models import Delegate

# What may be spoken in a session; their names come with Django, in the language of the page.
LANGUAGES = ("fr", "en", "es", "de", "it", "pt", "nl", "pl", "ar", "ja", "zh-hans")


class Track(EventOwned):
    """A thread through the programme, with a colour."""

    class Colour(models.TextChoices):
        BLUE = "blue", _("Blue")
        TEAL = "teal", _("Teal")
        GREEN = "green", _("Green")
        AMBER = "amber", _("Amber")
        RED = "red", _("Red")
        PINK = "pink", _("Pink")
        VIOLET = "violet", _("Violet")
        GREY = "grey", _("Grey")

    event = models.ForeignKey(Event, models.CASCADE, related_name="tracks")
    name_en = models.CharField(_("name in English"), max_length=80)
    name_fr = models.CharField(_("name in French"), max_length=80)
    colour = models.CharField(
        _("colour"), max_length=10, choices=Colour.choices, default=Colour.BLUE
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("event", "name_en"), name="track_name_en_once"),
            models.UniqueConstraint(fields=("event", "name_fr"), name="track_name_fr_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return in_page_language(self.name_en, self.name_fr)


class Speaker(EventOwned):
    """Who speaks: a delegate of the event, or somebody from outside.

    A delegate's name, position and company are those of the delegate, for as long as there is one;
    the copy kept here stands for them once the delegate is gone.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    delegate = models.ForeignKey(
        Delegate, models.SET_NULL, null=True, blank=True, related_name="speakers"
    )
    own_name = models.CharField(_("name"), max_length=161)
    own_position = models.CharField(_("position"), max_length=120, blank=True)
    own_company = models.CharField(_("company"), max_length=150, blank=True)
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("Never shown. With it, the speaker is told when a session of theirs moves."),
    )
    biography_en = models.TextField(_("short biography in English"), blank=True, max_length=1500)
    biography_fr = models.TextField(_("short biography in French"), blank=True, max_length=1500)

    class Meta:
        ordering = ("own_name", "pk")
        constraints = [
            models.UniqueConstraint(fields=("event", "delegate"), name="speaker_delegate_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name."""
        return self.delegate.name if self.delegate else self.own_name

    @property
    def position(self) -> str:
        """What they are in their company."""
        return self.delegate.job_title if self.delegate else self.own_position

    @property
    def company(self) -> str:
        """Where they come from. Reads the delegate's delegation: select it where there are many."""
        return self.delegate.delegation.name if self.delegate else self.own_company

    @property
    def biography(self) -> str:
        """A few sentences in the language of the page, else in the other one."""
        return in_page_language(self.biography_en, self.biography_fr)


class SessionContent(EventOwned):
    """What people read of a session; the draft and each release have it."""

    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=150, blank=True)
    abstract_en = models.TextField(_("abstract in English"), blank=True, max_length=4000)
    abstract_fr = models.TextField(_("abstract in French"), blank=True, max_length=4000)
    # Codes out of LANGUAGES.
    languages = models.JSONField(_("spoken in"), default=list, blank=True)
    track = models.ForeignKey(
        Track,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("track"),
    )
    speakers = models.ManyToManyField(
        Speaker, blank=True, related_name="%(class)ss", verbose_name=_("speakers")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the page, else in the other one."""
        return in_page_language(self.title_en, self.title_fr)

    @property
    def abstract(self) -> str:
        """The abstract in the language of the page, else in the other one."""
        return in_page_language(self.abstract_en, self.abstract_fr)

    @property
    def language_names(self) -> list[str]:
        """What is spoken, in words."""
        return [str(get_language_info(code)["name_translated"]) for code in self.languages]


class Session(SessionContent):
    """A conference as it is edited now; nobody reads it before it is released.

    Capacity and whether one can register are no part of a release: changing them acts at once.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("room"),
    )
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    capacity = models.PositiveIntegerField(
        _("places for registrations"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: the seats of the room. Beyond, people go on a waiting list."),
    )
    registration_open = models.BooleanField(
        _("participants register for it"),
        default=False,
        help_text=_("Who registers has no meeting at that time."),
    )
    # Deleted after having been released: the next release takes it out of the programme.
    dropped = models.BooleanField(_("taken out"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at=None, ends_at=None)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="session_has_length",
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(
                condition=~models.Q(title_en="", title_fr=""),
                name="session_has_title",
                violation_error_message=_("A session needs a title, in one language at least."),
            ),
        ]

    @property
    def key(self) -> int:
        """Which session it is, whatever the version."""
        return int(self.pk)

    @property
    def is_placed(self) -> bool:
        """Whether it has a time and a room: what has not is left out of releases."""
        return self.starts_at is not None and self.place_id is not None

    @property
    def length(self) -> dt.timedelta | None:
        """How long it lasts; None without a time."""
        return self.ends_at - self.starts_at if self.starts_at and self.ends_at else None
