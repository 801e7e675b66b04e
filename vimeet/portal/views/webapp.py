"""The portal as an app on a phone: its manifest, and the worker that keeps the agenda offline."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from vimeet.portal.access import OfflineCopyMixin

WORKER = "js/offline-worker.js"


def _version() -> str:
    """Another one for other static files: copies of pages belong to the files of their time."""
    manifest = getattr(staticfiles_storage, "manifest_hash", "")
    if manifest:
        return str(manifest)
    found = finders.find(WORKER)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if found else "0"


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, from the root so that it may look after all pages."""
    names = {
        "VERSION": _version(),
        "SIGN_IN": reverse(settings.LOGIN_URL),
        "SIGN_OUT": reverse("accounts:sign_out"),
        "OFFLINE": reverse("portal:offline"),
    }
    lines = [f"self.{name} = {json.dumps(value)};" for name, value in names.items()]
    lines.append(f"importScripts({json.dumps(static(WORKER))});")
    return HttpResponse(
        "\n".join(lines) + "\n",
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"},
    )


class OfflineView(OfflineCopyMixin, TemplateView):
    """What stands in for a page of which there is no copy, while there is no network."""

    http_method_names = ["get", "head"]
    template_name = "portal/offline.html"


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the portal among its apps."""
    icons = [
        {"src": static(f"img/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    icons.append(
        {
            "src": static("img/app-maskable-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        }
    )
    icons.append({"src": static("img/logo.svg"), "sizes": "any", "type": "image/svg+xml"})
    return JsonResponse(
        {
            "id": reverse("portal:home"),
            "name": "Vimeet",
            "short_name": "Vimeet",
            "description": _("Your business meetings, always at hand."),
            "lang": request.LANGUAGE_CODE,
            "start_url": reverse("portal:home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#fafbfd",
            "theme_color": "#1a5fd0",
            "icons": icons,
        },
        content_type="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )
