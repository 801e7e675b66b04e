"""Why requests are left out and what would place them, in the reader's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vimeet.events.models import Slot
from vimeet.meetings.models import Plan, Request, UnplacedRequest
from vimeet.registration.models import Delegate, Delegation

if TYPE_CHECKING:
    from vimeet.events.models import Event

REASONS: dict[str, str | Promise] = {
    "credits": gettext_lazy("Credits used up by better requests"),
    "no_common_slot": gettext_lazy("No slot in common"),
    "busy": gettext_lazy("Other meetings take every common slot"),
    "places": gettext_lazy("No place left in the common slots"),
    "rule": gettext_lazy("A rule of the event forbids it"),
    "room": gettext_lazy("The time limit came first"),
    "no_delegate": gettext_lazy("A delegation without delegates"),
    "dropped": gettext_lazy("Could not be held any more at the release"),
    "by_hand": gettext_lazy("Taken out by hand"),
}
DROPPED: dict[str, str | Promise] = {
    "no_delegate": gettext_lazy("A side has no delegate left who could attend."),
    "unavailable": gettext_lazy("A delegate has become unavailable."),
    "session": gettext_lazy("A delegate is in a session of the programme then."),
    "place_closed": gettext_lazy("The place has been closed in this slot."),
    "place_lost": gettext_lazy("These two could no longer meet at this place."),
    "no_room": gettext_lazy("The place no longer had room for all of its meetings in this slot."),
    "withdrawn": gettext_lazy("The request is no longer accepted."),
}


@dataclass(frozen=True)
class Group:
    """One kind of reason and how often it occurs."""

    code: str
    label: str | Promise
    count: int
    # Of the most frequent kind, for a bar.
    percent: float


@dataclass(frozen=True)
class RemedyRow:
    """A change that would place a request, and whom or what it is about."""

    code: str
    text: str
    # Whose credits to raise.
    delegations: list[Delegation]
    # Whom to free, or to send.
    delegate: Delegate | None
    # For which side the delegate goes: ``asker`` or ``asked``.
    side: str


@dataclass(frozen=True)
class UnplacedRow:
    """A request that is left out: why, and what would place it."""

    request: Request
    code: str
    reason: str
    remedies: list[RemedyRow]


def grouped(plan: Plan) -> list[Group]:
    """The kinds of reasons in a plan, the most frequent first."""
    counts = Counter(plan.unplaced.order_by().values_list("reason_code", flat=True))
    most = max(counts.values(), default=0)
    return [
        Group(code, REASONS[code], count, 100 * count / most)
        for code, count in counts.most_common()
    ]


def unplaced_rows(plan: Plan, code: str = "") -> list[UnplacedRow]:
    """The requests that a plan leaves out, heaviest first; only those of one kind of reason."""
    rows = plan.unplaced.select_related("request__asker", "request__asked")
    if code:
        rows = rows.filter(reason_code=code)
    words = Words(plan.event)
    return [
        UnplacedRow(
            request=row.request,
            code=row.reason_code,
            reason=words.reason(row),
            remedies=[words.remedy_row(row.request, remedy) for remedy in row.remedies],
        )
        for row in rows
    ]


class Words:
    """Turns the planner's codes and numbers into sentences about the event's own names."""

    def __init__(self, event: Event) -> None:
        self.zone = event.zone
        self.slots: Mapping[int, Slot] = Slot.objects.of_event(event).in_bulk()
        self.delegations: Mapping[int, Delegation] = Delegation.objects.of_event(event).in_bulk()
        self.delegates: Mapping[int, Delegate] = Delegate.objects.of_event(event).in_bulk()
        self.several_days = (
            len({slot.starts_at.astimezone(self.zone).date() for slot in self.slots.values()}) > 1
        )

    def reason(self, row: UnplacedRequest) -> str:
        """Why a request is left out, as one or more sentences."""
        params: dict[str, Any] = row.reason
        match row.reason_code:
            case "credits":
                return " ".join(
                    self._spent(item, params["weight"]) for item in params["delegations"]
                )
            case "no_common_slot":
                sides = [
                    self._any_of(self._delegate(pk) for pk in side) for side in params["delegates"]
                ]
                return _("There is no slot in which %(people)s can all meet.") % {
                    "people": self._all_of(sides)
                }
            case "busy":
                return _("Other meetings take every slot that all have in common: %(slots)s.") % {
                    "slots": self._all_of(
                        _("%(slot)s (%(person)s)")
                        % {"slot": self._slot(m["slot"]), "person": self._delegate(m["delegate"])}
                        for m in params["meetings"]
                    )
                }
            case "places":
                return _("No place is left when all are free: %(slots)s.") % {
                    "slots": self._all_of(map(self._slot, params["slots"]))
                }
            case "rule":
                return self._rule(params)
            case "room":
                return _(
                    "Nothing forbids it: it fits at %(slot)s. The time limit came before it was "
                    "placed; a longer run may place it."
                ) % {"slot": self._slot(params["slot"])}
            case "no_delegate":
                return _("Nobody can attend for %(delegations)s: no delegate is entered.") % {
                    "delegations": self._all_of(map(self._delegation, params["delegations"]))
                }
            case "by_hand":
                return _("Somebody took it out of the draft.")
            case _:
                return str(DROPPED[params["why"]])

    def remedy_row(self, request: Request, params: Mapping[str, Any]) -> RemedyRow:
        """A remedy in words, with what it is about."""
        delegate = self.delegates.get(int(params["delegate"])) if "delegate" in params else None
        named = (self.delegations.get(int(pk)) for pk in params.get("delegations", ()))
        asks = delegate is not None and delegate.delegation_id == request.asker_id
        return RemedyRow(
            code=params["code"],
            text=self.remedy(params),
            delegations=[delegation for delegation in named if delegation is not None],
            delegate=delegate,
            side="asker" if asks else "asked",
        )

    def remedy(self, params: Mapping[str, Any]) -> str:
        """A change that would place it, as a sentence."""
        held = self._slot(params["held"])
        match params["code"]:
            case "free_slot":
                return _("Free %(slot)s for %(person)s: it is then held at %(held)s.") % {
                    "slot": self._slot(params["slot"]),
                    "person": self._delegate(params["delegate"]),
                    "held": held,
                }
            case "more_tables":
                return _("One more table at %(slot)s: it is then held there.") % {
                    "slot": self._slot(params["slot"])
                }
            case "more_credits":
                return _("One more credit for %(delegations)s: it is then held at %(held)s.") % {
                    "delegations": self._all_of(map(self._delegation, params["delegations"])),
                    "held": held,
                }
            case _:
                return _("Let %(person)s attend: it is then held at %(held)s.") % {
                    "person": self._delegate(params["delegate"]),
                    "held": held,
                }

    def _spent(self, item: Mapping[str, Any], weight: int) -> str:
        name = self._delegation(item["id"])
        if not item["max_meetings"]:
            return _("%(delegation)s has no meeting credits.") % {"delegation": name}
        return ngettext(
            "%(delegation)s uses its only credit for a meeting of weight %(lightest)d or more; "
            "this one weighs %(weight)d.",
            "%(delegation)s uses its %(credits)d credits for meetings of weight %(lightest)d or "
            "more; this one weighs %(weight)d.",
            item["max_meetings"],
        ) % {
            "delegation": name,
            "credits": item["max_meetings"],
            "lightest": item["lightest"] or 0,
            "weight": weight,
        }

    def _rule(self, params: Mapping[str, Any]) -> str:
        match params["rule"]:
            case "max_in_a_row":
                return ngettext(
                    "Somebody would have more than %(limit)d meeting in a row.",
                    "Somebody would have more than %(limit)d meetings in a row.",
                    params["limit"],
                ) % {"limit": params["limit"]}
            case _:
                return str(REASONS["rule"])

    def _slot(self, pk: str) -> str:
        slot = self.slots.get(int(pk))
        if slot is None:
            return _("a slot that is no more")
        start = timezone.localtime(slot.starts_at, self.zone)
        return date_format(start, "D j F, H:i" if self.several_days else "H:i")

    def _delegate(self, pk: str) -> str:
        delegate = self.delegates.get(int(pk))
        return delegate.name if delegate else _("somebody who is no longer entered")

    def _delegation(self, pk: str) -> str:
        delegation = self.delegations.get(int(pk))
        return delegation.name if delegation else _("a delegation that is no more")

    @staticmethod
    def _all_of(names: Iterable[str]) -> str:
        return get_text_list(_shortened(names), _("and"))

    @staticmethod
    def _any_of(names: Iterable[str]) -> str:
        return get_text_list(_shortened(names), _("or"))


def _shortened(names: Iterable[str], shown: int = 6) -> list[str]:
    """The first names, and how many more there are."""
    every = list(names)
    if len(every) <= shown:
        return every
    rest = len(every) - shown + 1
    more = ngettext("%(count)d more", "%(count)d more", rest) % {"count": rest}
    return [*every[: shown - 1], more]
