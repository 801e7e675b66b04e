"""The forms of the directory."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vimeet.directory.models import Note, SavedSearch


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """What I write down about a delegation; nothing written: no note."""

    text = forms.CharField(
        label=_("My note"),
        required=False,
        max_length=Note._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only you read it: neither your colleagues nor the organiser do."),
    )

    class Meta:
        model = Note
        fields = ("text",)


class SaveSearchForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name for a search, and whether to write when somebody new fits."""

    class Meta:
        model = SavedSearch
        fields = ("name", "notify")
