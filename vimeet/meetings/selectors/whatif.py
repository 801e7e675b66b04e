"""What the planner answered to "what if", in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vimeet.events.models import ParticipantType
from vimeet.meetings.models import WhatIf

if TYPE_CHECKING:
    from vimeet.events.models import Event

Span = Mapping[str, int | None]

ERRORS: dict[str, str | Promise] = {
    "died": gettext_lazy("The planner stopped unexpectedly. Ask again."),
    "fault": gettext_lazy(
        "Something went wrong on the server; the details are in its log. Ask again, and tell "
        "whoever runs the server if it happens once more."
    ),
}
STEPS: dict[str, Callable[[int], str]] = {
    "tables": lambda n: ngettext("%(n)d place more", "%(n)d places more", n) % {"n": n},
    "slots": lambda n: ngettext("%(n)d slot more", "%(n)d slots more", n) % {"n": n},
    "credits": lambda n: (
        ngettext("%(n)d credit more for everyone", "%(n)d credits more for everyone", n) % {"n": n}
    ),
}


@dataclass(frozen=True)
class Step:
    """One amount of more, and what it brings."""

    label: str
    meetings: str
    gain: str
    weight: str
    weight_gain: str
    # For a bar: what a plan is known to reach.
    reached: int


@dataclass(frozen=True)
class Promised:
    """What can be promised to a participant type."""

    label: str
    delegations: int
    alone: str
    together: str


@dataclass(frozen=True)
class Answer:
    """A question with its answer in words; one of the two lists is empty."""

    question: WhatIf
    steps: list[Step]
    promised: list[Promised]
    error: str

    @property
    def most(self) -> int:
        """The end of the bars."""
        return max((step.reached for step in self.steps), default=1) or 1


def questions_of(event: Event) -> QuerySet[WhatIf]:
    """The event's questions, newest first."""
    questions: QuerySet[WhatIf] = WhatIf.objects.of_event(event)
    return questions.select_related("requested_by")


def answers_of(event: Event, most: int = 10) -> list[Answer]:
    """The newest questions with their answers."""
    questions = list(questions_of(event)[:most])
    types = {str(kind.pk): kind for kind in ParticipantType.objects.filter(event=event)}
    return [_answer(question, types) for question in questions]


def _answer(question: WhatIf, types: Mapping[str, ParticipantType]) -> Answer:
    rows: Sequence[Mapping[str, Any]] = question.answer
    promise = question.kind == WhatIf.Kind.PROMISE
    return Answer(
        question,
        steps=[] if promise else [_step(question.kind, row) for row in rows],
        promised=[
            Promised(
                types[row["group"]].name if row["group"] in types else _("a type that is no more"),
                row["delegations"],
                span_text(row["alone"]),
                span_text(row["together"]),
            )
            for row in rows
        ]
        if promise
        else [],
        error=str(ERRORS.get(question.error, question.error)),
    )


def _step(kind: str, row: Mapping[str, Any]) -> Step:
    more = row["more"]
    return Step(
        label=STEPS[kind](more) if more else _("as it is"),
        meetings=span_text(row["meetings"]),
        gain=gain_text(row["meetings_gain"]) if more else "",
        weight=span_text(row["weight"]),
        weight_gain=gain_text(row["weight_gain"]) if more else "",
        reached=row["meetings"]["at_least"] or 0,
    )


def span_text(span: Span) -> str:
    """A number that is known, or between which two it is."""
    least, most = span["at_least"], span["at_most"]
    if least == most:
        return intcomma(most or 0)
    if not least:
        return _("at most %(most)s") % {"most": intcomma(most or 0)}
    return _("%(least)s to %(most)s") % {"least": intcomma(least), "most": intcomma(most or 0)}


def gain_text(span: Span) -> str:
    """What is gained: exactly, between two numbers, or at most."""
    least, most = span["at_least"], span["at_most"]
    if not most:
        return _("nothing more")
    if least == most:
        return f"+{intcomma(most)}"
    if not least:
        return _("at most %(most)s") % {"most": f"+{intcomma(most)}"}
    return _("%(least)s to %(most)s") % {
        "least": f"+{intcomma(least)}",
        "most": f"+{intcomma(most)}",
    }
