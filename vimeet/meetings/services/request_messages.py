"""What the other side of a request is told by e-mail."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from vimeet.events.models import Event
from vimeet.meetings.models import Request
from vimeet.messaging.models import Message
from vimeet.messaging.services import write_message
from vimeet.registration.models import Delegate, Delegation


class Step(StrEnum):
    """What happened to a request."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    # The organiser has the two meet.
    ARRANGED = "arranged"


def people_of(request: Request, side: Delegation) -> list[Delegate]:
    """Who is written to on one side: the named delegates, or all if none is named."""
    asks = side.pk == request.asker_id
    named = request.asker_delegates.all() if asks else request.asked_delegates.all()
    return list(named) or list(side.delegates.all())


def requests_url(event: Event) -> str:
    """The absolute address of a participant's requests."""
    return urljoin(settings.SITE_URL, reverse("portal:requests", kwargs=event.url_kwargs))


def write_request_messages(request: Request, step: Step) -> None:
    """Write to those on the other side; what the organiser does is told to both."""
    for side in _told(request, step):
        other = request.asked if side.pk == request.asker_id else request.asker
        for delegate in people_of(request, side):
            with override(delegate.language):
                subject, body = _text(request, step, delegate, other)
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


def _told(request: Request, step: Step) -> tuple[Delegation, ...]:
    """Which sides are told of ``step``."""
    match step, request.withdrawn_by:
        case (Step.PROPOSED, _) | (Step.WITHDRAWN, Request.Side.ASKER):
            return (request.asked,)
        case (Step.ARRANGED, _) | (Step.WITHDRAWN, Request.Side.ORGANISER):
            return (request.asker, request.asked)
        case _:
            return (request.asker,)


def _text(request: Request, step: Step, delegate: Delegate, other: Delegation) -> tuple[str, str]:
    """Subject and body in the active language."""
    names = {"other": other.name, "event": request.event.name}
    subject, sentence = _sentences(request, step)
    paragraphs = [
        _("Hello %(name)s,") % {"name": delegate.name},
        sentence % names,
        {Step.PROPOSED: request.message, Step.DECLINED: request.answer}.get(step, ""),
        _("Your requests: %(url)s") % {"url": requests_url(request.event)},
    ]
    return subject % names, "\n\n".join(filter(None, paragraphs))


def _sentences(request: Request, step: Step) -> tuple[str, str]:
    """Subject and first sentence."""
    if step == Step.WITHDRAWN:
        if request.withdrawn_by == Request.Side.ORGANISER:
            return (
                _("No meeting with %(other)s"),
                _("The organiser of %(event)s withdraws the request between you and %(other)s."),
            )
        if request.answered_at is not None:
            return (
                _("%(other)s can’t meet you after all"),
                _("%(other)s withdraws from the meeting you had agreed on at %(event)s."),
            )
        return (
            _("%(other)s withdraws its request"),
            _("%(other)s withdraws its request for a meeting at %(event)s."),
        )
    return {
        Step.PROPOSED: (
            _("%(other)s would like to meet you"),
            _("%(other)s asks you for a meeting at %(event)s."),
        ),
        Step.ACCEPTED: (
            _("%(other)s accepts to meet you"),
            _("%(other)s accepts your request for a meeting at %(event)s."),
        ),
        Step.DECLINED: (
            _("%(other)s declines your request"),
            _("%(other)s declines your request for a meeting at %(event)s."),
        ),
        Step.ARRANGED: (
            _("You will meet %(other)s"),
            _(
                "The organiser of %(event)s has arranged a meeting between you and %(other)s. "
                "The next plan gives it a time and a place."
            ),
        ),
    }[step]
