"""The event's own questions to who registers."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from vimeet.portal.public_access import RegistrationMixin
from vimeet.portal.views.registration import as_typed
from vimeet.registration.models import FormVersion
from vimeet.registration.questions.definition import Kind
from vimeet.registration.questions.files import file_response
from vimeet.registration.questions.form import QuestionsForm, check_places, initial_of
from vimeet.registration.selectors.forms import asked_form, places_left
from vimeet.registration.selectors.terms import term_tree
from vimeet.registration.services.answers import ChoiceFullError, keep_file, save_answers
from vimeet.registration.services.changes import check_editable


class QuestionsView(RegistrationMixin, TemplateView):
    """The form in the version that this registration answers."""

    template_name = "register/questions.html"
    version: FormVersion

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form as it was last typed, else with the saved answers."""
        if not self._find_version():
            return self.go_to("registration")
        try:
            check_editable(self.registration)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
            return self.go_to("registration")
        form = self._form(self._initial())
        unsaved = self.unsaved("questions")
        return self.render_to_response(self.get_context_data(form=form, unsaved=unsaved))

    def _find_version(self) -> bool:
        version = asked_form(self.registration)
        if version is not None:
            self.version = version
        return version is not None

    def _form(self, initial: dict[str, Any] | None = None, *sent: Any) -> QuestionsForm:
        return QuestionsForm(
            *sent,
            definition=self.version.form,
            tree=term_tree(self.event),
            left=places_left(self.version, but=self.registration),
            stored=self._files(),
            country=str(self.registration.country),
            initial=initial,
        )

    def _files(self) -> dict[str, Any]:
        return {file.question: file for file in self.registration.files.defer("content")}

    def _initial(self) -> dict[str, Any]:
        typed = QueryDict(self.registration.typed.get("questions", ""))
        if not typed:
            answered = self.registration.form_version
            return initial_of(
                self.registration.answers,
                answered.form if answered else None,
                self.version.form,
            )
        kinds = {question.key: question.kind for question in self.version.form.questions}
        # What was ticked on another version of the form may have been another text.
        same = typed.get("version") == str(self.version.pk)
        initial: dict[str, Any] = {}
        for name in (name.removeprefix("q-") for name in typed if name.startswith("q-")):
            kind = kinds.get(name)
            if kind in (Kind.CHOICES, Kind.TERMS):
                initial[name] = typed.getlist(f"q-{name}")
            elif same or kind != Kind.CONSENT:
                initial[name] = typed[f"q-{name}"]
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version, which the form sends along."""
        return super().get_context_data(version=self.version, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the answers and go on. Good files are kept even if something else is wrong."""
        if self.cancels():
            self.forget("questions")
            return self.go_to("registration")
        if not self._find_version():
            return self.go_to("registration")
        typed = as_typed(request)
        if typed.get("version") != str(self.version.pk):
            return self._look_again(typed)
        form = self._form(None, request.POST, request.FILES)
        valid = form.is_valid()
        try:
            self._keep_files(form)
            if valid:
                self._save(form)
                return self.go_to("registration")
        except ChoiceFullError as refusal:
            check_places(form, refusal.full)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        self.keep("questions", typed)
        form.stored = self._files()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _look_again(self, typed: QueryDict) -> HttpResponse:
        """The present form with what was typed into another one, and the files that it asks too."""
        form = self._form(None, self.request.POST, self.request.FILES)
        form.is_valid()
        # Where it can't be changed any more, the page itself says so.
        with suppress(ValidationError):
            self._keep_files(form)
        self.keep("questions", typed)
        messages.warning(self.request, _("The form has changed meanwhile: please look again."))
        return self.go_to("questions")

    def _keep_files(self, form: QuestionsForm) -> None:
        for question, upload, content_type in form.uploads():
            keep_file(
                registration=self.registration,
                question=question.key,
                upload=upload,
                content_type=content_type,
            )

    def _save(self, form: QuestionsForm) -> None:
        was_draft = self.registration.is_draft
        save_answers(
            registration=self.registration,
            actor=self.actor,
            version=self.version,
            answers=form.answers,
        )
        if not was_draft:
            messages.success(self.request, _("Your changes are saved."))


class FileView(RegistrationMixin, View):
    """A file that was given as an answer, back to who gave it."""

    def get(self, request: HttpRequest, question: str) -> HttpResponse:
        """The file, as a download."""
        file = self.registration.files.filter(question=question).first()
        if file is None:
            raise Http404
        return file_response(file)
