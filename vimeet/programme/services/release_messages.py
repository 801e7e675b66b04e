"""What a release tells each person whose sessions differ: an e-mail, and an SMS if we may."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from vimeet.messaging.models import Message
from vimeet.messaging.services import replace_queued, write_message
from vimeet.messaging.texts import render_email, render_sms
from vimeet.programme.models import ProgrammeRelease
from vimeet.programme.selectors.versions import Differences, Told


def write_release_messages(release: ProgrammeRelease, changes: Differences) -> None:
    """Write one message a channel to each person; the keys name release, person and channel.

    In the caller's transaction. All sessions of one person stand in one message.
    """
    for person in changes.told:
        _write(release, person)


def _write(release: ProgrammeRelease, person: Told) -> None:
    event = release.event
    if person.delegate is not None:
        who, language = f"d{person.delegate.pk}", person.delegate.language
        page = reverse("portal:programme", kwargs=event.url_kwargs)
    else:
        who, language = f"s{person.speaker.pk if person.speaker else ''}", event.language
        page = reverse("register:programme", kwargs=event.url_kwargs)
    context = {
        "event": event,
        "name": person.name,
        "changes": person.changes,
        "url": urljoin(settings.SITE_URL, page),
    }
    subject, body = render_email(
        "programme_email", language=language, zone=event.zone, context=context
    )
    write_message(
        key=f"programme:{release.pk}:{who}:email",
        channel=Message.Channel.EMAIL,
        recipient_name=person.name,
        address=person.email,
        language=language,
        subject=subject,
        body=body,
        event=event,
    )
    if person.phone:
        # The short address, so that the sentence stays within one SMS.
        portal = urljoin(settings.SITE_URL, reverse("portal:home"))
        topic = f"programme:{who}:sms"
        # Two releases within a minute are one SMS, which then names no single session.
        again = bool(replace_queued(topic))
        write_message(
            key=f"programme:{release.pk}:{who}:sms",
            topic=topic,
            due_at=timezone.now() + dt.timedelta(seconds=settings.SMS_GATHERING_SECONDS),
            channel=Message.Channel.SMS,
            recipient_name=person.name,
            address=person.phone,
            language=language,
            body=render_sms(
                "programme_sms",
                language=language,
                zone=event.zone,
                context=context | {"url": portal, "again": again},
            ),
            event=event,
        )
