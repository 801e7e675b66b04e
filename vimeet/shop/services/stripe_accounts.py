"""Entering and removing an organiser's keys of Stripe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.core.sealing import seal
from vimeet.events.models import Organiser
from vimeet.shop.models import CheckoutSession, StripeAccount
from vimeet.shop.stripe_api import Stripe, StripeAway, StripeRefusal

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

KEY_STARTS = ("sk_test_", "sk_live_", "rk_test_", "rk_live_")
TEST_STARTS = ("sk_test_", "rk_test_")
WEBHOOK_START = "whsec_"


def check_stripe_key(key: str) -> bool:
    """Ask Stripe whether it knows the key; False if Stripe did not answer.

    Raises ValidationError if it does not know it.
    """
    try:
        Stripe(key).check_key()
    except StripeAway:
        return False
    except StripeRefusal as refusal:
        # A restricted key may not read the balance, and is a good one all the same.
        if refusal.key_unknown:
            raise ValidationError(_("Stripe does not know this key.")) from refusal
    return True


@transaction.atomic
def set_stripe_account(*, event: Event, actor: User | None, key: str, webhook_secret: str) -> None:
    """Keep the keys, sealed, for all events of the event's organiser; "" leaves one as it is.

    Raises ValidationError if one is needed and not there.
    """
    organiser = Organiser.objects.select_for_update().get(pk=event.organiser_id)
    account: StripeAccount = StripeAccount.objects.filter(
        organiser=organiser
    ).first() or StripeAccount(organiser=organiser)
    if not (key or account.sealed_key) or not (webhook_secret or account.sealed_webhook_secret):
        raise ValidationError(_("Both are needed: the secret key and the webhook secret."))
    before = [account.key_end, account.webhook_end]
    if key:
        account.sealed_key, account.key_end = seal(key), key[-4:]
        account.test_mode = key.startswith(TEST_STARTS)
    if webhook_secret:
        account.sealed_webhook_secret = seal(webhook_secret)
        account.webhook_end = webhook_secret[-4:]
    account.save()
    record(
        action="stripe.set",
        obj=account,
        actor=actor,
        event=event,
        # The ends only: the trail is read by many.
        changes={
            name: [old, new]
            for name, old, new in zip(
                ("key_end", "webhook_end"),
                before,
                (account.key_end, account.webhook_end),
                strict=True,
            )
            if old != new
        },
    )


@transaction.atomic
def remove_stripe_account(*, event: Event, actor: User) -> None:
    """Take no cards any more. Raises ValidationError while somebody is about to pay by card."""
    organiser = Organiser.objects.select_for_update().get(pk=event.organiser_id)
    account = StripeAccount.objects.filter(organiser=organiser).first()
    if account is None:
        return
    sessions = CheckoutSession.objects.of_organiser(organiser)
    if sessions.filter(state__in=CheckoutSession.ACTIVE).exists():
        raise ValidationError(
            _("Somebody is paying by card right now: without the key we could not tell. Try later.")
        )
    record(action="stripe.removed", obj=account, actor=actor, event=event)
    account.delete()
