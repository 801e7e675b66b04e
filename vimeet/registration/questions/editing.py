"""Changing a form: each function takes a definition and returns the changed one.

All raise ValidationError with a text for the organiser where the change makes no sense.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vimeet.registration.questions.definition import (
    GIVEN,
    Choice,
    Definition,
    Question,
    Section,
)


def new_key() -> str:
    """A key that no other part of any form has, by all chance."""
    return secrets.token_hex(4)


def _gone() -> ValidationError:
    return ValidationError(_("This part of the form is no longer there. Look at it again."))


def _map(definition: Definition, change: Callable[[Section], Section]) -> Definition:
    return Definition(tuple(change(section) for section in definition.sections))


def add_section(definition: Definition, title_en: str, title_fr: str) -> Definition:
    """An empty section at the end."""
    return Definition((*definition.sections, Section(new_key(), title_en, title_fr)))


def rename_section(definition: Definition, key: str, title_en: str, title_fr: str) -> Definition:
    """Other titles for a section."""
    if definition.section(key) is None:
        raise _gone()
    return _map(
        definition,
        lambda s: replace(s, title_en=title_en, title_fr=title_fr) if s.key == key else s,
    )


def delete_section(definition: Definition, key: str) -> Definition:
    """A form without this section and its fields."""
    section = definition.section(key)
    if section is None:
        raise _gone()
    changed = Definition(tuple(s for s in definition.sections if s.key != key))
    return _checked(changed)


def move_section(definition: Definition, key: str, by: int) -> Definition:
    """A section ``by`` places later (earlier where negative)."""
    sections = list(definition.sections)
    at = next((i for i, s in enumerate(sections) if s.key == key), None)
    if at is None:
        raise _gone()
    section = sections.pop(at)
    sections.insert(max(0, at + by), section)
    return _checked(Definition(tuple(sections)))


def place_section(definition: Definition, key: str, index: int) -> Definition:
    """A section at ``index``, wherever it was before."""
    keys = [section.key for section in definition.sections]
    return move_section(definition, key, index - keys.index(key) if key in keys else 0)


def put_question(definition: Definition, section: str, question: Question) -> Definition:
    """A new field at the end of ``section``."""
    if definition.section(section) is None:
        raise _gone()
    return _checked(
        _map(
            definition,
            lambda s: replace(s, questions=(*s.questions, question)) if s.key == section else s,
        )
    )


def change_question(definition: Definition, question: Question) -> Definition:
    """The form with ``question`` in place of the field with its key."""
    if definition.question(question.key) is None:
        raise _gone()
    return _checked(
        _map(
            definition,
            lambda s: replace(
                s, questions=tuple(question if q.key == question.key else q for q in s.questions)
            ),
        )
    )


def delete_question(definition: Definition, key: str) -> Definition:
    """A form without this field."""
    if definition.question(key) is None:
        raise _gone()
    return _checked(
        _map(
            definition,
            lambda s: replace(s, questions=tuple(q for q in s.questions if q.key != key)),
        )
    )


def move_question(definition: Definition, key: str, section: str, index: int) -> Definition:
    """The field at ``index`` of ``section``, wherever it was before."""
    question = definition.question(key)
    if question is None or definition.section(section) is None:
        raise _gone()

    def place(current: Section) -> Section:
        rest = [q for q in current.questions if q.key != key]
        if current.key == section:
            rest.insert(max(0, index), question)
        return replace(current, questions=tuple(rest))

    return _checked(_map(definition, place))


def step_question(definition: Definition, key: str, by: int) -> Definition:
    """The field one place up (-1) or down (1), into the next section where this one ends."""
    sections = definition.sections
    for number, section in enumerate(sections):
        keys = [q.key for q in section.questions]
        if key not in keys:
            continue
        index = keys.index(key) + by
        if 0 <= index < len(keys):
            return move_question(definition, key, section.key, index)
        neighbour = number + by
        if not 0 <= neighbour < len(sections):
            return definition
        end = len(sections[neighbour].questions)
        return move_question(definition, key, sections[neighbour].key, end if by < 0 else 0)
    raise _gone()


def _checked(definition: Definition) -> Definition:
    """The form itself, if each condition names an earlier field's choice."""
    for question in definition.questions:
        if not question.show_if:
            continue
        deciding = {q.key: q for q in definition.deciding_before(question.key)}
        if question.show_if not in deciding:
            raise ValidationError(
                _("“%(label)s” is shown depending on a field that must come before it."),
                params={"label": question.label},
            )
        if not set(question.show_values) <= _possible(deciding[question.show_if]):
            raise ValidationError(
                _(
                    "“%(label)s” is shown for an answer that is no longer among the choices. "
                    "Change its condition first."
                ),
                params={"label": question.label},
            )
    return definition


def _possible(question: Question) -> set[str]:
    """The answers that others may depend on."""
    return {choice.key for choice in question.choices} or {GIVEN}


def choices_from_text(text: str, former: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Choices as the organiser writes them, one a line: English | French | places.

    A choice whose label is one of before keeps its key, so that answers stay with it.
    """
    by_english = {choice.label_en: choice for choice in former}
    by_french = {choice.label_fr: choice for choice in former if choice.label_fr}
    choices: list[Choice] = []
    used: set[str] = set()
    for line in text.splitlines():
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("|")]
        english, french, places = (*parts, "", "")[:3]
        if not english or len(parts) > 3 or (places and not places.isdecimal()):
            raise ValidationError(
                _("“%(line)s” can’t be read: English | French | number of places."),
                params={"line": line.strip()},
            )
        known = by_english.get(english) or by_french.get(french)
        key = known.key if known and known.key not in used else new_key()
        used.add(key)
        choices.append(Choice(key, english, french, int(places) if places else None))
    if len(choices) < 2:
        raise ValidationError(_("Give at least two choices, one a line."))
    return tuple(choices)


def choices_to_text(choices: tuple[Choice, ...]) -> str:
    """The lines that ``choices_from_text`` reads."""
    lines = []
    for choice in choices:
        parts = [choice.label_en, choice.label_fr]
        if choice.places is not None:
            parts.append(str(choice.places))
        lines.append(" | ".join(parts).rstrip(" |") if len(parts) < 3 else " | ".join(parts))
    return "\n".join(lines)
