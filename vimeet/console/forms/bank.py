"""Forms of bank statements: the file, how it is read, whose money an entry is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.shop.bank.reading import DATE_FORMATS, DECIMAL_MARKS, DELIMITERS, ENCODINGS, Reading

LONGEST_EXAMPLE = 32
COLUMNS = ("date", "amount", "credit", "debit", "name", "currency")


class StatementForm(forms.Form):
    """A bank statement."""

    file = forms.FileField(
        label=gettext_lazy("Bank statement"),
        help_text=gettext_lazy(
            "CAMT.053 (XML) or CSV, as your bank offers it for download. You see each line before "
            "anything is booked."
        ),
        widget=forms.FileInput(attrs={"accept": ".xml,.csv,.txt"}),
    )


class ReadingForm(forms.Form):
    """How a CSV file is written, and what its columns are."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=ENCODINGS)
    delimiter = forms.ChoiceField(label=gettext_lazy("Between columns"), choices=DELIMITERS)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row with the names of the columns"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("0: there is none."),
    )
    date = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=int)
    date_format = forms.ChoiceField(label=gettext_lazy("Days look like"), choices=DATE_FORMATS)
    amount = forms.TypedChoiceField(
        label=gettext_lazy("Amount with its sign"), coerce=int, required=False, empty_value=None
    )
    credit = forms.TypedChoiceField(
        label=gettext_lazy("Or: amount that came in"),
        coerce=int,
        required=False,
        empty_value=None,
    )
    debit = forms.TypedChoiceField(
        label=gettext_lazy("Amount that went out"), coerce=int, required=False, empty_value=None
    )
    decimal_mark = forms.ChoiceField(label=gettext_lazy("Before the cents"), choices=DECIMAL_MARKS)
    texts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Text with the reference"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    name = forms.TypedChoiceField(
        label=gettext_lazy("Who paid"), coerce=int, required=False, empty_value=None
    )
    currency = forms.TypedChoiceField(
        label=gettext_lazy("Currency"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Without such a column: euros."),
    )
    # What the choices below were offered for: if one of these changes, so do the columns.
    TABLE = ("encoding", "delimiter", "header_row")

    def __init__(
        self, *args: Any, header: Sequence[str], examples: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (str(i), self._label(i, name, examples[i] if i < len(examples) else ""))
            for i, name in enumerate(header)
        ]
        for field in COLUMNS:
            none = [] if field == "date" else [("", _("No such column"))]
            self.fields[field].choices = [*none, *choices]  # type: ignore[attr-defined]
        self.fields["texts"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def _label(index: int, name: str, example: str) -> str:
        short = example if len(example) <= LONGEST_EXAMPLE else f"{example[:LONGEST_EXAMPLE]}…"
        return f"{name or index + 1}" + (f" ({short})" if short else "")

    def clean(self) -> dict[str, Any]:
        """There is an amount, in one way or the other."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        one, split = values.get("amount") is not None, values.get("credit") is not None
        if not one and not split:
            self.add_error("amount", _("Say in which column the amount stands."))
        if one and split:
            self.add_error("credit", _("Either one column with a sign, or one for what came in."))
        return values

    def reading(self) -> Reading:
        """What was chosen, once valid."""
        values = dict(self.cleaned_data)
        values["texts"] = tuple(values["texts"])
        if values["credit"] is None:
            values["debit"] = None
        return Reading(**values)


class EntryForm(forms.Form):
    """Which order an entry pays."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the order"),
        max_length=30,
        help_text=gettext_lazy("It stands on the order's page; spaces and case do not matter."),
    )

    def clean_reference(self) -> str:
        """Something is written there."""
        reference: str = self.cleaned_data["reference"]
        if not reference.strip():
            raise ValidationError(_("Write the reference of an order."))
        return reference
