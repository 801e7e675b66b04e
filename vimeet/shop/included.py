"""The sessions of the programme that products include, as the programme in force has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vimeet.core.words import in_page_language
from vimeet.programme.models import ReleasedSession
from vimeet.programme.selectors.versions import sessions_in_force
from vimeet.shop.models import OrderLine, Product

if TYPE_CHECKING:
    from vimeet.events.models import Event


@dataclass(frozen=True)
class IncludedSession:
    """A session that is included, with the title it had when that was agreed."""

    session: int
    title_en: str
    title_fr: str

    @property
    def title(self) -> str:
        """The title in the language of the page, else in the other one."""
        return in_page_language(self.title_en, self.title_fr)


def offered_sessions(event: Event) -> list[ReleasedSession]:
    """What a product may include, in order of time.

    A draft is nobody's business, so these are the sessions of the programme in force, but for those
    that were taken out since.
    """
    return list(
        sessions_in_force(event)
        .filter(session__dropped=False)
        .select_related("session")
        .order_by("starts_at", "pk")
    )


def included_in(event: Event, products: Iterable[Product]) -> dict[int, list[IncludedSession]]:
    """The sessions each of the event's ``products`` includes now, by its number."""
    ticked = Product.sessions.through.objects.filter(product__in=[p.pk for p in products])
    by_product: dict[int, set[int]] = defaultdict(set)
    for product, session in ticked.values_list("product", "session"):
        by_product[product].add(session)
    if not by_product:
        return {}
    offered = [
        IncludedSession(one.session_id, one.title_en, one.title_fr)
        for one in offered_sessions(event)
    ]
    return {pk: [one for one in offered if one.session in keys] for pk, keys in by_product.items()}


def kept(sessions: Iterable[IncludedSession]) -> list[dict[str, Any]]:
    """``sessions`` in the form that an order line keeps."""
    return [
        {"session": one.session, "title_en": one.title_en, "title_fr": one.title_fr}
        for one in sessions
    ]


def agreed(lines: Iterable[OrderLine]) -> list[IncludedSession]:
    """The sessions that ``lines`` include together, each once."""
    found = {
        one["session"]: IncludedSession(**one)
        for line in lines
        # Lines sold before products included sessions don't have it.
        for one in line.gives.get("sessions", ())
    }
    return list(found.values())
