"""The form builder: a participant type's registration form, edited, tried, published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.accounts.views import signed_in
from vimeet.console.access import ROLES
from vimeet.console.forms.form_builder import ImportForm, QuestionForm, SectionForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, Text
from vimeet.events.models import ParticipantType
from vimeet.events.selectors import events_of_member
from vimeet.registration.questions import editing
from vimeet.registration.questions.definition import Definition, Kind, Question
from vimeet.registration.questions.form import QuestionsForm
from vimeet.registration.selectors.forms import (
    edited_form,
    forms_to_import,
    places_left,
    published_form,
)
from vimeet.registration.selectors.terms import term_tree
from vimeet.registration.services.forms import (
    discard_form_draft,
    edit_form,
    import_form,
    publish_form,
)

Change = Callable[[Definition], Definition]


class FormOfType(ConsolePage):
    """A page about the form of the participant type that the address names, or 404."""

    nav = "registration_settings"

    @cached_property
    def type(self) -> ParticipantType:
        """The participant type."""
        found: ParticipantType = self.find(ParticipantType.objects.select_related("event"))
        return found

    @cached_property
    def definition(self) -> Definition:
        """The form as it is being edited."""
        return edited_form(self.type)[0]

    def builder_url(self, anchor: str = "") -> str:
        """The builder of this form."""
        return self.url("form", pk=self.type.pk) + anchor

    def edit(self, change: Change) -> None:
        """Change the draft."""
        edit_form(participant_type=self.type, actor=self.actor, change=change)


class FormView(FormOfType, TemplateView):
    """The form: its sections and fields, and what to do with them."""

    template_name = "console/registration/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form as it is edited, and how that differs from what is asked now."""
        definition, changed = edited_form(self.type)
        sources = forms_to_import(events_of_member(signed_in(self.request), ROLES), self.type)
        return super().get_context_data(
            type=self.type,
            definition=definition,
            changed=changed,
            published=published_form(self.type),
            kinds=Kind.choices,
            import_form=ImportForm(sources=sources) if sources else None,
            **kwargs,
        )


class FormChangeView(FormOfType, ActionView):
    """Moves or deletes a part of the form. ``do`` says what, ``key`` which part."""

    def next_url(self) -> str:
        """The builder, at the part that was moved; 404 if there is no such type."""
        key = self.request.POST.get("key", "")
        if self.request.POST.get("do", "").startswith("delete") or not key.isalnum():
            return self.builder_url()
        return self.builder_url(f"#part-{key}")

    def act(self) -> Text:
        """Change the draft."""
        data = self.request.POST
        key, do = data.get("key", ""), data.get("do", "")
        typed = data.get("index", "")
        index = int(typed) if typed.isdecimal() else 0
        changes: dict[str, tuple[Change, str]] = {
            "up": (lambda d: editing.step_question(d, key, -1), _("The field is moved.")),
            "down": (lambda d: editing.step_question(d, key, 1), _("The field is moved.")),
            "move": (
                lambda d: editing.move_question(d, key, data.get("section", ""), index),
                _("The field is moved."),
            ),
            "delete": (lambda d: editing.delete_question(d, key), _("The field is deleted.")),
            "section-up": (
                lambda d: editing.move_section(d, key, -1),
                _("The section is moved."),
            ),
            "section-down": (
                lambda d: editing.move_section(d, key, 1),
                _("The section is moved."),
            ),
            "section-move": (
                lambda d: editing.place_section(d, key, index),
                _("The section is moved."),
            ),
            "delete-section": (
                lambda d: editing.delete_section(d, key),
                _("The section is deleted."),
            ),
        }
        if do not in changes:
            raise ValidationError(_("This could not be read. Look at the form again."))
        change, told = changes[do]
        self.edit(change)
        return told


class FormPublishView(FormOfType, ActionView):
    """Makes the draft the form that is asked."""

    def next_url(self) -> str:
        """The builder."""
        return self.builder_url()

    def act(self) -> Text:
        """Publish it."""
        version = publish_form(participant_type=self.type, actor=self.actor)
        return _("Version %(number)d is asked from now on.") % {"number": version.number}


class FormDiscardView(FormOfType, ActionView):
    """Forgets what was changed since the last version."""

    def next_url(self) -> str:
        """The builder."""
        return self.builder_url()

    def act(self) -> Text:
        """Forget it."""
        discard_form_draft(participant_type=self.type, actor=self.actor)
        return _("Your changes to the form are forgotten.")


class FormImportView(FormOfType, ActionView):
    """Takes over the form of another type or event of the user's organisers."""

    def next_url(self) -> str:
        """The builder."""
        return self.builder_url()

    def act(self) -> Text:
        """Copy it into the draft."""
        sources = forms_to_import(events_of_member(self.actor, ROLES), self.type)
        form = ImportForm(self.request.POST, sources=sources)
        if not form.is_valid():
            raise ValidationError(_("There is no such form."))
        import_form(
            participant_type=self.type, source=form.cleaned_data["source"], actor=self.actor
        )
        return _("The form is taken over: look it through, then publish it.")


class FormPreviewView(FormOfType, TemplateView):
    """The form as those who register see it; what is filled in here goes nowhere."""

    template_name = "console/registration/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        version = published_form(self.type)
        form = QuestionsForm(
            definition=self.definition,
            tree=term_tree(self.event),
            left=places_left(version) if version else None,
        )
        return super().get_context_data(type=self.type, form=form, **kwargs)


class _PartPage(FormOfType, FormPage):
    """A section or a field on a page of its own."""

    parent_title = gettext_lazy("Form")
    submit = gettext_lazy("Save")

    def get_success_url(self) -> str:
        """The builder."""
        return self.builder_url()


class SectionAddView(_PartPage):
    """A section at the end."""

    form_class = SectionForm
    heading = gettext_lazy("Add a section")
    done = gettext_lazy("The section is added.")

    def save(self, form: forms.Form) -> None:
        """Add it."""
        self.edit(lambda d: editing.add_section(d, **form.cleaned_data))


class SectionEditView(_PartPage):
    """A section's titles."""

    form_class = SectionForm
    heading = gettext_lazy("Change the section")
    done = gettext_lazy("The section is saved.")

    def get_initial(self) -> dict[str, Any]:
        """Its titles; 404 if it is gone."""
        section = self.definition.section(self.kwargs["key"])
        if section is None:
            raise Http404
        return {"title_en": section.title_en, "title_fr": section.title_fr}

    def save(self, form: forms.Form) -> None:
        """Rename it."""
        key = self.kwargs["key"]
        self.edit(lambda d: editing.rename_section(d, key, **form.cleaned_data))


class _QuestionPage(_PartPage):
    form_class = QuestionForm
    template_name = "console/registration/question.html"

    @cached_property
    def question(self) -> Question:
        """The field to edit."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form around it, for its conditions."""
        parts = {"definition": self.definition, "question": self.question}
        return super().get_form_kwargs() | parts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the field's kind in words."""
        return super().get_context_data(question=self.question, **kwargs)

    def get_success_url(self) -> str:
        """The builder, at this field."""
        return self.builder_url(f"#part-{self.question.key}")


class QuestionAddView(_QuestionPage):
    """A field more, of the kind and in the section that the address names."""

    heading = gettext_lazy("Add a field")
    done = gettext_lazy("The field is added.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Remember the kind and the section."""
        self.kind = request.GET.get("kind", "")
        self.section = request.GET.get("section", "")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; back to the builder from an address that names no kind or no section."""
        return super().get(request, *args, **kwargs) if self.makes_sense() else self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add it, or back likewise."""
        return super().post(request, *args, **kwargs) if self.makes_sense() else self.back()

    def makes_sense(self) -> bool:
        """Whether there are such a kind and such a section."""
        return self.kind in Kind.values and self.definition.section(self.section) is not None

    def back(self) -> HttpResponse:
        """The builder."""
        return HttpResponseRedirect(self.builder_url())

    @cached_property
    def question(self) -> Question:
        """An empty one of its kind."""
        return Question(editing.new_key(), self.kind, "", file_types=("pdf",))

    def save(self, form: Any) -> None:
        """Add it."""
        self.edit(lambda d: editing.put_question(d, self.section, form.result()))


class QuestionEditView(_QuestionPage):
    """A field of the form."""

    heading = gettext_lazy("Change the field")
    done = gettext_lazy("The field is saved.")

    @cached_property
    def question(self) -> Question:
        """The field; 404 if it is gone."""
        found = self.definition.question(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def save(self, form: Any) -> None:
        """Change it."""
        self.edit(lambda d: editing.change_question(d, form.result()))
