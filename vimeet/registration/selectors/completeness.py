"""What is still missing in a profile, so that others find and choose the delegation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vimeet.registration.models import Picture, Term

if TYPE_CHECKING:
    from vimeet.registration.models import Delegate, Delegation


class Part(StrEnum):
    """A page on which something of the profile is filled in."""

    TEXTS = "texts"
    NEEDS = "needs"
    OFFERS = "offers"
    PICTURES = "pictures"
    CONTACT = "contact"


@dataclass(frozen=True)
class Item:
    """Something that makes a profile complete, and whether it is there."""

    part: Part
    label: str
    done: bool


@dataclass(frozen=True)
class Completeness:
    """All that makes a profile complete."""

    items: list[Item]

    @property
    def missing(self) -> list[Item]:
        """What is not there yet."""
        return [item for item in self.items if not item.done]

    @property
    def done(self) -> int:
        """How many are there."""
        return len(self.items) - len(self.missing)

    @property
    def percent(self) -> int:
        """The share that is there."""
        return round(100 * self.done / len(self.items))


def completeness_of(delegate: Delegate) -> Completeness:
    """What the profile of ``delegate`` and their delegation has, and what it lacks.

    Needs and offers are asked for as the organiser's list where there is one, as texts elsewhere.
    """
    delegation = delegate.delegation
    has_terms = Term.objects.of_event(delegation.event).exists()
    pictures = Picture.objects.of_event(delegation.event)
    return Completeness(
        [
            Item(Part.TEXTS, _("Present your company"), bool(delegation.presentation)),
            Item(Part.NEEDS if has_terms else Part.TEXTS, *_needs(delegation, has_terms)),
            Item(Part.OFFERS if has_terms else Part.TEXTS, *_offers(delegation, has_terms)),
            Item(Part.TEXTS, _("Say it in the second language too"), _in_both(delegation)),
            Item(Part.TEXTS, _("Give your website"), bool(delegation.website)),
            Item(
                Part.PICTURES,
                _("Add your company’s logo"),
                pictures.filter(delegation=delegation).exists(),
            ),
            Item(
                Part.PICTURES,
                _("Add a photo of you"),
                pictures.filter(delegate=delegate).exists(),
            ),
            Item(Part.CONTACT, _("Say what you do there"), bool(delegate.job_title)),
            Item(
                Part.CONTACT,
                _("Give your mobile phone, for news on site"),
                bool(delegate.phone),
            ),
        ]
    )


def _needs(delegation: Delegation, has_terms: bool) -> tuple[str, bool]:
    if has_terms:
        return _("Tick what you look for"), delegation.needed_terms.exists()
    return _("Write what you look for"), bool(delegation.needs)


def _offers(delegation: Delegation, has_terms: bool) -> tuple[str, bool]:
    if has_terms:
        return _("Tick what you offer"), delegation.offered_terms.exists()
    return _("Write what you offer"), bool(delegation.offers)


def _in_both(delegation: Delegation) -> bool:
    """Whether each text that there is, and at least one, is there in both languages."""
    texts = [
        (getattr(delegation, f"{part}_en"), getattr(delegation, f"{part}_fr"))
        for part in ("presentation", "needs", "offers")
    ]
    said = [pair for pair in texts if any(pair)]
    return bool(said) and all(all(pair) for pair in said)
