"""The form of what participants may change in their agendas."""

from __future__ import annotations

from django import forms

from vimeet.meetings.models import AgendaRules, ChangeWish


class AgendaRulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Two rules and a notice."""

    class Meta:
        model = AgendaRules
        fields = ("moves", "cancellations", "notice_minutes")


class RefusalForm(forms.Form):
    """Why a wish is refused."""

    answer = forms.CharField(
        required=False, max_length=ChangeWish._meta.get_field("answer").max_length
    )
