"""A stand-in for Stripe, as small as we need it: Checkout Sessions, refunds, disputes, webhooks.

It answers the official client over HTTP as Stripe does, keys of idempotency among it, and forgets
all when the process ends. The demo serves it as pages of its own, the tests from a loopback server.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from stripe import WebhookSignature

Thing = dict[str, Any]
Answer = tuple[int, Thing]


class Refused(Exception):  # noqa: N818 -- an answer, not an accident
    """What Stripe would answer with an error."""

    def __init__(self, status: int, kind: str, code: str, text: str) -> None:
        super().__init__(text)
        error = {"type": kind, "code": code, "message": text}
        self.answer: Answer = (status, {"error": error})


def _unknown(number: str) -> Refused:
    return Refused(404, "invalid_request_error", "resource_missing", f"No such object: {number}")


class StandIn:
    """``pay_url``: the address of the page on which a session is paid, for its number."""

    def __init__(self, pay_url: Callable[[str], str]) -> None:
        self.pay_url = pay_url
        self.sessions: dict[str, Thing] = {}
        self.intents: dict[str, Thing] = {}
        self.refunds: dict[str, Thing] = {}
        self.disputes: dict[str, Thing] = {}
        self._answers: dict[str, tuple[Mapping[str, str], Answer]] = {}
        self._lock = threading.RLock()

    def answer(self, method: str, path: str, form: Mapping[str, str], key: str = "") -> Answer:
        """Answer a request; ``path`` after ``/v1/``, ``form`` flat as it came, ``key``: its own."""
        with self._lock:
            if key in self._answers:
                asked, answer = self._answers[key]
                if asked == form:
                    return answer
                text = "Keys for idempotent requests can only be used with the same parameters."
                return Refused(400, "idempotency_error", "idempotency_key_reused", text).answer
            try:
                answer = (200, self._act(method, path.strip("/").split("/"), form))
            except Refused as refused:
                answer = refused.answer
            if key:
                self._answers[key] = (dict(form), answer)
            return answer

    def _act(self, method: str, path: list[str], form: Mapping[str, str]) -> Thing:
        match method, path:
            case "GET", ["balance"]:
                return {"object": "balance", "livemode": False}
            case "POST", ["checkout", "sessions"]:
                return self._open(form)
            case "GET", ["checkout", "sessions"]:
                intent = form.get("payment_intent")
                return _list(s for s in self.sessions.values() if s["payment_intent"] == intent)
            case "GET", ["checkout", "sessions", number]:
                return self._whole(self._session(number))
            case "POST", ["checkout", "sessions", number, "expire"]:
                return self._end(self._session(number))
            case "POST", ["refunds"]:
                return self.refund(form["payment_intent"], int(form["amount"]), _metadata(form))
            case "GET", ["refunds"]:
                intent = form.get("payment_intent")
                found = [r for r in self.refunds.values() if r["payment_intent"] == intent]
                return _list(reversed(found))
            case "GET", ["disputes", number] if number in self.disputes:
                return self.disputes[number]
        raise _unknown("/".join(path))

    def _open(self, form: Mapping[str, str]) -> Thing:
        expires_at = int(form["expires_at"])
        if expires_at < time.time() + 30 * 60:
            text = "The `expires_at` timestamp must be at least 30 minutes from creation."
            raise Refused(400, "invalid_request_error", "parameter_invalid", text)
        number = f"cs_test_{secrets.token_hex(12)}"
        price = "line_items[0][price_data]"
        self.sessions[number] = {
            "id": number,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": int(form[f"{price}[unit_amount]"]),
            "currency": form[f"{price}[currency]"],
            "name": form[f"{price}[product_data][name]"],
            "url": self.pay_url(number),
            "payment_intent": None,
            "metadata": _metadata(form),
            "expires_at": expires_at,
            "success_url": form["success_url"].replace("{CHECKOUT_SESSION_ID}", number),
            "cancel_url": form["cancel_url"],
            "livemode": False,
        }
        return dict(self.sessions[number])

    def _session(self, number: str) -> Thing:
        session = self.sessions.get(number)
        if session is None:
            raise _unknown(number)
        if session["status"] == "open" and session["expires_at"] < time.time():
            session |= {"status": "expired", "url": None}
        return session

    def _whole(self, session: Thing) -> Thing:
        """The session with its payment inside."""
        intent = session["payment_intent"]
        return session | {"payment_intent": self.intents[intent] if intent else None}

    def _end(self, session: Thing) -> Thing:
        if session["status"] != "open":
            text = 'Only Checkout Sessions with a status in ["open"] can be expired.'
            raise Refused(400, "invalid_request_error", "checkout_session_not_open", text)
        session |= {"status": "expired", "url": None}
        return dict(session)

    def session(self, number: str) -> Thing | None:
        """The session as it is now."""
        with self._lock:
            return dict(self._session(number)) if number in self.sessions else None

    def pay(self, number: str, *, debit: bool = False) -> Thing:
        """Pay an open session by card, or by a debit that takes days. Raises LookupError."""
        with self._lock:
            session = self._session(number)
            if session["status"] != "open":
                raise LookupError(number)
            intent = f"pi_{secrets.token_hex(12)}"
            self.intents[intent] = {
                "id": intent,
                "object": "payment_intent",
                "status": "processing" if debit else "succeeded",
                "amount": session["amount_total"],
                "latest_charge": {"id": f"ch_{intent}", "created": int(time.time())},
            }
            session |= {
                "status": "complete",
                "url": None,
                "payment_intent": intent,
                "payment_status": "unpaid" if debit else "paid",
            }
            return dict(session)

    def settle_debit(self, number: str, *, paid: bool) -> Thing:
        """End a debit, well or badly."""
        with self._lock:
            session = self._session(number)
            intent = self.intents[session["payment_intent"]]
            intent["status"] = "succeeded" if paid else "requires_payment_method"
            session["payment_status"] = "paid" if paid else "unpaid"
            return dict(session)

    def refund(self, intent: str, amount: int, metadata: Mapping[str, str] | None = None) -> Thing:
        """Send money back, as the API or the dashboard does. Raises Refused for too much."""
        with self._lock:
            if intent not in self.intents:
                raise _unknown(intent)
            back = [r for r in self.refunds.values() if r["payment_intent"] == intent]
            back = [r for r in back if r["status"] != "failed"]
            if amount > self.intents[intent]["amount"] - sum(r["amount"] for r in back):
                text = "Refund amount is greater than the unrefunded amount on the charge."
                raise Refused(400, "invalid_request_error", "charge_already_refunded", text)
            refund = {
                "id": f"re_{secrets.token_hex(12)}",
                "object": "refund",
                "payment_intent": intent,
                "amount": amount,
                "status": "succeeded",
                "metadata": dict(metadata or {}),
            }
            self.refunds[str(refund["id"])] = refund
            return dict(refund)

    def dispute(self, intent: str, status: str = "needs_response") -> Thing:
        """Have the buyer's bank dispute a payment."""
        with self._lock:
            number = f"du_{intent}"
            self.disputes[number] = {
                "id": number,
                "object": "dispute",
                "payment_intent": intent,
                "amount": self.intents[intent]["amount"],
                "reason": "product_not_received",
                "status": status,
            }
            return dict(self.disputes[number])


def webhook(kind: str, thing: Thing, secret: str, event_id: str = "") -> tuple[str, str]:
    """The body and the signature of a webhook that tells of ``thing``."""
    body = json.dumps(
        {
            "id": event_id or f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "livemode": False,
            "data": {"object": thing},
        }
    )
    return body, WebhookSignature.generate_signature_header(body, secret)


def _metadata(form: Mapping[str, str]) -> dict[str, str]:
    start = "metadata["
    return {k[len(start) : -1]: v for k, v in form.items() if k.startswith(start)}


def _list(things: Any) -> Thing:
    return {"object": "list", "data": list(things), "has_more": False}
