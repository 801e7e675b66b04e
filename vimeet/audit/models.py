"""The audit trail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import OrganiserOwned


class Entry(OrganiserOwned):
    """One change: who, what, when, and the values before and after. Never updated.

    Of what is declared personal the name of the field stands there, without values.
    """

    organiser = models.ForeignKey(
        "events.Organiser", models.CASCADE, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    # A dotted name such as "request.accepted"; display texts hang on it.
    action = models.CharField(_("action"), max_length=80)
    object_type = models.CharField(_("kind of object"), max_length=80)
    object_id = models.CharField(_("object"), max_length=40)
    object_name = models.CharField(_("name of the object"), max_length=200, blank=True)
    changes = models.JSONField(_("changes"), default=dict)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=("event", "-at"))]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
