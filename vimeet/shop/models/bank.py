"""Bank statements that were imported, their entries, and how an organiser's CSV files are read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import OrganiserOwned
from vimeet.events.models import Organiser


class BankFormat(OrganiserOwned):
    """How files with these column names are read: confirmed once, then remembered."""

    organiser = models.ForeignKey(Organiser, models.CASCADE, related_name="bank_formats")
    # A hash of the names of the columns.
    header = models.CharField(max_length=64)
    # See ``vimeet.shop.bank.reading.Reading``.
    reading = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("organiser", "header"), name="bank_format_once")
        ]

    def __str__(self) -> str:
        return self.header[:8]


class BankStatement(OrganiserOwned):
    """A file that somebody uploaded: read, shown, then imported.

    The file itself is kept only until it is imported, or for a day.
    """

    class Kind(models.TextChoices):
        CSV = "csv", _("CSV")
        CAMT = "camt", _("CAMT.053")

    organiser = models.ForeignKey(Organiser, models.CASCADE, related_name="bank_statements")
    name = models.CharField(_("file"), max_length=150)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    content = models.BinaryField(blank=True)
    # Of a CSV file: how it is read, and whether somebody has looked at that.
    reading = models.JSONField(default=dict, blank=True)
    confirmed = models.BooleanField(default=False)
    account = models.CharField(_("account"), max_length=42, blank=True)
    # How many of its lines became what, once imported: see ``Result`` in the services.
    result = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    imported_at = models.DateTimeField(_("imported"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name


class BankEntry(OrganiserOwned):
    """Money that came in on the account, once, in however many files it stood."""

    class State(models.TextChoices):
        OPEN = "open", _("Nobody’s yet")
        BOOKED = "booked", _("Booked")
        ASIDE = "aside", _("Set aside")

    organiser = models.ForeignKey(Organiser, models.CASCADE, related_name="bank_entries")
    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="entries")
    # What makes it itself: see ``vimeet.shop.bank.lines.with_keys``.
    key = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    booked_on = models.DateField(_("day"))
    amount = models.DecimalField(_("amount (€)"), max_digits=15, decimal_places=2)
    name = models.CharField(_("payer"), max_length=140, blank=True)
    text = models.CharField(_("text"), max_length=1000, blank=True)

    class Meta:
        ordering = ("-booked_on", "-pk")
        constraints = [models.UniqueConstraint(fields=("organiser", "key"), name="bank_entry_once")]
        indexes = [models.Index(fields=("organiser", "state"))]

    def __str__(self) -> str:
        return f"{self.booked_on}: {self.amount}"
