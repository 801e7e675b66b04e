"""Card payments by Stripe: the organiser's account there, and what happened at Stripe's."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.sealing import unseal
from vimeet.core.tenancy import EventOwned, OrganiserOwned
from vimeet.events.models import Organiser
from vimeet.shop.models.orders import Order
from vimeet.shop.models.payments import Payment

# Stripe's words for how a dispute stands.
DISPUTE_STATES = {
    "needs_response": _("to be answered"),
    "warning_needs_response": _("an inquiry to be answered"),
    "under_review": _("the bank decides"),
    "warning_under_review": _("the bank looks into it"),
    "warning_closed": _("closed without loss"),
    "won": _("won"),
    "lost": _("lost: the money went back"),
    "prevented": _("settled beforehand"),
}


class StripeAccount(OrganiserOwned):
    """An organiser's account at Stripe. Both secrets are sealed, and no page shows them again."""

    organiser = models.OneToOneField(Organiser, models.CASCADE, related_name="stripe_account")
    sealed_key = models.TextField(editable=False)
    sealed_webhook_secret = models.TextField(editable=False)
    # The last four characters, so that one key can be told from another.
    key_end = models.CharField(_("secret key"), max_length=4)
    webhook_end = models.CharField(_("webhook secret"), max_length=4)
    test_mode = models.BooleanField(_("test mode"))
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    def __str__(self) -> str:
        return f"Stripe …{self.key_end}"

    @property
    def key(self) -> str:
        """The secret key; "" if it can't be read any more."""
        return unseal(self.sealed_key)

    @property
    def webhook_secret(self) -> str:
        """What Stripe signs its webhooks with; "" if it can't be read any more."""
        return unseal(self.sealed_webhook_secret)


class CheckoutSession(EventOwned):
    """One attempt to pay an order on Stripe's page. An order has one at a time under way.

    starting → open → paid, or processing (a debit that takes days) → paid; expired and failed end
    it without money. Closing: no longer wanted, to be ended at Stripe's.
    """

    organiser_path = "order__event__organiser"
    event_path = "order__event"

    class State(models.TextChoices):
        STARTING = "starting", _("Being opened")
        OPEN = "open", _("Open")
        PROCESSING = "processing", _("Being debited")
        CLOSING = "closing", _("Being closed")
        PAID = "paid", _("Paid")
        EXPIRED = "expired", _("Expired")
        FAILED = "failed", _("Failed")

    ACTIVE = (State.STARTING, State.OPEN, State.PROCESSING, State.CLOSING)

    class Trouble(models.TextChoices):
        GONE = "gone", _("paid after the places were gone")
        ENDED = "ended", _("paid after the order was cancelled")
        SURPLUS = "surplus", _("more was paid than was due")
        MISMATCH = "mismatch", _("Stripe took another amount than was asked for")
        CURRENCY = "currency", _("Stripe took another currency than euros")

    order = models.ForeignKey(Order, models.PROTECT, related_name="checkout_sessions")
    # What makes asking Stripe twice for it come to the same thing.
    key = models.CharField(max_length=60, unique=True)
    amount = models.DecimalField(_("amount (€)"), max_digits=10, decimal_places=2)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.STARTING
    )
    session_id = models.CharField(max_length=100, blank=True, db_index=True)
    url = models.URLField(max_length=2000, blank=True)
    payment_intent = models.CharField(max_length=100, blank=True, db_index=True)
    test_mode = models.BooleanField(_("test mode"), default=False)
    trouble = models.CharField(
        _("to look at"), max_length=10, choices=Trouble.choices, blank=True, default=""
    )
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, blank=True, related_name="checkout_session"
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    expires_at = models.DateTimeField(_("open until"))
    # When Stripe is asked next how it stands, should no webhook come.
    check_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("order",),
                condition=models.Q(state__in=("starting", "open", "processing", "closing")),
                name="one_checkout_session_at_a_time",
            ),
            models.UniqueConstraint(
                fields=("session_id",),
                condition=~models.Q(session_id=""),
                name="checkout_session_once",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def active(self) -> bool:
        """Whether money may still come by it."""
        return self.state in self.ACTIVE


class CardRefund(EventOwned):
    """Money that goes back to a card: asked for here, or in Stripe's own dashboard."""

    organiser_path = "session__order__event__organiser"
    event_path = "session__order__event"

    class State(models.TextChoices):
        ASKED = "asked", _("Being sent to Stripe")
        DONE = "done", _("Refunded")
        FAILED = "failed", _("Failed")

    session = models.ForeignKey(CheckoutSession, models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=60, unique=True)
    amount = models.DecimalField(_("amount (€)"), max_digits=10, decimal_places=2)
    # Whether what the order gave goes back with it; None: only if all of the money does.
    take_back = models.BooleanField(_("take back what it gave"), null=True, default=None)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    refund_id = models.CharField(max_length=100, blank=True)
    refusal = models.CharField(_("what Stripe said"), max_length=300, blank=True)
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, blank=True, related_name="card_refund"
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("refund_id",), condition=~models.Q(refund_id=""), name="card_refund_once"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Dispute(EventOwned):
    """A buyer's bank wants a card payment back. It is answered in Stripe's dashboard."""

    organiser_path = "session__order__event__organiser"
    event_path = "session__order__event"

    session = models.ForeignKey(CheckoutSession, models.PROTECT, related_name="disputes")
    dispute_id = models.CharField(max_length=100, unique=True)
    amount = models.DecimalField(_("amount (€)"), max_digits=10, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=60)
    # Stripe's word for it, such as needs_response, under_review, won, lost.
    status = models.CharField(_("state"), max_length=40)
    created_at = models.DateTimeField(_("noted"), auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.dispute_id

    @property
    def status_in_words(self) -> str:
        """How it stands, as a person says it."""
        return str(DISPUTE_STATES.get(self.status, self.status))


class StripeEvent(OrganiserOwned):
    """A webhook that was heard, so that it is acted on once."""

    organiser = models.ForeignKey(Organiser, models.CASCADE, related_name="+")
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=80)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("organiser", "event_id"), name="stripe_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
