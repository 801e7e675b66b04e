"""What a list shows of a delegation: kept with its entry, so that a page of them is one read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.conf import settings

if TYPE_CHECKING:
    from vimeet.registration.models import Delegation

# In the order in which a list shows one of them.
TEXTS = ("offers", "needs", "presentation")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class Shown(TypedDict):
    """As JSON. ``texts``: by name and language; terms and pictures by their numbers."""

    name: str
    type: int
    country: str
    city: str
    logo: int | None
    texts: dict[str, dict[str, str]]
    needs: list[int]
    offers: list[int]
    people: list[str]


def shown_of(delegation: Delegation) -> Shown:
    """What a list shows of a delegation (``content.with_content``) to everybody who takes part."""
    logo = getattr(delegation, "logo", None)
    return Shown(
        name=delegation.name,
        type=delegation.participant_type_id,
        country=delegation.country.code or "",
        city=delegation.city,
        logo=logo.pk if logo else None,
        texts={
            text: {language: getattr(delegation, f"{text}_{language}") for language in LANGUAGES}
            for text in TEXTS
        },
        needs=[term.pk for term in delegation.needed_terms.all()],
        offers=[term.pk for term in delegation.offered_terms.all()],
        people=[
            f"{person.name} ({person.job_title})" if person.job_title else person.name
            for person in delegation.delegates.all()
        ],
    )
