"""Choosing needs and offers in a form: the event's tree as boxes to tick, narrowed by typing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vimeet.registration.models import Term
from vimeet.registration.selectors.terms import TermTree


class TermTreeWidget(forms.CheckboxSelectMultiple):
    """Boxes of a tree; branches are closed unless something in them is ticked.

    Without scripts it is a list of branches to open; ``static/js/term-tree.js`` adds the search.
    """

    template_name = "forms/term_tree.html"
    tree: TermTree

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the boxes in their places."""
        context = super().get_context(name, value, attrs)
        chosen = {str(one) for one in value or ()}
        context["widget"]["branches"] = self._branches(None, chosen)
        context["widget"]["count"] = len(self.tree.nodes)
        context["widget"]["chosen"] = len(chosen)
        return context

    def _branches(self, parent: int | None, chosen: set[str]) -> list[dict[str, Any]]:
        return [
            {
                "pk": term.pk,
                "label": term.name,
                "ticked": str(term.pk) in chosen,
                "below": self._branches(term.pk, chosen),
                # What a closed branch holds is said beside it, and opens it.
                "inside": sum(str(pk) in chosen for pk in self.tree.branch(term.pk)[1:]),
            }
            for term in self.tree.children(parent)
        ]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The group has a legend, no label for a single box."""
        return ""


class TermsField(forms.MultipleChoiceField):
    """Terms of one event's tree, by their numbers."""

    widget = TermTreeWidget

    def __init__(self, *, tree: TermTree, **kwargs: Any) -> None:
        kwargs.setdefault(
            "error_messages", {"invalid_choice": _("This need or offer is no longer in the list.")}
        )
        super().__init__(**kwargs)
        self.use(tree)

    def use(self, tree: TermTree) -> None:
        """Offer this tree."""
        self.choices = [(str(node.term.pk), node.path) for node in tree.nodes]
        self.widget.tree = tree
        self.tree = tree

    def terms(self, value: Iterable[Any]) -> list[Term]:
        """The terms of a cleaned value."""
        return [self.tree.by_pk[int(pk)].term for pk in value]

    def __deepcopy__(self, memo: dict[int, Any]) -> TermsField:
        copied: TermsField = super().__deepcopy__(memo)
        copied.use(self.tree)
        return copied
