"""A registration: a company with its people on the way into an event."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event, ParticipantType
from vimeet.registration.models.forms import FormVersion
from vimeet.registration.models.participation import Delegate, Delegation


class Registration(EventOwned):
    """What a company wrote to take part, and how far it has come.

    draft → waiting | to approve | approved | confirmed; refused, withdrawn and lapsed end it.
    Offered: a place is held for who waited, until ``offer_expires_at``. Approved: a place is held,
    the package is still to be chosen and paid, until ``complete_by`` where the event says how long.
    Confirmed: the delegation is there.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being filled in")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("Place offered")
        TO_APPROVE = "to_approve", _("To approve")
        APPROVED = "approved", _("Approved")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Place not taken in time")

    # States in which a place of the type is held without a delegation being there yet.
    HOLDING = (State.OFFERED, State.TO_APPROVE, State.APPROVED)
    # States in which the contact may still change or withdraw it.
    LIVE = (State.WAITING, *HOLDING, State.CONFIRMED)
    OVER = (State.REFUSED, State.WITHDRAWN, State.LAPSED)

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    participant_type = models.ForeignKey(
        ParticipantType,
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("participant type"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    email = models.EmailField(_("e-mail address of the contact"))
    # When something was done from a link that went to this very address.
    address_confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(_("company"), max_length=150, blank=True)
    country = CountryField(_("country"), blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=30, blank=True)
    # The version of the form that ``answers`` were given on (by key of the field); None: no form.
    form_version = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    # Per step, what was typed and is not saved yet, as the browser would send it.
    typed = models.JSONField(default=dict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # How many people the package allows; None: as many as they like.
    people_limit = models.PositiveSmallIntegerField(_("most people"), null=True, blank=True)
    delegation = models.OneToOneField(
        Delegation, models.SET_NULL, null=True, blank=True, related_name="registration"
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    # Put on the waiting list by the organiser: no place is offered by itself.
    held_back = models.BooleanField(_("held back"), default=False)
    offer_expires_at = models.DateTimeField(_("offer ends"), null=True, blank=True)
    # While it is approved: when its place goes on to others, and for which of these moments it was
    # reminded.
    complete_by = models.DateTimeField(_("to be completed by"), null=True, blank=True)
    reminded_for = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=("event", "state"))]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def contact(self) -> RegistrationPerson | None:
        """The person to write to; None until the first people are saved."""
        return next((person for person in self.people.all() if person.is_contact), None)

    @property
    def contact_name(self) -> str:
        """The contact's name, or their address until it is known."""
        return self.contact.name if self.contact else self.email

    @property
    def is_draft(self) -> bool:
        """Whether it has not been sent yet."""
        return self.state == self.State.DRAFT

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done with it any more."""
        return self.state in self.OVER


class RegistrationPerson(EventOwned):
    """One of the people a registration names; exactly one of them is the contact."""

    organiser_path = "registration__event__organiser"
    event_path = "registration__event"

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="people")
    position = models.PositiveSmallIntegerField(_("position"))
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    phone = PhoneNumberField(_("mobile phone"), blank=True)
    job_title = models.CharField(_("position"), max_length=120, blank=True)
    is_contact = models.BooleanField(_("contact"), default=False)
    delegate = models.OneToOneField(
        Delegate, models.SET_NULL, null=True, blank=True, related_name="registered_as"
    )

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("registration", "email"), name="registration_person_email_once"
            ),
            models.UniqueConstraint(
                fields=("registration",),
                condition=models.Q(is_contact=True),
                name="registration_contact_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


class ReturnLink(EventOwned):
    """A link that leads back to a registration. Only the hash of its secret is kept.

    Each message carries one of its own, so that none has to be stored to be repeated.
    """

    organiser_path = "registration__event__organiser"
    event_path = "registration__event"

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="return_links")
    token_hash = models.CharField(max_length=64, unique=True)
    # The address it was e-mailed to; empty: a browser was sent there, such as the one that began.
    mailed_to = models.EmailField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"return link of registration {self.registration_id}"
