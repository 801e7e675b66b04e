"""A delegation's own page, as those see it who take part in its event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from vimeet.directory.content import Forms, visible_answers
from vimeet.directory.models import Note
from vimeet.registration.models import Delegate, Delegation, Registration, Term
from vimeet.registration.questions.definition import Question
from vimeet.registration.selectors.terms import TermTree, term_tree

if TYPE_CHECKING:
    from vimeet.events.models import Event


@dataclass(frozen=True)
class Profile:
    """All of it that participants see; ``note`` and ``is_favourite`` are the reader's own."""

    delegation: Delegation
    people: list[Delegate]
    needs: list[Term]
    offers: list[Term]
    answers: list[tuple[Question, str]]
    is_favourite: bool
    note: str


def profile_of(delegate: Delegate, pk: int) -> Profile | None:
    """The page of a delegation of the delegate's event; None if there is no such delegation."""
    event = delegate.delegation.event
    delegation = (
        Delegation.objects.of_event(event)
        .filter(pk=pk)
        .select_related("participant_type", "logo")
        .prefetch_related(Prefetch("delegates", Delegate.objects.select_related("photo")))
        .first()
    )
    if delegation is None:
        return None
    tree = term_tree(event)
    note = Note.objects.filter(delegate=delegate, delegation=pk).first()
    return Profile(
        delegation,
        list(delegation.delegates.all()),
        _in_order(tree, delegation.needed_terms.values_list("pk", flat=True)),
        _in_order(tree, delegation.offered_terms.values_list("pk", flat=True)),
        answers_shown(event, pk, tree),
        delegate.favourites.filter(delegation=pk).exists(),
        note.text if note else "",
    )


def _in_order(tree: TermTree, pks: Iterable[int]) -> list[Term]:
    """The terms in the organiser's order."""
    chosen = set(pks)
    return [node.term for node in tree.nodes if node.term.pk in chosen]


def answers_shown(event: Event, delegation: int, tree: TermTree) -> list[tuple[Question, str]]:
    """The answers to the form that participants see, in words; but those the profile shows."""
    registration = (
        Registration.objects.of_event(event)
        .filter(delegation=delegation)
        .select_related("form_version")
        .first()
    )
    if registration is None:
        return []
    terms = {pk: node.term for pk, node in tree.by_pk.items()}
    answers = visible_answers(registration, Forms(event), terms)
    return [(question, text) for question, text in answers if not question.fills]
