"""What providers tell us."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from vimeet.messaging.reports import is_signed, note_report


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class TwilioReportView(View):
    """Where Twilio reports what became of an SMS."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note it. 403 for what Twilio did not sign."""
        fields = request.POST.dict()
        if not is_signed(pk, fields, request.headers.get("X-Twilio-Signature", "")):
            return HttpResponse("The signature is wrong.", status=403, content_type="text/plain")
        note_report(
            message_id=pk,
            provider_id=fields.get("MessageSid", ""),
            status=fields.get("MessageStatus", ""),
            error=fields.get("ErrorCode", ""),
        )
        return HttpResponse(status=204)
