"""The demo's stand-in for Stripe, as pages: its interface, and where a «test card» pays."""

from __future__ import annotations

from urllib.parse import urljoin

import requests
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vimeet.demo.personas import demo_event
from vimeet.demo.shop import STRIPE_KEY, STRIPE_WEBHOOK_SECRET
from vimeet.demo.stripe_stand_in import StandIn, webhook
from vimeet.demo.views import loopback_only

WEBHOOK_SECONDS = 20


def _pay_url(number: str) -> str:
    return urljoin(settings.SITE_URL, reverse("demo:stripe_pay", args=(number,)))


stand_in = StandIn(_pay_url)


@csrf_exempt
@login_not_required
@loopback_only
@require_http_methods(["GET", "POST"])
def api(request: HttpRequest, path: str) -> HttpResponse:
    """What Stripe's client asks."""
    if request.headers.get("Authorization") != f"Bearer {STRIPE_KEY}":
        error = {"type": "invalid_request_error", "message": "Invalid API Key provided"}
        return JsonResponse({"error": error}, status=401)
    form: QueryDict = request.POST if request.method == "POST" else request.GET
    fields = {name: str(form[name]) for name in form}
    status, answer = stand_in.answer(
        request.method or "GET", path, fields, request.headers.get("Idempotency-Key", "")
    )
    return JsonResponse(answer, status=status)


@login_not_required
@loopback_only
@never_cache
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Stripe's page, with a card that always pays; then back, as from Stripe."""
    session = stand_in.session(number)
    if session is None:
        raise Http404
    if session["status"] == "open" and request.method == "POST":
        session = stand_in.pay(number)
        _tell(session)
    if session["status"] == "complete":
        return redirect(session["success_url"])
    context = {"session": session, "amount": session["amount_total"] / 100}
    return render(request, "demo/stripe_pay.html", context)


def _tell(session: dict[str, object]) -> None:
    """Send the webhook. If nobody answers, the demo finds out by itself, as with Stripe."""
    kwargs = {"organiser": demo_event().organiser.slug}
    body, signature = webhook("checkout.session.completed", session, STRIPE_WEBHOOK_SECRET)
    try:
        requests.post(
            urljoin(settings.SITE_URL, reverse("stripe_webhook", kwargs=kwargs)),
            data=body.encode(),
            headers={"Stripe-Signature": signature, "Content-Type": "application/json"},
            timeout=WEBHOOK_SECONDS,
        )
    except requests.RequestException:
        return
