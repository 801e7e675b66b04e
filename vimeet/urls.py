"""Every address of the platform, by door."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from vimeet.accounts.views import set_language
from vimeet.console.routing import websocket_urlpatterns as console_sockets
from vimeet.core.health import HealthView
from vimeet.home import home
from vimeet.messaging.views import TwilioReportView
from vimeet.portal.routing import websocket_urlpatterns as portal_sockets
from vimeet.portal.views.card import StripeWebhookView
from vimeet.portal.views.webapp import manifest, service_worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("", include("vimeet.accounts.urls")),
    path("console/", include("vimeet.console.urls")),
    path("portal/", include("vimeet.portal.urls")),
    path("desk/", include("vimeet.desk.urls")),
    path("sw.js", service_worker, name="service_worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("calendar/", include("vimeet.portal.calendar_urls")),
    path("e/", include("vimeet.portal.public_urls")),
    path("health/", login_not_required(HealthView.as_view()), name="health"),
    path("stripe/<slug:organiser>/", StripeWebhookView.as_view(), name="stripe_webhook"),
    path("twilio/<int:pk>/", TwilioReportView.as_view(), name="twilio_report"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", include("vimeet.demo.urls")),
        path("styleguide/", TemplateView.as_view(template_name="styleguide.html")),
    ]

websocket_urlpatterns = [*console_sockets, *portal_sockets]
