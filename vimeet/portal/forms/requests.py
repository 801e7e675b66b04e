"""The portal's forms of requests: asking, answering, what one's own side says of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vimeet.meetings.models import Request
from vimeet.registration.models import Delegate, Delegation


def _priority(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[
            (Request.Priority.MUST, _("I must meet them")),
            (Request.Priority.WANT, _("I want to meet them")),
            (Request.Priority.COULD, _("I could meet them")),
        ],
        initial=Request.Priority.WANT,
        widget=forms.RadioSelect,
        help_text=_("Only the organiser sees it. It helps where not all meetings fit in."),
    )


class _PeopleMixin(forms.Form):
    """Fields that name members of a delegation."""

    def offer(self, name: str, side: Delegation, label: Any, nobody: Any) -> None:
        """Offer the members of ``side``; a delegation of one leaves no choice."""
        field = self.fields[name]
        field.queryset = side.delegates.all()  # type: ignore[attr-defined]
        field.label, field.help_text = label, nobody
        if side.delegates.count() < 2:
            del self.fields[name]


def _people() -> forms.ModelMultipleChoiceField:  # type: ignore[type-arg]
    return forms.ModelMultipleChoiceField(
        Delegate.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )


class RequestForm(_PeopleMixin):
    """A message, how much it counts, and who of each side should meet (none: anybody)."""

    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What would you like to talk about?"),
    )
    priority = _priority(_("How much it counts to you"))
    asked_delegates = _people()
    asker_delegates = _people()

    def __init__(self, *args: Any, asker: Delegation, asked: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.offer(
            "asked_delegates",
            asked,
            _("Whom you would like to meet"),
            _("Nobody ticked: anybody of them."),
        )
        self.offer(
            "asker_delegates", asker, _("Who of you should go"), _("Nobody ticked: any of you.")
        )


class SideForm(_PeopleMixin):
    """What one side says of an open request: how much it counts, and who goes."""

    priority = _priority(_("How much it counts to you"))
    delegates = _people()

    def __init__(self, *args: Any, row: Request, side: str, **kwargs: Any) -> None:
        asks = side == Request.Side.ASKER
        delegation = row.asker if asks else row.asked
        named = row.asker_delegates if asks else row.asked_delegates
        initial = {
            "priority": row.asker_priority if asks else row.asked_priority,
            "delegates": named.all(),
        }
        super().__init__(*args, **kwargs | {"initial": initial})
        self.offer("delegates", delegation, _("Who of you goes"), _("Nobody ticked: any of you."))


class AnswerForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        required=False, max_length=Request._meta.get_field("answer").max_length
    )
