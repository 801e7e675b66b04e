"""The demo's own pages: take somebody's place, read what was sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from vimeet.demo.personas import ROLES, persona
from vimeet.messaging.models import Message

LATEST_MESSAGES = 20

View = Callable[..., HttpResponse]


def loopback_only(view: View) -> View:
    """Answer 404 to anybody who isn't on this machine: these pages sign people in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not ip_address(request.META["REMOTE_ADDR"]).is_loopback:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
@loopback_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The people, and the latest messages that the demo «sent»."""
    context = {
        "personas": [persona(role) for role in ROLES],
        "messages_sent": Message.objects.order_by("-pk")[:LATEST_MESSAGES],
    }
    return render(request, "demo/index.html", context)


@login_not_required
@loopback_only
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_as(request: HttpRequest, role: str) -> HttpResponse:
    """A page with one button; pressing it signs the visitor in as that person."""
    if role not in ROLES:
        raise Http404
    chosen = persona(role)
    if request.method != "POST":
        return render(request, "demo/sign_in_as.html", {"persona": chosen})
    login(request, chosen.user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(chosen.start)
