"""What participants may see of a delegation: the one place that decides it.

The index is made of this, and the page of a delegation shows this. E-mail addresses, phone
numbers, files and consents are never part of it, nor what the form keeps for the organiser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override

from vimeet.directory.words import words_of
from vimeet.registration.models import Delegation, FormVersion, Registration, Term
from vimeet.registration.questions.definition import (
    WITH_CHOICES,
    Definition,
    Kind,
    Question,
    Seen,
    shown,
)
from vimeet.registration.questions.form import in_words
from vimeet.registration.selectors.terms import TermTree, term_tree

if TYPE_CHECKING:
    from vimeet.events.models import Event

# Whatever a form says of who sees them, they belong on no page that others read.
NEVER = (Kind.EMAIL, Kind.PHONE, Kind.FILE, Kind.CONSENT)
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass
class Content:
    """What the index keeps of a delegation: words from most to least telling, and tags."""

    names: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)

    @cached_property
    def groups(self) -> list[list[str]]:
        """The words, folded, by weight."""
        return [
            [word for text in texts for word in words_of(text)]
            for texts in (self.names, self.terms, self.about, self.answers)
        ]

    @property
    def words(self) -> set[str]:
        """The words that a misspelt one may lead to: no numbers, no single letters."""
        return {w for group in self.groups for w in group if len(w) > 1 and not w.isdigit()}


def choice_facet(question: str) -> str:
    """The facet of one of the form's choice fields."""
    return f"q-{question}"


class Forms:
    """The published forms of an event, the latest of each type."""

    def __init__(self, event: Event) -> None:
        versions = FormVersion.objects.of_event(event).exclude(number=None).order_by("number")
        self._latest: dict[int, Definition] = {}
        # Of several versions of a type the last one stays.
        rows = dict(versions.values_list("participant_type", "definition"))
        for participant_type, definition in rows.items():
            self._latest[participant_type] = Definition.from_json(definition)

    def visible(self, participant_type: int, answered: Definition | None = None) -> list[Question]:
        """The fields whose answers participants see, as the latest version asks them.

        ``answered``: the version that was answered, which must allow it too: nobody's answer is
        shown wider than they were told, nor wider than the organiser wants it by now.
        """
        latest = self._latest.get(participant_type)
        if latest is None:
            return []
        return [
            question
            for question in latest.questions
            if _is_visible(question)
            and (
                answered is None
                or ((asked := answered.question(question.key)) is not None and _is_visible(asked))
            )
        ]

    def choice_questions(self) -> list[Question]:
        """The choice fields one can filter by, each once, in the order of types and forms.

        Forms of several types may ask the same, one of them with other choices: such a field has
        the choices of all.
        """
        found: dict[str, Question] = {}
        for participant_type in sorted(self._latest):
            for question in self.visible(participant_type):
                if question.kind not in WITH_CHOICES:
                    continue
                first = found.setdefault(question.key, question)
                more = tuple(one for one in question.choices if first.choice(one.key) is None)
                found[question.key] = replace(first, choices=first.choices + more)
        return list(found.values())


def _is_visible(question: Question) -> bool:
    return question.seen_by != Seen.ORGANISER and question.kind not in NEVER


def visible_answers(
    registration: Registration, forms: Forms, terms: dict[int, Term]
) -> list[tuple[Question, str]]:
    """The answers that participants see, in words of the page's language."""
    if registration.form_version is None:
        return []
    answered = registration.form_version.form
    asked = {question.key: question for question in shown(answered, registration.answers)}
    found = [
        (question, in_words(asked[question.key], registration.answers.get(question.key), terms))
        for question in forms.visible(registration.participant_type_id, answered)
        if question.key in asked
    ]
    return [(question, text) for question, text in found if text]


def with_content(delegations: QuerySet[Delegation]) -> QuerySet[Delegation]:
    """The delegations with all that ``contents`` reads."""
    return delegations.select_related("registration__form_version", "logo").prefetch_related(
        "delegates", "needed_terms", "offered_terms"
    )


def contents(event: Event, delegations: Iterable[Delegation]) -> dict[int, Content]:
    """What participants may find each of the delegations by (``with_content``), by its pk."""
    forms, tree = Forms(event), term_tree(event)
    return {delegation.pk: _content(delegation, forms, tree) for delegation in delegations}


def _content(delegation: Delegation, forms: Forms, tree: TermTree) -> Content:
    content = Content()
    people = delegation.delegates.all()
    content.names += [delegation.name, *(person.name for person in people)]
    for language in LANGUAGES:
        content.terms += [getattr(delegation, f"{part}_{language}") for part in ("needs", "offers")]
        content.about.append(getattr(delegation, f"presentation_{language}"))
    content.about += [delegation.city, *(person.job_title for person in people)]
    content.tags.add(f"type:{delegation.participant_type_id}")
    if delegation.country:
        content.tags.add(f"country:{delegation.country.code}")
    for facet, chosen in (
        ("need", delegation.needed_terms.all()),
        ("offer", delegation.offered_terms.all()),
    ):
        for term in chosen:
            content.terms += [term.name_en, term.name_fr]
            content.tags.add(f"{facet}:{term.pk}")
            # Who looks for all of a branch finds those who chose a part of it.
            for above in tree.by_pk[term.pk].above:
                content.about += [above.name_en, above.name_fr]
                content.tags.add(f"{facet}:{above.pk}")
    terms = {pk: node.term for pk, node in tree.by_pk.items()}
    registration = getattr(delegation, "registration", None)
    for language in LANGUAGES:
        with override(language):
            content.about.append(str(delegation.country.name))
            if registration is not None:
                answers = visible_answers(registration, forms, terms)
                content.answers += [text for _question, text in answers]
    if registration is not None:
        content.tags.update(_choice_tags(registration, forms))
    return content


def _choice_tags(registration: Registration, forms: Forms) -> Iterator[str]:
    version = registration.form_version
    if version is None:
        return
    asked = {question.key for question in shown(version.form, registration.answers)}
    for question in forms.visible(registration.participant_type_id, version.form):
        if question.kind not in WITH_CHOICES or question.key not in asked:
            continue
        answer: Any = registration.answers.get(question.key)
        for choice in answer if isinstance(answer, list) else [answer]:
            if question.choice(str(choice)) is not None:
                yield f"{choice_facet(question.key)}:{choice}"
