"""What the other side of a request is told by e-mail."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from vimeet.meetings.models import Request
from vimeet.messaging.models import Message
from vimeet.messaging.services import write_message
from vimeet.registration.models import Delegate


class Step(StrEnum):
    """What happened to a request."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def write_request_messages(request: Request, step: Step) -> None:
    """Write to those on the other side: the named delegates, or all if none is named."""
    if step in (Step.PROPOSED, Step.WITHDRAWN):
        side, named = request.asked, request.asked_delegates.all()
    else:
        side, named = request.asker, request.asker_delegates.all()
    for delegate in named or side.delegates.all():
        with override(delegate.language):
            subject, body = _text(request, step, delegate)
        write_message(
            key=f"request:{request.pk}:{step}:{delegate.pk}:email",
            channel=Message.Channel.EMAIL,
            recipient_name=delegate.name,
            address=delegate.email,
            language=delegate.language,
            subject=subject,
            body=body,
            event=request.event,
        )


def _text(request: Request, step: Step, delegate: Delegate) -> tuple[str, str]:
    """Subject and body in the active language."""
    asker, asked, event = request.asker.name, request.asked.name, request.event
    subject, sentence = {
        Step.PROPOSED: (
            _("%(asker)s would like to meet you"),
            _("%(asker)s asks you for a meeting at %(event)s."),
        ),
        Step.ACCEPTED: (
            _("%(asked)s accepts to meet you"),
            _("%(asked)s accepts your request for a meeting at %(event)s."),
        ),
        Step.DECLINED: (
            _("%(asked)s declines your request"),
            _("%(asked)s declines your request for a meeting at %(event)s."),
        ),
        Step.WITHDRAWN: (
            _("%(asker)s withdraws its request"),
            _("%(asker)s withdraws its request for a meeting at %(event)s."),
        ),
    }[step]
    names = {"asker": asker, "asked": asked, "event": event.name}
    paragraphs = [
        _("Hello %(name)s,") % {"name": delegate.name},
        sentence % names,
        {Step.PROPOSED: request.message, Step.DECLINED: request.answer}.get(step, ""),
        _("Your requests: %(url)s")
        % {"url": urljoin(settings.SITE_URL, reverse("portal:requests", kwargs=event.url_kwargs))},
    ]
    return subject % names, "\n\n".join(filter(None, paragraphs))
