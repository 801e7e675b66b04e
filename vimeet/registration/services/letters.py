"""What those who register are told by e-mail, each time with a link back."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from vimeet.messaging.models import Message
from vimeet.messaging.services import write_message
from vimeet.registration.models import Delegate, Registration
from vimeet.registration.services.links import create_token, fingerprint, return_url

# No more than this many messages about new drafts go to one address within an hour, and one more
# that confirms an address or names a contact.
DRAFTS_PER_HOUR = 3


class Step(StrEnum):
    """What happened to a registration."""

    BEGUN = "begun"
    CONFIRM = "confirm"
    CONTACT = "contact"
    TO_APPROVE = "to_approve"
    WAITING = "waiting"
    OFFERED = "offered"
    LAPSED = "lapsed"
    INCOMPLETE = "incomplete"
    APPROVED = "approved"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


# What somebody waits for in front of the page that promised it.
AWAITED = (Step.BEGUN, Step.CONFIRM)
# What anybody can have written to any address.
ASKED_FOR = (Step.BEGUN, Step.CONFIRM, Step.CONTACT)


def write_letter(registration: Registration, step: Step) -> None:
    """Tell the contact, with a link of their own that confirms their address when it is used."""
    token = create_token(registration, registration.email)
    with override(registration.language):
        subject, text = _texts(step)
        incomplete = step == Step.INCOMPLETE
        expires = registration.complete_by if incomplete else registration.offer_expires_at
        names = {
            "event": registration.event.name,
            "company": str(registration),
            "until": expires
            and date_format(
                timezone.localtime(expires, registration.event.zone), "DATETIME_FORMAT"
            ),
        }
        paragraphs = [
            _("Hello %(name)s,") % {"name": registration.contact_name},
            text % names,
            registration.reason if step == Step.REFUSED else "",
            _("Your registration: %(url)s") % {"url": return_url(registration, token)},
        ]
        subject %= names
    write_message(
        key=f"registration:{registration.pk}:{step}:{fingerprint(token)[:12]}",
        channel=Message.Channel.EMAIL,
        recipient_name=registration.contact_name,
        address=registration.email,
        language=registration.language,
        subject=subject,
        body="\n\n".join(filter(None, paragraphs)),
        event=registration.event,
        # Whoever has the link can read and change the registration.
        private=True,
        urgent=step in AWAITED,
    )


def _texts(step: Step) -> tuple[str, str]:
    """Subject and main sentence in the active language; both may name the event."""
    return {
        Step.BEGUN: (
            _("Your registration for %(event)s"),
            _(
                "You have begun to register for %(event)s. What you fill in is kept: this link "
                "leads back to it, on any device. Whoever has it can read and change it."
            ),
        ),
        Step.CONFIRM: (
            _("Confirm your address for %(event)s"),
            _(
                "Your registration of %(company)s for %(event)s is ready. Open this link and send "
                "it from there: that confirms your e-mail address."
            ),
        ),
        Step.CONTACT: (
            _("You are the contact of a registration for %(event)s"),
            _(
                "The registration of %(company)s for %(event)s names you as its contact. This link "
                "leads to it; links that went to the contact before you no longer do. Whoever has "
                "it can read and change it."
            ),
        ),
        Step.TO_APPROVE: (
            _("We have your registration for %(event)s"),
            _("Thank you for registering %(company)s for %(event)s. The organiser reads it now."),
        ),
        Step.WAITING: (
            _("You are on the waiting list of %(event)s"),
            _(
                "All places are taken for now. %(company)s is on the waiting list of %(event)s; "
                "we write to you as soon as a place is free."
            ),
        ),
        Step.OFFERED: (
            _("A place is free for you at %(event)s"),
            _(
                "A place is free for %(company)s at %(event)s. It is kept for you until "
                "%(until)s: take it there, else it goes to the next one waiting."
            ),
        ),
        Step.LAPSED: (
            _("Your place at %(event)s has gone to the next one"),
            _(
                "The place kept for %(company)s at %(event)s was not taken in time, so it goes to "
                "the next one waiting."
            ),
        ),
        Step.INCOMPLETE: (
            _("Your place at %(event)s is kept until %(until)s"),
            _(
                "The registration of %(company)s for %(event)s is accepted, but not paid yet. Its "
                "place is kept until %(until)s; afterwards it goes to somebody else. If your "
                "transfer is on its way, this message needs no answer."
            ),
        ),
        Step.APPROVED: (
            _("Your registration for %(event)s is accepted"),
            _("%(company)s is welcome at %(event)s. Go on there to complete your registration."),
        ),
        Step.CONFIRMED: (
            _("You take part in %(event)s"),
            _("%(company)s takes part in %(event)s. We look forward to seeing you."),
        ),
        Step.REFUSED: (
            _("Your registration for %(event)s"),
            _("We are sorry: the organiser could not accept %(company)s at %(event)s."),
        ),
        Step.WITHDRAWN: (
            _("Your registration for %(event)s is withdrawn"),
            _("%(company)s no longer takes part in %(event)s."),
        ),
    }[step]


def may_confirm_again(registration: Registration) -> bool:
    """Whether another link may go to the address now: not too many within an hour."""
    return _written_lately(registration) <= DRAFTS_PER_HOUR


def may_write_of_draft(registration: Registration) -> bool:
    """Whether a message of a new draft may go to its address: not too many within an hour."""
    return _written_lately(registration) < DRAFTS_PER_HOUR


def _written_lately(registration: Registration) -> int:
    """How many of the messages that anybody can ask for went to the contact's address lately.

    Of the whole event, whatever became of the registrations and links that they were about.
    """
    asked_for = Q()
    for step in ASKED_FOR:
        asked_for |= Q(key__contains=f":{step}:")
    return Message.objects.filter(
        asked_for,
        event=registration.event,
        key__startswith="registration:",
        address__iexact=registration.email,
        created_at__gt=timezone.now() - dt.timedelta(hours=1),
    ).count()


def write_welcome(registration: Registration, delegate: Delegate) -> None:
    """Tell somebody who was registered by another that they take part, and where to look."""
    event = registration.event
    address = urljoin(settings.SITE_URL, reverse("portal:me", kwargs=event.url_kwargs))
    with override(delegate.language):
        subject = _("You take part in %(event)s") % {"event": event.name}
        paragraphs = [
            _("Hello %(name)s,") % {"name": delegate.name},
            _("%(contact)s has registered you for %(event)s, in the delegation of %(company)s.")
            % {
                "contact": registration.contact_name,
                "event": event.name,
                "company": delegate.delegation.name,
            },
            _("Sign in with this address to see and complete your data: %(url)s")
            % {"url": address},
        ]
    write_message(
        key=f"registration:{registration.pk}:welcome:{delegate.pk}",
        channel=Message.Channel.EMAIL,
        recipient_name=delegate.name,
        address=delegate.email,
        language=delegate.language,
        subject=subject,
        body="\n\n".join(paragraphs),
        event=event,
    )
