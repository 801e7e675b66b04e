"""The outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import OrganiserOwned


class Message(OrganiserOwned):
    """One e-mail or SMS to one person. ``key`` makes writing it twice impossible."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        # By the provider's report. Who reports nothing leaves messages as sent.
        DELIVERED = "delivered", _("Delivered")
        # A worker died between handing over and noting it: nobody can know, so it is not repeated.
        UNCERTAIN = "uncertain", _("Not known whether sent")
        DEAD = "dead", _("Given up")
        # Another change to the same person came within the gathering time: one message tells both.
        REPLACED = "replaced", _("Replaced by a newer one")

    # Sign-in links belong to no organiser.
    organiser = models.ForeignKey(
        "events.Organiser", models.CASCADE, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="messages"
    )
    key = models.CharField(max_length=200, unique=True)
    # What it keeps the person informed of: a newer message of the topic replaces a queued one.
    topic = models.CharField(max_length=100, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    recipient_name = models.CharField(_("recipient"), max_length=200)
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=5)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    # At most one document (PDF): an e-mail's only.
    attachment_name = models.CharField(_("attached document"), max_length=100, blank=True)
    attachment = models.BinaryField(_("attached document"), null=True, blank=True)
    # For its recipient's eyes, such as what people write to each other, or a link that lets one in:
    # the console shows how it fares, not what it says, and its text goes once it has left.
    private = models.BooleanField(_("for its recipient only"), default=False)
    # Somebody waits for it in front of a page: it goes before what many are told at once.
    urgent = models.BooleanField(_("urgent"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=500, blank=True)
    provider_id = models.CharField(_("provider's number"), max_length=100, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=("state", "due_at")),
            models.Index(fields=("topic",), condition=~models.Q(topic=""), name="message_topic"),
            models.Index(
                fields=("due_at",),
                condition=models.Q(state="queued", urgent=True),
                name="message_urgent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} → {self.address}"
