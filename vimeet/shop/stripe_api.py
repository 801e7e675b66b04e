"""What Stripe is asked, by its own client; amounts in euros, answers as plain data.

Asked with a key of ours, the same question twice comes to the same thing (idempotency).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings

from vimeet.shop.models import StripeAccount
from vimeet.shop.money import CENT, rounded

if TYPE_CHECKING:
    from stripe import StripeError

TIMEOUT_SECONDS = 15
RETRIES = 1
WHOLE_SESSION = ["payment_intent.latest_charge"]
# Of a payment intent: the debit came to nothing, or was called off.
NO_MONEY = frozenset({"requires_payment_method", "canceled"})


class StripeTrouble(Exception):  # noqa: N818 -- the two below say what is the case
    """Stripe did not do what it was asked."""


class StripeAway(StripeTrouble):
    """Nothing is known of what became of it: the same may be asked again."""


class StripeRefusal(StripeTrouble):
    """Stripe said no. ``missing``: there is no such object in this account."""

    def __init__(self, text: str, *, missing: bool = False, key_unknown: bool = False) -> None:
        super().__init__(text)
        self.missing = missing
        self.key_unknown = key_unknown


@dataclass(frozen=True)
class SessionNow:
    """How a Checkout Session stands. ``amount`` in the currency's own unit."""

    session_id: str
    status: str
    paid: bool
    amount: Decimal
    currency: str
    url: str
    payment_intent: str
    failed: bool
    paid_at: dt.datetime | None


@dataclass(frozen=True)
class RefundNow:
    """How a refund stands. ``key``: ours, if it was asked for here."""

    refund_id: str
    amount: Decimal
    status: str
    key: str


@dataclass(frozen=True)
class DisputeNow:
    """How a dispute stands."""

    dispute_id: str
    payment_intent: str
    amount: Decimal
    reason: str
    status: str


@dataclass(frozen=True)
class Heard:
    """A webhook whose signature is right. ``key``: ours, where the object bears one."""

    event_id: str
    kind: str
    object_id: str
    payment_intent: str
    key: str


def cents(amount: Decimal) -> int:
    """``12.30`` → ``1230``."""
    return int(rounded(amount) / CENT)


def _amount(minor: int | None) -> Decimal:
    return rounded((minor or 0) * CENT)


class Stripe:
    """One organiser's account. Each method may raise StripeAway or StripeRefusal."""

    def __init__(self, key: str) -> None:
        # Stripe's client is slow to import: only who asks something waits for that.
        from stripe import RequestsClient, StripeClient

        self._client = StripeClient(
            key or "sk_unreadable",
            base_addresses={"api": settings.STRIPE_API_URL} if settings.STRIPE_API_URL else None,
            max_network_retries=RETRIES,
            http_client=RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    @classmethod
    def of(cls, account: StripeAccount) -> Stripe:
        """With the account's key."""
        return cls(account.key)

    def check_key(self) -> None:
        """Raise StripeRefusal with ``key_unknown`` if Stripe does not know the key."""
        _ask(self._client.v1.balance.retrieve)

    def open_session(self, *, key: str, **params: Any) -> SessionNow:
        """Open a Checkout Session; ``params``: as Stripe names them."""
        options = {"idempotency_key": key}
        return _session(_ask(self._client.v1.checkout.sessions.create, params, options))

    def session(self, session_id: str) -> SessionNow:
        """How a session stands."""
        params = {"expand": WHOLE_SESSION}
        return _session(_ask(self._client.v1.checkout.sessions.retrieve, session_id, params))

    def session_of(self, payment_intent: str) -> SessionNow | None:
        """The session that a payment belongs to."""
        params = {"payment_intent": payment_intent, "limit": 1}
        found = _ask(self._client.v1.checkout.sessions.list, params)["data"]
        return self.session(found[0]["id"]) if found else None

    def end_session(self, session_id: str) -> None:
        """Let nobody pay by it any more; refused unless it is open."""
        _ask(self._client.v1.checkout.sessions.expire, session_id)

    def refund(self, *, key: str, payment_intent: str, amount: Decimal) -> RefundNow:
        """Send money back to where it came from."""
        params = {
            "payment_intent": payment_intent,
            "amount": cents(amount),
            "metadata": {"key": key},
        }
        return _refund(_ask(self._client.v1.refunds.create, params, {"idempotency_key": key}))

    def refunds(self, payment_intent: str) -> list[RefundNow]:
        """All refunds of a payment, the first one first."""
        params = {"payment_intent": payment_intent, "limit": 100}
        return [_refund(r) for r in reversed(_ask(self._client.v1.refunds.list, params)["data"])]

    def dispute(self, dispute_id: str) -> DisputeNow:
        """How a dispute stands."""
        data = _ask(self._client.v1.disputes.retrieve, dispute_id)
        return DisputeNow(
            dispute_id=data["id"],
            payment_intent=_id(data.get("payment_intent")),
            amount=_amount(data["amount"]),
            reason=data.get("reason") or "",
            status=data["status"],
        )


def hear(account: StripeAccount, body: bytes, signature: str) -> Heard | None:
    """The event of a webhook's request; None unless this account's secret signed it just now."""
    from stripe import SignatureVerificationError, StripeClient

    secret = account.webhook_secret
    if not secret:
        return None
    try:
        event = StripeClient(account.key or "sk_unreadable").construct_event(
            body, signature, secret
        )
    except (SignatureVerificationError, ValueError):
        return None
    values = event.to_dict()
    thing = values["data"]["object"]
    return Heard(
        event_id=values["id"],
        kind=values["type"],
        object_id=thing.get("id") or "",
        payment_intent=_id(thing.get("payment_intent")),
        key=(thing.get("metadata") or {}).get("key", ""),
    )


def _ask(question: Any, *args: Any) -> dict[str, Any]:
    from stripe import (
        APIConnectionError,
        APIError,
        AuthenticationError,
        IdempotencyError,
        RateLimitError,
        StripeError,
    )

    try:
        answer: dict[str, Any] = question(*args).to_dict()
    except (APIConnectionError, IdempotencyError, RateLimitError) as error:
        raise StripeAway(str(error)) from error
    except APIError as error:
        # Stripe's own fault (5xx), which it repeats for the same key.
        raise StripeRefusal(_words(error)) from error
    except StripeError as error:
        raise StripeRefusal(
            _words(error),
            missing=error.code == "resource_missing",
            key_unknown=isinstance(error, AuthenticationError),
        ) from error
    return answer


def _words(error: StripeError) -> str:
    return str(error.user_message or error)[:300]


def _id(thing: Any) -> str:
    """The number of an object that may or may not be expanded."""
    return (thing.get("id", "") if isinstance(thing, dict) else thing) or ""


def _session(data: dict[str, Any]) -> SessionNow:
    intent = data.get("payment_intent")
    charge = intent.get("latest_charge") if isinstance(intent, dict) else None
    paid_at = charge.get("created") if isinstance(charge, dict) else None
    return SessionNow(
        session_id=data["id"],
        status=data["status"],
        paid=data["payment_status"] == "paid",
        amount=_amount(data["amount_total"]),
        currency=data["currency"].upper(),
        url=data.get("url") or "",
        payment_intent=_id(intent),
        failed=isinstance(intent, dict) and intent.get("status") in NO_MONEY,
        paid_at=dt.datetime.fromtimestamp(paid_at, dt.UTC) if paid_at else None,
    )


def _refund(data: dict[str, Any]) -> RefundNow:
    return RefundNow(
        refund_id=data["id"],
        amount=_amount(data["amount"]),
        status=data.get("status") or "",
        key=(data.get("metadata") or {}).get("key", ""),
    )
