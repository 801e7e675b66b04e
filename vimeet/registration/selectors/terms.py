"""Reading the event's taxonomy of needs and offers as a tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from vimeet.registration.models import Delegation, Term

if TYPE_CHECKING:
    from vimeet.events.models import Event


@dataclass(frozen=True)
class Node:
    """A term in its place: ``above`` are those it stands under, the topmost first."""

    term: Term
    above: tuple[Term, ...]
    has_children: bool

    @property
    def depth(self) -> int:
        """How many it stands under."""
        return len(self.above)

    @property
    def path(self) -> str:
        """Its name with those above it, in the page's language."""
        return " › ".join(term.name for term in (*self.above, self.term))


class TermTree:
    """All terms of one event. ``nodes``: each before those under it, in the organiser's order."""

    def __init__(self, terms: Iterable[Term]) -> None:
        below: dict[int | None, list[Term]] = defaultdict(list)
        for term in terms:
            below[term.parent_id].append(term)
        self.nodes: list[Node] = []
        self._below = below
        # A stack rather than recursion: what comes first is taken last.
        waiting: list[tuple[Term, tuple[Term, ...]]] = [
            (term, ()) for term in reversed(below[None])
        ]
        while waiting:
            term, above = waiting.pop()
            children = below[term.pk]
            self.nodes.append(Node(term, above, bool(children)))
            waiting += [(child, (*above, term)) for child in reversed(children)]
        self.by_pk = {node.term.pk: node for node in self.nodes}

    def add(self, term: Term) -> None:
        """Take in a new term, last of those beside it."""
        parent = self.by_pk[term.parent_id] if term.parent_id else None
        above = (*parent.above, parent.term) if parent else ()
        self._below[term.parent_id].append(term)
        self.by_pk[term.pk] = Node(term, above, has_children=False)

    def above(self, pk: int) -> list[int]:
        """The numbers of those that the term stands under, the nearest first."""
        return [term.pk for term in reversed(self.by_pk[pk].above)]

    def branch(self, pk: int) -> list[int]:
        """The numbers of the term and of all that stand under it."""
        found = [pk]
        for one in found:
            found += [child.pk for child in self._below[one]]
        return found

    def children(self, pk: int | None) -> list[Term]:
        """Those directly under the term; None: those at the top."""
        return list(self._below[pk])


def term_tree(event: Event) -> TermTree:
    """The event's needs and offers, in one query."""
    return TermTree(Term.objects.of_event(event))


def term_usage(event: Event) -> dict[int, tuple[int, int]]:
    """How many delegations look for each term and how many offer it, where any do."""
    counted: list[dict[int, int]] = []
    for field in ("needed_terms", "offered_terms"):
        rows = getattr(Delegation, field).through.objects.filter(delegation__event=event)
        counted.append(dict(rows.values_list("term").annotate(n=Count("pk")).order_by()))
    needed, offered = counted
    return {pk: (needed.get(pk, 0), offered.get(pk, 0)) for pk in needed | offered}


def terms_of(event: Event) -> list[Term]:
    """The event's needs and offers, each before those under it."""
    return [node.term for node in term_tree(event).nodes]
