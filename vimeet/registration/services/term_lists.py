"""A taxonomy as people write it down: one term a line, indented under what it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vimeet.registration.models import Term

_LONGEST = Term._meta.get_field("name_en").max_length or 0
# What lists begin their lines with when they are copied from elsewhere.
_BULLETS = "-*•–·"


@dataclass(frozen=True)
class Line:
    """A term of a list: its names, and how many it stands under."""

    name_en: str
    name_fr: str
    level: int = 0


def read_lines(text: str) -> list[Line]:
    """The terms of an indented list, ``English | French`` in each line.

    Any indentation will do, by spaces or tabs, as long as lines that belong together begin at the
    same column. Without a second name the first one is used for both languages. Raises
    ValidationError naming each line that can't be read.
    """
    lines: list[Line] = []
    faults: list[ValidationError] = []
    columns: list[int] = []
    for number, raw in enumerate(text.expandtabs(4).splitlines(), 1):
        said = raw.strip().lstrip(_BULLETS).strip()
        if not said:
            continue
        column = len(raw) - len(raw.lstrip())
        while columns and column < columns[-1]:
            columns.pop()
        if not columns or column > columns[-1]:
            columns.append(column)
        names = [name.strip() for name in said.split("|")]
        if len(names) > 2 or not names[0] or max(map(len, names)) > _LONGEST:
            faults.append(_fault(number, said))
            continue
        lines.append(Line(names[0], names[-1] or names[0], len(columns) - 1))
    if faults:
        raise ValidationError(faults)
    if not lines:
        raise ValidationError(_("Paste at least one line."))
    return _under_something(lines)


def _under_something(lines: list[Line]) -> list[Line]:
    """The lines, if none stands deeper than right under the one before it.

    A list may begin indented or step back to a column between two others; then its levels are
    counted from what is there.
    """
    checked: list[Line] = []
    for line in lines:
        deepest = checked[-1].level + 1 if checked else 0
        checked.append(Line(line.name_en, line.name_fr, min(line.level, deepest)))
    return checked


def _fault(number: int, said: str) -> ValidationError:
    return ValidationError(
        _("Line %(number)d can’t be read: “%(line)s”. Write: English | French."),
        params={"number": number, "line": said[:60]},
    )
