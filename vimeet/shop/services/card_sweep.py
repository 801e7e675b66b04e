"""What the schedule does about card payments: nothing depends on a webhook arriving.

Each is seen to by itself: what is wrong with one, even a fault of ours, keeps no other waiting.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.core.exceptions import ValidationError
from django.utils import timezone

from vimeet.shop.models import CardRefund, CheckoutSession
from vimeet.shop.services.card import FIRST_CHECK, close_session, lose_session, read_session
from vimeet.shop.services.card_refunds import send_refund
from vimeet.shop.stripe_api import StripeAway, StripeRefusal

logger = logging.getLogger(__name__)

State = CheckoutSession.State
AT_ONCE = 50
# How long after its end Stripe is still asked about a page, should it not answer.
GRACE = dt.timedelta(hours=1)


def sweep_card_payments() -> int:
    """Close pages nobody wants, read those whose webhook never came, send refunds; how many."""
    done = 0
    due = CheckoutSession.objects.filter(
        state__in=CheckoutSession.ACTIVE, check_at__lte=timezone.now()
    )
    for session in due.select_related("order__event__organiser").order_by("check_at")[:AT_ONCE]:
        done += _check(session)
    away = set()
    asked = CardRefund.objects.filter(state=CardRefund.State.ASKED)
    for refund in asked.select_related("session__order__event__organiser")[:AT_ONCE]:
        organiser = refund.session.order.event.organiser
        if organiser in away:
            continue
        try:
            send_refund(refund)
        except StripeAway as trouble:
            logger.warning("refund %s: %s", refund.key, trouble)
            away.add(organiser)
        except Exception:
            logger.exception("refund %s", refund.key)
        else:
            done += 1
    return done


def _check(session: CheckoutSession) -> bool:
    over = timezone.now() > session.expires_at + GRACE
    try:
        if not session.session_id and session.state == State.STARTING:
            # Nobody was sent there: asking for it again is up to the buyer.
            if timezone.now() > session.expires_at:
                lose_session(session)
            return True
        if session.state == State.CLOSING:
            close_session(session)
        else:
            read_session(session)
    except (StripeAway, ValidationError) as trouble:
        logger.warning("checkout session %s: %s", session.key, trouble)
        if over and session.state != State.PROCESSING:
            lose_session(session)
    except StripeRefusal as trouble:
        logger.warning("checkout session %s: %s", session.key, trouble)
        if over or trouble.missing:
            lose_session(session)
    except Exception:
        # Stripe may have the money: it is not given up, and somebody looks at the log.
        logger.exception("checkout session %s", session.key)
    else:
        return True
    later = timezone.now() + FIRST_CHECK
    CheckoutSession.objects.filter(pk=session.pk).update(check_at=later)
    return False
