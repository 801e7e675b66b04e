"""Requests from a table that the organiser uploads: all of its lines, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from vimeet.audit.services import record
from vimeet.meetings.models import Request
from vimeet.meetings.services.locks import hold_delegations, hold_event
from vimeet.meetings.services.priorities import (
    HEAVIEST,
    LIGHTEST,
    set_priority,
    set_side_priority,
)
from vimeet.meetings.services.requests import RequestError, accept_request, propose_request
from vimeet.registration.models import Delegation

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

MOST_LINES = 2000
LANGUAGES = ("en", "fr")
# The columns, by the names that the export gives them; any language is read.
COLUMNS = {
    "asker": gettext_noop("Who asks"),
    "asked": gettext_noop("Who is asked"),
    "state": gettext_noop("State"),
    "asker_priority": gettext_noop("Priority of who asks"),
    "asked_priority": gettext_noop("Priority of who is asked"),
    "weight": gettext_noop("Weight"),
    "must": gettext_noop("Must be placed"),
    "message": gettext_noop("Message"),
}
NEEDED = ("asker", "asked")
YES = gettext_noop("yes")
NO = gettext_noop("no")


@dataclass
class Report:
    """What an import did, or would have: with ``errors`` (line, reason) nothing is written."""

    imported: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)


class _NothingWrittenError(Exception):
    """Takes back what was tried."""


def import_requests(
    *, event: Event, rows: list[list[str]], actor: User, tell: bool = False
) -> Report:
    """Make a request of each line below the first, which names the columns (``COLUMNS``).

    The organiser's rights apply: in any phase, beyond any quota. ``tell``: write to those
    concerned. If one line can't be, none is, and the report says why of each. Raises
    ValidationError if the columns can't be told or there are more than ``MOST_LINES``.
    """
    columns = _columns(rows)
    lines = [
        (number, _cells(columns, row)) for number, row in enumerate(rows[1:], start=2) if any(row)
    ]
    if not lines:
        raise ValidationError(_("The file holds no request below its first line."))
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _("%(most)d lines at most: split the file."), params={"most": MOST_LINES}
        )
    report = Report()
    names = {d.name.casefold(): d for d in _delegations(event)}
    try:
        with transaction.atomic():
            # Each line would hold its delegations, then the event, which the second line finds
            # held already: who asks at the same moment would wait for us, and we for them.
            hold_delegations(*_named(lines, names))
            hold_event(event)
            for number, cells in lines:
                _try(report, number, partial(_make, cells, names, actor, tell=tell))
            if report.errors:
                raise _NothingWrittenError
            record(
                action="requests.imported",
                obj=event,
                actor=actor,
                event=event,
                changes={"requests": [None, report.imported]},
            )
    except _NothingWrittenError:
        report.imported = 0
    return report


def _delegations(event: Event) -> list[Delegation]:
    rows = Delegation.objects.of_event(event)
    return list(rows.select_related("participant_type", "event__organiser"))


def _named(
    lines: list[tuple[int, dict[str, str]]], names: dict[str, Delegation]
) -> Iterator[Delegation]:
    """The delegations of the event that the lines name."""
    for _number, cells in lines:
        for key in NEEDED:
            if (delegation := names.get(cells[key].casefold())) is not None:
                yield delegation


def _try(report: Report, number: int, make: Callable[[], object]) -> None:
    """Make one line's request, or note what is wrong with it."""
    try:
        # A savepoint: what follows is tried on a sound transaction.
        with transaction.atomic():
            make()
        report.imported += 1
    except RequestError as error:
        report.errors.append((number, str(error)))
    except ValidationError as error:
        report.errors += [(number, text) for text in error.messages]


def _columns(rows: list[list[str]]) -> dict[str, int]:
    """Where each column stands; ValidationError if one that is needed is missing."""
    known = {word: key for key, name in COLUMNS.items() for word in (key, *_in_all_languages(name))}
    found: dict[str, int] = {}
    for index, title in enumerate(rows[0] if rows else []):
        key = known.get(title.casefold())
        # The export has two columns “Type” and more of its own: they are passed over.
        if key is not None:
            found.setdefault(key, index)
    missing = [_(COLUMNS[key]) for key in NEEDED if key not in found]
    if missing:
        raise ValidationError(
            _("The first line must name the columns. Missing: %(names)s."),
            params={"names": ", ".join(missing)},
        )
    return found


def _in_all_languages(text: str | Promise) -> set[str]:
    words = set()
    for language in LANGUAGES:
        with override(language):
            words.add(_(str(text)).casefold())
    return words


def _cells(columns: dict[str, int], row: list[str]) -> dict[str, str]:
    return {key: row[index] if index < len(row) else "" for key, index in columns.items()}


def _make(cells: dict[str, str], names: dict[str, Delegation], actor: User, *, tell: bool) -> None:
    """Make the request of one line. Raises ValidationError or RequestError."""
    values = _values(cells, names)
    request = propose_request(
        asker=values["asker"],
        asked=values["asked"],
        actor=actor,
        message=cells.get("message", ""),
        priority=values["asker_priority"],
        staff=True,
        tell=tell,
    )
    if values["asked_priority"] != request.asked_priority:
        set_side_priority(
            request=request,
            side=Request.Side.ASKED,
            priority=values["asked_priority"],
            actor=actor,
            staff=True,
        )
    if values["weight"] is not None or values["must"]:
        set_priority(request=request, weight=values["weight"], must=values["must"], actor=actor)
    if values["state"] == Request.State.ACCEPTED:
        accept_request(request=request, actor=actor, staff=True, tell=tell)


def _values(cells: dict[str, str], names: dict[str, Delegation]) -> dict[str, Any]:
    """What the cells mean; ValidationError with all that is wrong."""
    errors: list[str] = []

    def read(key: str, meaning: Callable[[str], Any]) -> Any:
        try:
            return meaning(cells.get(key, ""))
        except ValueError:
            errors.append(
                _("“%(value)s” is no “%(column)s”.")
                % {"value": cells.get(key, ""), "column": _(COLUMNS[key])}
            )
            return None

    values: dict[str, Any] = {}
    for key in NEEDED:
        values[key] = names.get(cells[key].casefold())
        if values[key] is None:
            errors.append(
                _("There is no delegation “%(name)s”.") % {"name": cells[key]}
                if cells[key]
                else _("“%(column)s” is empty.") % {"column": _(COLUMNS[key])}
            )
    for key in ("asker_priority", "asked_priority"):
        values[key] = read(key, _one_of(Request.Priority, default=Request.Priority.WANT))
    values["state"] = read("state", _state)
    values["weight"] = read("weight", _weight)
    values["must"] = read("must", _yes)
    longest = Request._meta.get_field("message").max_length or 0
    if len(cells.get("message", "")) > longest:
        errors.append(_("The message is longer than %(most)d characters.") % {"most": longest})
    if errors:
        raise ValidationError(errors)
    return values


def _one_of(choices: Any, *, default: str) -> Callable[[str], str]:
    """A reader of one of ``choices``, by value or by name in any language; empty: ``default``."""

    def read(text: str) -> str:
        if not text:
            return default
        for choice in choices:
            if text.casefold() in {choice.value, *_labels(choice)}:
                value: str = choice.value
                return value
        raise ValueError(text)

    return read


def _labels(choice: Any) -> set[str]:
    words = set()
    for language in LANGUAGES:
        with override(language):
            words.add(str(choice.label).casefold())
    return words


def _state(text: str) -> str:
    """A new request waits or is accepted; nothing else can be imported."""
    state = _one_of(Request.State, default=Request.State.PROPOSED)(text)
    if state not in Request.OPEN:
        raise ValueError(text)
    return state


def _weight(text: str) -> int | None:
    """None: by the rules."""
    if not text:
        return None
    weight = int(text)
    if not LIGHTEST <= weight <= HEAVIEST:
        raise ValueError(text)
    return weight


def _yes(text: str) -> bool:
    word = text.casefold()
    if word in _in_all_languages(YES):
        return True
    if word in {"", *_in_all_languages(NO)}:
        return False
    raise ValueError(text)
