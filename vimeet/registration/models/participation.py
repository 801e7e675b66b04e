"""Who takes part: delegations (companies) and delegates (people)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from vimeet.core.tenancy import EventOwned
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
    presentation = models.TextField(_("presentation"), blank=True)
    needs = models.TextField(_("looks for"), blank=True)
    offers = models.TextField(_("offers"), blank=True)
    max_meetings = models.PositiveSmallIntegerField(
        _("meeting credits"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    min_meetings = models.PositiveSmallIntegerField(_("meetings promised"), default=0)
    stand = models.OneToOneField(
        Place,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="delegation",
        verbose_name=_("own stand"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("event", "name"), name="delegation_name_once")
        ]

    def __str__(self) -> str:
        return self.name


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
