"""The event's needs and offers: a tree to choose from, and which of them fit or clash."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from vimeet.console.forms.terms import PairForm, TermForm, TermListForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, ModelFormPage, Text
from vimeet.directory.recommendations.selectors import last_computed_at
from vimeet.directory.recommendations.services import compute_again
from vimeet.registration.models import Term, TermPair
from vimeet.registration.selectors.terms import TermTree, term_tree, term_usage
from vimeet.registration.services.terms import (
    add_term,
    change_term,
    delete_pair,
    delete_term,
    import_terms,
    set_pair,
    step_term,
)


class _TermsMixin(ConsolePage):
    """A page about the tree."""

    nav = "registration_settings"

    @cached_property
    def tree(self) -> TermTree:
        """The event's needs and offers."""
        return term_tree(self.event)


class TermsView(_TermsMixin, TemplateView):
    """The whole tree, with how many chose what."""

    template_name = "console/registration/terms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tree, its use, and how fresh the recommendations are."""
        return super().get_context_data(
            tree=self.tree,
            branches=self._branches(None, term_usage(self.event)),
            pair_count=TermPair.objects.of_event(self.event).count(),
            computed_at=last_computed_at(self.event),
            **kwargs,
        )

    def _branches(
        self, parent: int | None, usage: dict[int, tuple[int, int]]
    ) -> list[dict[str, Any]]:
        """Each term with its use and what stands under it; ``chosen``: by how many, all told."""
        branches = []
        for term in self.tree.children(parent):
            branch = self.tree.branch(term.pk)
            needed, offered = usage.get(term.pk, (0, 0))
            branches.append(
                {
                    "term": term,
                    "dialog": f"delete-{term.pk}",
                    "needed": needed,
                    "offered": offered,
                    "below": self._branches(term.pk, usage),
                    "below_count": len(branch) - 1,
                    "chosen": sum(sum(usage.get(pk, (0, 0))) for pk in branch),
                }
            )
        return branches


class _TermPage(_TermsMixin, FormPage):
    form_class = TermForm
    submit = gettext_lazy("Save")
    done = gettext_lazy("The list is saved.")
    parent = "terms"
    parent_title = gettext_lazy("Needs and offers")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The tree, for where it may stand."""
        return super().get_form_kwargs() | {"tree": self.tree}


class TermAddView(_TermPage):
    """One more; ``?under=`` names the one that it is to stand under."""

    heading = gettext_lazy("Add a need or offer")

    def get_initial(self) -> dict[str, Any]:
        """Under the one whose button was pressed."""
        return {"parent": self.request.GET.get("under", "")}

    def save(self, form: forms.Form) -> None:
        """Add it."""
        add_term(event=self.event, actor=self.actor, **form.cleaned_data)


class TermEditView(_TermPage, ModelFormPage):
    """Other names for one, or another place."""

    heading = gettext_lazy("Change the need or offer")
    rows = Term.objects.select_related("event__organiser")

    def save(self, form: forms.Form) -> None:
        """Change it."""
        change_term(term=self.object, actor=self.actor, **form.cleaned_data)


class _TermAction(ActionView):
    """Something done to one term."""

    def next_url(self) -> str:
        """The list, at this term; 404 if there is no such one."""
        self.term = self.find(Term.objects.select_related("event__organiser"))
        return f"{self.url('terms')}#term-{self.term.pk}"


class TermStepView(_TermAction):
    """One place up or down."""

    def act(self) -> Text:
        """Move it."""
        by = -1 if self.request.POST.get("by") == "up" else 1
        step_term(term=self.term, actor=self.actor, by=by)
        return _("“%(term)s” is moved.") % {"term": self.term.name}


class TermDeleteView(_TermAction):
    """One less, with all that stand under it."""

    def next_url(self) -> str:
        """The list."""
        super().next_url()
        return self.url("terms")

    def act(self) -> Text:
        """Delete it."""
        count = delete_term(term=self.term, actor=self.actor)
        if count > 1:
            return _("“%(term)s” is deleted, with %(n)d under it.") % {
                "term": self.term.name,
                "n": count - 1,
            }
        return _("“%(term)s” is deleted.") % {"term": self.term.name}


# Both languages stand in each line of a list, so the example is the same to every reader.
LIST_EXAMPLE = """\
Machining | Usinage
    5-axis machining | Usinage 5 axes
    Turning | Tournage
Composites
    Repair of composites | Réparation de composites"""


class TermsImportView(_TermsMixin, FormPage):
    """A whole list at once."""

    template_name = "console/registration/terms_import.html"
    form_class = TermListForm
    heading = gettext_lazy("Paste a list")
    submit = gettext_lazy("Add to the list")
    parent = "terms"
    parent_title = gettext_lazy("Needs and offers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add an example of such a list."""
        return super().get_context_data(example=LIST_EXAMPLE, **kwargs)

    def save(self, form: forms.Form) -> None:
        """Add what is not there yet."""
        added = import_terms(event=self.event, actor=self.actor, lines=form.cleaned_data["text"])
        self.added = ngettext(
            "%(n)d need or offer is added.", "%(n)d needs and offers are added.", added
        ) % {"n": added}

    def told(self) -> Text:
        """How many."""
        return self.added


class PairsView(_TermsMixin, FormPage):
    """Needs and offers that go together, or not, though they are others in the list."""

    template_name = "console/registration/term_pairs.html"
    form_class = PairForm
    heading = gettext_lazy("What goes together")
    submit = gettext_lazy("Add")
    done = gettext_lazy("The pair is saved.")
    parent = "term_pairs"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The tree, to choose from."""
        return super().get_form_kwargs() | {"tree": self.tree}

    def save(self, form: forms.Form) -> None:
        """Say it."""
        set_pair(actor=self.actor, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was said so far, each term with its place."""
        pairs = [
            (pair, self.tree.by_pk[pair.need_id].path, self.tree.by_pk[pair.offer_id].path)
            for pair in TermPair.objects.of_event(self.event)
        ]
        return super().get_context_data(
            pairs=pairs,
            tree=self.tree,
            **kwargs | {"parent_url": self.url("terms"), "parent_title": _("Needs and offers")},
        )


class PairDeleteView(ActionView):
    """One pair less."""

    def next_url(self) -> str:
        """The pairs; 404 if there is no such one."""
        self.pair = self.find(TermPair.objects.select_related("event__organiser", "need", "offer"))
        return self.url("term_pairs")

    def act(self) -> Text:
        """Forget it."""
        delete_pair(pair=self.pair, actor=self.actor)
        return _("The pair is deleted.")


class RecomputeView(ActionView):
    """Have the event's recommendations computed again."""

    refusals = (ValidationError,)

    def next_url(self) -> str:
        """The list."""
        return self.url("terms")

    def act(self) -> Text:
        """Mark them as to be computed."""
        compute_again(event=self.event)
        return _("The recommendations are being computed: it takes a few seconds.")
