"""Forms that edit a registration form: its sections, its fields, the event's needs and offers."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.registration.models import FormVersion
from vimeet.registration.questions.definition import (
    GIVEN,
    WITH_CHOICES,
    Definition,
    Fills,
    Kind,
    Question,
    Seen,
)
from vimeet.registration.questions.editing import choices_from_text, choices_to_text
from vimeet.registration.questions.files import MOST_MEGABYTES, TYPES

# What only some kinds of fields have.
_ONLY = {
    "choices": WITH_CHOICES,
    "minimum": (Kind.NUMBER,),
    "maximum": (Kind.NUMBER,),
    "file_types": (Kind.FILE,),
    "max_megabytes": (Kind.FILE,),
    "text_en": (Kind.CONSENT,),
    "text_fr": (Kind.CONSENT,),
    "fills": (Kind.TEXT, Kind.LONG_TEXT, Kind.TERMS),
}


class SectionForm(forms.Form):
    """A section's titles."""

    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=150)
    title_fr = forms.CharField(label=gettext_lazy("Title in French"), max_length=150)


class QuestionForm(forms.Form):
    """One field of a form. ``question``: as it is, or empty but for its key and kind."""

    label_en = forms.CharField(label=gettext_lazy("Question in English"), max_length=200)
    label_fr = forms.CharField(label=gettext_lazy("Question in French"), max_length=200)
    text_en = forms.CharField(
        label=gettext_lazy("Exact text of the consent in English"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text_fr = forms.CharField(
        label=gettext_lazy("Exact text of the consent in French"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Another text is another version: who agreed to the former one agreed to that."
        ),
    )
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "One a line: English | French. With a third part, such as “| 20”, only so many can "
            "choose it."
        ),
    )
    minimum = forms.IntegerField(label=gettext_lazy("At least"), required=False)
    maximum = forms.IntegerField(label=gettext_lazy("At most"), required=False)
    file_types = forms.MultipleChoiceField(
        label=gettext_lazy("Types of file"),
        choices=[(name, name.upper()) for name in TYPES],
        widget=forms.CheckboxSelectMultiple,
    )
    max_megabytes = forms.IntegerField(
        label=gettext_lazy("At most, in megabytes"), min_value=1, max_value=MOST_MEGABYTES
    )
    help_en = forms.CharField(label=gettext_lazy("Help in English"), max_length=300, required=False)
    help_fr = forms.CharField(label=gettext_lazy("Help in French"), max_length=300, required=False)
    required = forms.BooleanField(label=gettext_lazy("An answer is needed"), required=False)
    conditions = forms.MultipleChoiceField(
        label=gettext_lazy("Show only if the answer is one of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Answers of one earlier field. None ticked: always shown."),
    )
    purpose_en = forms.CharField(label=gettext_lazy("Purpose in English"), max_length=200)
    purpose_fr = forms.CharField(label=gettext_lazy("Purpose in French"), max_length=200)
    seen_by = forms.ChoiceField(label=gettext_lazy("Who sees the answer"), choices=Seen.choices)
    keep_days = forms.IntegerField(
        label=gettext_lazy("Kept for how many days after the event"),
        min_value=0,
        max_value=3650,
    )
    fills = forms.ChoiceField(
        label=gettext_lazy("Becomes part of the delegation’s profile"),
        choices=Fills.choices,
        required=False,
    )

    def __init__(
        self, *args: Any, definition: Definition, question: Question, **kwargs: Any
    ) -> None:
        initial = {f.name: getattr(question, f.name) for f in dataclass_fields(question)}
        initial["choices"] = choices_to_text(question.choices)
        initial["conditions"] = [f"{question.show_if}:{v}" for v in question.show_values]
        super().__init__(*args, **kwargs | {"initial": initial})
        self.question = question
        for name, kinds in _ONLY.items():
            if question.kind not in kinds:
                del self.fields[name]
        conditions = _conditions(definition, question)
        if conditions:
            self.fields["conditions"].choices = conditions  # type: ignore[attr-defined]
        else:
            del self.fields["conditions"]

    def clean_conditions(self) -> list[str]:
        """All of one field."""
        chosen: list[str] = self.cleaned_data["conditions"]
        if len({value.partition(":")[0] for value in chosen}) > 1:
            raise ValidationError(_("Choose answers of one field only."))
        return chosen

    def clean_choices(self) -> Any:
        """One a line."""
        return choices_from_text(self.cleaned_data["choices"], self.question.choices)

    def clean(self) -> dict[str, Any]:
        """Bounds in order; what others see or what fills a profile is meant to be seen."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        least, most = values.get("minimum"), values.get("maximum")
        if least is not None and most is not None and most < least:
            self.add_error("maximum", _("This is less than the least."))
        if values.get("fills") and values.get("seen_by") == Seen.ORGANISER:
            self.add_error(
                "seen_by",
                _("A part of the profile is seen by others: the organiser only can’t be."),
            )
        return values

    def result(self) -> Question:
        """The field as it was filled in."""
        values = dict(self.cleaned_data)
        chosen = values.pop("conditions", [])
        values["show_if"] = chosen[0].partition(":")[0] if chosen else ""
        values["show_values"] = tuple(value.partition(":")[2] for value in chosen)
        if "file_types" in values:
            values["file_types"] = tuple(values["file_types"])
        return Question(key=self.question.key, kind=self.question.kind, **values)


def _conditions(definition: Definition, question: Question) -> list[tuple[str, Any]]:
    """The answers a field may depend on, grouped by the field that they answer."""
    known = definition.question(question.key) is not None
    deciding = definition.deciding_before(question.key) if known else definition.deciding_before("")
    return [
        (
            one.label,
            [(f"{one.key}:{choice.key}", choice.label) for choice in one.choices]
            or [(f"{one.key}:{GIVEN}", _("given"))],
        )
        for one in deciding
    ]


class ImportForm(forms.Form):
    """Which form to take over."""

    source = forms.ModelChoiceField(FormVersion.objects.none(), label=gettext_lazy("Form"))

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        field.queryset = sources  # type: ignore[attr-defined]
        field.label_from_instance = lambda version: (  # type: ignore[attr-defined]
            f"{version.participant_type.event} · {version}"
        )
