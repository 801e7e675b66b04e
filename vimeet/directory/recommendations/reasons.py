"""Why somebody is recommended, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vimeet.directory.recommendations.likeness import Words
from vimeet.registration.selectors.terms import TermTree

if TYPE_CHECKING:
    from vimeet.registration.models import Term

WORDS_SHOWN = 3


def reasons_of(found: Mapping[str, Any], tree: TermTree) -> list[str]:
    """What speaks for somebody, both ways, and what against; empty if nothing speaks for them.

    ``found`` is a ``ranking.Found`` as JSON. Terms that are no longer there are left out.
    """
    reasons = [_mine(*pair) for pair in _terms(found, "mine", tree)]
    reasons += [_theirs(*pair) for pair in _terms(found, "theirs", tree)]
    if words := _known(found.get("my_words", ())):
        text = ngettext(
            "What you look for and what they offer have a word in common: %(words)s.",
            "What you look for and what they offer have words in common: %(words)s.",
            len(words),
        )
        reasons.append(text % {"words": get_text_list(words, _("and"))})
    if words := _known(found.get("their_words", ())):
        text = ngettext(
            "What they look for and what you offer have a word in common: %(words)s.",
            "What they look for and what you offer have words in common: %(words)s.",
            len(words),
        )
        reasons.append(text % {"words": get_text_list(words, _("and"))})
    if not reasons:
        return []
    reasons += [
        _("But you look for %(need)s and they offer %(offer)s: that does not go together.")
        % _names(need, offer)
        for need, offer, _same, _part in _terms(found, "clashes", tree)
    ]
    reasons += [
        _("But they look for %(need)s and you offer %(offer)s: that does not go together.")
        % _names(need, offer)
        for need, offer, _same, _part in _terms(found, "their_clashes", tree)
    ]
    return reasons


def _terms(
    found: Mapping[str, Any], name: str, tree: TermTree
) -> list[tuple[Term, Term, bool, bool]]:
    """Needs and offers, whether they are the same, and whether the need is a part of the offer."""
    pairs = []
    for need, offer in found.get(name, ()):
        if need in tree.by_pk and offer in tree.by_pk:
            part = offer in tree.above(need)
            pairs.append((tree.by_pk[need].term, tree.by_pk[offer].term, need == offer, part))
    return pairs


def _names(need: Term, offer: Term) -> dict[str, str]:
    return {"need": need.name, "offer": offer.name}


def _mine(need: Term, offer: Term, same: bool, part: bool) -> str:
    if same:
        text = _("You look for %(need)s: they offer it.")
    elif part:
        text = _("You look for %(need)s: they offer %(offer)s, which it is a part of.")
    else:
        text = _("You look for %(need)s: they offer %(offer)s.")
    return text % _names(need, offer)


def _theirs(need: Term, offer: Term, same: bool, part: bool) -> str:
    if same:
        text = _("They look for %(need)s: you offer it.")
    elif part:
        text = _("They look for %(need)s: you offer %(offer)s, which it is a part of.")
    else:
        text = _("They look for %(need)s: you offer %(offer)s.")
    return text % _names(need, offer)


def _known(words: Sequence[Words]) -> list[str]:
    """Some that the page's language has; where it has none of them, as they are."""
    language = get_language() or ""
    known = [word[language] for word in words if language in word]
    return (known or [*map(_any, words)])[:WORDS_SHOWN]


def _any(word: Words) -> str:
    return next(iter(word.values()))
