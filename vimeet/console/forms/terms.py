"""Forms of the event's taxonomy: a need or offer, two that fit or clash, a whole list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vimeet.registration.models import Term, TermPair
from vimeet.registration.selectors.terms import TermTree
from vimeet.registration.services.term_lists import Line, read_lines


class TermChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the event's needs and offers, each named with those it stands under."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Term.objects.none(), **kwargs)

    def offer(self, tree: TermTree, but: set[int] | None = None) -> None:
        """Offer those of ``tree``, without those numbered in ``but``."""
        nodes = [node for node in tree.nodes if node.term.pk not in (but or ())]
        self.queryset = Term.objects.filter(pk__in=[node.term.pk for node in nodes])
        empty = [("", self.empty_label)] if self.empty_label is not None else []
        self.choices = [*empty, *((node.term.pk, node.path) for node in nodes)]


class TermForm(forms.ModelForm):  # type: ignore[type-arg]
    """A need or offer, in both languages, in its place."""

    parent = TermChoice(label=_("Under"), required=False, empty_label=_("At the top"))

    class Meta:
        model = Term
        fields = ("name_en", "name_fr", "parent")

    def __init__(self, *args: Any, tree: TermTree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pk = self.instance.pk
        but = set(tree.branch(pk)) if pk in tree.by_pk else set()
        self.fields["parent"].offer(tree, but)  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Nothing: what may stand where is the service's to say."""


class PairForm(forms.Form):
    """A need and an offer, and whether they fit or clash."""

    need = TermChoice(label=_("Who looks for"), empty_label=_("Choose"))
    kind = forms.ChoiceField(label=_("and who offers"), choices=TermPair.Kind.choices)
    offer = TermChoice(label=_("Who offers"), empty_label=_("Choose"))

    def __init__(self, *args: Any, tree: TermTree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = _("Together that")
        for name in ("need", "offer"):
            self.fields[name].offer(tree)  # type: ignore[attr-defined]


class TermListForm(forms.Form):
    """A list to paste."""

    text = forms.CharField(
        label=_("List"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "mono"}),
        help_text=_(
            "One a line: English | French. Indent what stands under another one. What is there "
            "already stays as it is."
        ),
    )

    def clean_text(self) -> list[Line]:
        """The lines."""
        return read_lines(self.cleaned_data["text"])
