"""All agendas of a release as one document: asked for by a button, made by a task."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.events.models import Event
from vimeet.meetings.documents.paper import agendas_pdf
from vimeet.meetings.models import AgendaBook
from vimeet.meetings.selectors.changes import current_release
from vimeet.meetings.services.locks import hold_event

if TYPE_CHECKING:
    from vimeet.accounts.models import User

logger = logging.getLogger(__name__)

# A task that has not answered by then died with its worker. 1,000 agendas take a minute or two.
GIVEN_UP_AFTER = dt.timedelta(minutes=10)


class BookError(Exception):
    """No agendas to print. The text is meant for the person who tried."""


@transaction.atomic
def ask_book(*, event: Event, actor: User) -> AgendaBook:
    """Have all agendas of the current release printed; earlier documents of the event go.

    A document that is being made already is not asked for twice. Raises BookError before the
    first release.
    """
    event = hold_event(event)
    release = current_release(event)
    if release is None:
        raise BookError(_("Nothing has been released yet."))
    since = timezone.now() - GIVEN_UP_AFTER
    queued = AgendaBook.objects.filter(plan=release, state=AgendaBook.State.QUEUED)
    going: AgendaBook | None = queued.filter(created_at__gt=since).first()
    if going is not None:
        return going
    AgendaBook.objects.of_event(event).delete()
    book = AgendaBook.objects.create(event=event, plan=release, requested_by=actor)
    record(action="agenda_book.asked", obj=book, actor=actor, event=event)
    transaction.on_commit(lambda: _send(book), robust=True)
    return book


def _send(book: AgendaBook) -> None:
    from vimeet.meetings.tasks import make_agenda_book

    make_agenda_book.delay(book.pk)


def make_book(book_id: int) -> None:
    """Make the document. One that was made meanwhile, or is no longer wanted, is left alone."""
    book = (
        AgendaBook.objects.filter(pk=book_id, state=AgendaBook.State.QUEUED)
        .select_related("plan__event__organiser")
        .first()
    )
    if book is None:
        return
    waiting = AgendaBook.objects.filter(pk=book_id, state=AgendaBook.State.QUEUED)
    try:
        document, agendas = agendas_pdf(book.plan)
    except Exception:
        # Whatever it was, the page must not say "being prepared" for ever.
        logger.exception("the agendas of plan %s could not be set", book.plan_id)
        waiting.update(state=AgendaBook.State.FAILED)
        return
    waiting.update(
        state=AgendaBook.State.READY,
        document=document,
        agendas=agendas,
        ready_at=timezone.now(),
    )
