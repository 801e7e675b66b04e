"""And what if: what more places, slots or credits would bring; what can be promised."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.planning import WhatIfForm
from vimeet.console.views.base import ActionView, FormPage, Text
from vimeet.console.views.planning import runs_socket
from vimeet.meetings.models import WhatIf
from vimeet.meetings.selectors.readiness import readiness_of
from vimeet.meetings.selectors.whatif import answers_of, questions_of
from vimeet.meetings.services.whatif import WhatIfError, ask_what_if, stop_what_if


class WhatIfView(FormPage):
    """The questions with their answers; asking another."""

    template_name = "console/planning/what_if.html"
    form_class = WhatIfForm
    nav = "planning"
    done = gettext_lazy("The planner is asked. Its answer appears here.")
    parent = "what_if"

    def save(self, form: forms.Form) -> WhatIf:
        """Ask."""
        try:
            return ask_what_if(event=self.event, actor=self.actor, **form.cleaned_data)
        except WhatIfError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the answers."""
        answers = answers_of(self.event)
        return super().get_context_data(
            answers=answers,
            active=next((a.question for a in answers if a.question.is_active), None),
            readiness=readiness_of(self.event),
            live_url=runs_socket(self),
            **kwargs,
        )


class WhatIfStopView(ActionView):
    """Gives a question up."""

    def next_url(self) -> str:
        """The questions; 404 if there is no such one."""
        self.question = self.find(questions_of(self.event))
        return self.url("what_if")

    def act(self) -> Text:
        """Give it up."""
        stop_what_if(question=self.question, actor=self.actor)
        return _("The question is given up.")
