"""The stand-in for Stripe on a loopback server, with a network that can fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

from vimeet.demo.stripe_stand_in import StandIn, webhook

UNKNOWN_KEY = "sk_test_unknown"


@dataclass
class StripeServer:
    """Where it answers, what it was asked, and how its network is."""

    url: str
    stand_in: StandIn
    # Where its webhooks go, and what signs them; "" for none.
    webhook_url: str = ""
    webhook_secret: str = ""
    # Hang up before acting, or after.
    down: bool = False
    loses_answers: int = 0
    # Answer everything with this status, as Stripe does when it is at fault itself.
    status: int = 0
    asked: list[str] = field(default_factory=list)

    def tell(self, kind: str, thing: dict[str, object]) -> None:
        """Send a webhook, as far as somebody listens."""
        if not self.webhook_url:
            return
        body, signature = webhook(kind, thing, self.webhook_secret)
        request = Request(
            self.webhook_url,
            body.encode(),
            {"Stripe-Signature": signature, "Content-Type": "application/json"},
        )
        with urlopen(request, timeout=30) as answer:
            assert answer.status == 200


PAGE = """<!doctype html><title>Checkout</title><h1>{name}</h1><p>{amount}</p>
<form method="post"><button>Pay</button></form><a href="{cancel_url}">Back</a>"""


@contextmanager
def serving() -> Iterator[StripeServer]:
    """Serve while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("GET", urlsplit(self.path).query)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._answer("POST", self.rfile.read(length).decode())

        def _answer(self, method: str, form: str) -> None:
            path = urlsplit(self.path).path
            if path.startswith("/pay/"):
                self._page(method, path.removeprefix("/pay/"))
                return
            state.asked.append(f"{method} {path}")
            if state.down:
                self.connection.close()
                return
            status, answer = 401, {"error": {"type": "invalid_request_error", "message": "Key?"}}
            if self.headers["Authorization"] != f"Bearer {UNKNOWN_KEY}":
                status, answer = state.stand_in.answer(
                    method,
                    path.removeprefix("/v1/"),
                    dict(parse_qsl(form)),
                    self.headers.get("Idempotency-Key") or "" if method == "POST" else "",
                )
            if state.loses_answers:
                state.loses_answers -= 1
                self.connection.close()
                return
            if state.status:
                status, answer = state.status, {"error": {"type": "api_error", "message": "Ouch"}}
            self._send(status, json.dumps(answer), "application/json")

        def _page(self, method: str, number: str) -> None:
            session = state.stand_in.session(number)
            if session is None or session["status"] == "expired":
                self._send(410, "<h1>Expired</h1>", "text/html")
                return
            if method == "POST" and session["status"] == "open":
                session = state.stand_in.pay(number)
                state.tell("checkout.session.completed", session)
            if session["status"] == "complete":
                self.send_response(303)
                self.send_header("Location", session["success_url"])
                self.end_headers()
                return
            amount = f"{session['amount_total'] / 100:.2f}"
            self._send(200, PAGE.format(**session | {"amount": amount}), "text/html")

        def _send(self, status: int, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_port}"
    state = StripeServer(url, StandIn(lambda number: f"{url}/pay/{number}"))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
