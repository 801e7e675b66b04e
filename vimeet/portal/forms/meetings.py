"""The forms of a meeting's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from vimeet.events.models import Slot
from vimeet.meetings.models import ChangeWish, MeetingMessage, MeetingNote, MeetingReport


class NoteForm(forms.Form):
    """My private note on a meeting."""

    text = forms.CharField(
        label=_("My notes"),
        required=False,
        max_length=MeetingNote._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only you see them."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="id_note_%s")


class ReportForm(forms.Form):
    """How a meeting went."""

    took_place = forms.TypedChoiceField(
        label=_("Did it take place?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    rating = forms.TypedChoiceField(
        label=_("How good was it?"),
        choices=[
            ("5", _("5: very good")),
            ("4", _("4: good")),
            ("3", _("3: fair")),
            ("2", _("2: poor")),
            ("1", _("1: of no use")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=MeetingReport._meta.get_field("comment").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only your organiser reads it, not the other side."),
    )

    def __init__(self, data: Any = None, *, report: MeetingReport | None) -> None:
        initial: dict[str, Any] = {}
        if report is not None:
            answers = {True: "yes", False: "no", None: None}
            initial = {
                "took_place": answers[report.took_place],
                "rating": report.rating,
                "comment": report.comment,
            }
        super().__init__(data, initial=initial)


class MessageForm(forms.Form):
    """What I write to the other side."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=MeetingMessage._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They get it by e-mail, without your address."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_message_%s")


class _WishForm(forms.Form):
    """Why a meeting should change."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=ChangeWish._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only your organiser reads it, not the other side."),
    )


class MoveForm(_WishForm):
    """Where to move a meeting: to one of ``slots``."""

    slot = forms.TypedChoiceField(label=_("Move it to"))
    field_order = ("slot", "reason")

    def __init__(self, data: Any = None, *, slots: Iterable[Slot], zone: dt.tzinfo) -> None:
        super().__init__(data, prefix="move")
        by_pk = {str(slot.pk): slot for slot in slots}
        field = self.fields["slot"]
        field.coerce = by_pk.__getitem__  # type: ignore[attr-defined]
        days: dict[str, list[tuple[str, str]]] = {}
        for pk, slot in by_pk.items():
            start, end = (timezone.localtime(t, zone) for t in (slot.starts_at, slot.ends_at))
            day = date_format(start, "l j F")
            days.setdefault(day, []).append((pk, f"{start:%H:%M} – {end:%H:%M}"))
        field.choices = list(days.items())  # type: ignore[attr-defined]


class CancelForm(_WishForm):
    """Why a meeting should be cancelled."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="cancel")
