"""Answering several requests at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from vimeet.meetings.models import Request
from vimeet.meetings.services.requests import RequestError


@dataclass
class Outcome:
    """What became of each: done, or why not."""

    done: list[Request] = field(default_factory=list)
    refused: list[tuple[Request, str]] = field(default_factory=list)


@transaction.atomic
def answer_all(*, requests: Iterable[Request], answer: Callable[[Request], Request]) -> Outcome:
    """Do ``answer`` (one of the services, which raise RequestError) with each of ``requests``.

    One that can't be answered any more leaves the others as they are.
    """
    outcome = Outcome()
    # Always in one order: of two who answer the same ones at once neither waits for the other.
    for request in sorted(requests, key=lambda row: row.pk):
        try:
            with transaction.atomic():
                outcome.done.append(answer(request))
        except RequestError as error:
            outcome.refused.append((request, str(error)))
    return outcome
