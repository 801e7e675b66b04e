"""Both languages are complete: nothing shown is in one language only."""

from __future__ import annotations

import re

import pytest

from tests import translations


def test_everything_marked_is_translated_into_french():
    catalogue = translations.french()
    missing = []
    for path, context, message in translations.translatable():
        entry = catalogue.get(message, context)
        done = entry is not None and not entry.fuzzy and entry.string
        if done and isinstance(entry.string, (tuple, list)):
            done = all(entry.string)
        if not done:
            missing.append(f"{path}: {message!r}")
    assert missing == []


def test_nothing_translated_is_left_over():
    used = {(context, message) for _path, context, message in translations.translatable()}
    unused = [
        entry.id
        for entry in translations.french()
        if entry.id
        and (entry.context, entry.id if isinstance(entry.id, str) else entry.id[0]) not in used
    ]
    assert unused == []


def test_the_compiled_catalogue_is_that_of_the_edited_one():
    def context(entry):  # read from a compiled file it is bytes
        return entry.context.decode() if isinstance(entry.context, bytes) else entry.context

    def forms(value):
        return (value,) if isinstance(value, str) else tuple(value)

    def texts(catalogue):
        return {(context(e), forms(e.id)): forms(e.string) for e in catalogue if e.id}

    assert texts(translations.french_compiled()) == texts(translations.french())


def test_translations_name_what_the_original_names():
    """A misspelt placeholder would fail only when the sentence is shown."""
    wrong = []
    for entry in translations.french():
        originals = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        texts = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        named = set().union(*map(translations.placeholders, originals))
        # A singular may leave its number out, in either language.
        if any(translations.placeholders(text) - named for text in texts) or (
            translations.placeholders(texts[-1]) != translations.placeholders(originals[-1])
        ):
            wrong.append(entry.id)
    assert wrong == []


def test_french_marks_do_not_start_a_line():
    """Before a tall mark, and inside «guillemets», French has a space that doesn't break."""
    wrong = [
        text
        for entry in translations.french()
        for text in ([entry.string] if isinstance(entry.string, str) else entry.string)
        if re.search(r" [:;?!»]|« |«\w|\w»", text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "path", translations.templates(), ids=lambda path: str(path.relative_to(translations.ROOT))
)
def test_templates_show_no_text_of_one_language(path):
    assert translations.untranslatable_text(path.read_text()) == []


@pytest.mark.parametrize(
    "path", translations.sources(), ids=lambda path: str(path.relative_to(translations.ROOT))
)
def test_python_shows_no_text_of_one_language(path):
    assert translations.plain_texts_shown(path.read_text()) == []


def test_the_search_for_plain_text_finds_it():
    assert translations.untranslatable_text('<p title="Hello there">{{ name }} Bye</p>') == [
        "Hello there",
        "Bye",
    ]
    assert translations.plain_texts_shown('messages.success(request, "Saved")') == [(1, "Saved")]
    assert translations.plain_texts_shown('messages.success(request, _("Saved"))') == []
