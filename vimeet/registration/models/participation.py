"""Who takes part: delegations (companies) and delegates (people)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from vimeet.core.tenancy import EventOwned
from vimeet.core.words import in_page_language
from vimeet.events.models import Event, ParticipantType, Place


class Delegation(EventOwned):
    """One participation in an event, usually a company, with its meeting credits."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="delegations")
    participant_type = models.ForeignKey(
        ParticipantType,
        models.PROTECT,
        related_name="delegations",
        verbose_name=_("participant type"),
    )
    name = models.CharField(_("company"), max_length=150)
    country = CountryField(_("country"), blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    presentation_en = models.TextField(_("presentation in English"), blank=True)
    presentation_fr = models.TextField(_("presentation in French"), blank=True)
    needs_en = models.TextField(_("looks for, in English"), blank=True)
    needs_fr = models.TextField(_("looks for, in French"), blank=True)
    offers_en = models.TextField(_("offers, in English"), blank=True)
    offers_fr = models.TextField(_("offers, in French"), blank=True)
    needed_terms = models.ManyToManyField(
        "registration.Term", blank=True, related_name="needed_by", verbose_name=_("looks for")
    )
    offered_terms = models.ManyToManyField(
        "registration.Term", blank=True, related_name="offered_by", verbose_name=_("offers")
    )
    max_meetings = models.PositiveSmallIntegerField(
        _("meeting credits"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    min_meetings = models.PositiveSmallIntegerField(_("meetings promised"), default=0)
    max_open_requests = models.PositiveSmallIntegerField(
        _("most open requests"),
        null=True,
        blank=True,
        help_text=_(
            "So many of its own requests may wait or be accepted at once. Empty: as its "
            "participant type says."
        ),
    )
    stand = models.OneToOneField(
        Place,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="delegation",
        verbose_name=_("own stand"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # When something changed that others look for or are recommended it by.
    profile_changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name",)
        indexes = [models.Index(fields=("event", "-profile_changed_at"))]
        constraints = [
            models.UniqueConstraint(fields=("event", "name"), name="delegation_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def presentation(self) -> str:
        """What it says of itself, in the page's language, else in the other one."""
        return in_page_language(self.presentation_en, self.presentation_fr)

    @property
    def needs(self) -> str:
        """What it says it looks for, in the page's language, else in the other one."""
        return in_page_language(self.needs_en, self.needs_fr)

    @property
    def offers(self) -> str:
        """What it says it offers, in the page's language, else in the other one."""
        return in_page_language(self.offers_en, self.offers_fr)


class Delegate(EventOwned):
    """A person of a delegation, with an agenda of their own."""

    organiser_path = "delegation__event__organiser"
    event_path = "delegation__event"

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="delegates")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="delegates",
    )
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    phone = PhoneNumberField(_("mobile phone"), blank=True)
    job_title = models.CharField(_("position"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="fr"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("last_name", "first_name")
        constraints = [
            models.UniqueConstraint(fields=("delegation", "email"), name="delegate_email_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"
