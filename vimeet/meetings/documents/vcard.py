"""A delegate's contact card for address books: vCard 3.0 (RFC 2426), which all of them read."""

from __future__ import annotations

from icalendar import vText
from icalendar.parser import Contentline

from vimeet.registration.models import Delegate


def vcard(delegate: Delegate) -> bytes:
    """The card of ``delegate``, who comes with their delegation. What is unknown is left out."""
    company = delegate.delegation
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_text(delegate.last_name)};{_text(delegate.first_name)};;;",
        f"FN:{_text(delegate.name)}",
        f"ORG:{_text(company.name)}",
        *([f"TITLE:{_text(delegate.job_title)}"] if delegate.job_title else []),
        f"EMAIL;TYPE=WORK:{delegate.email}",
        *([f"TEL;TYPE=CELL:{delegate.phone}"] if delegate.phone else []),
        *([f"URL:{company.website}"] if company.website else []),
        "END:VCARD",
    ]
    folded = (Contentline(line).to_ical() for line in lines)  # type: ignore[no-untyped-call]
    return b"".join(line + b"\r\n" for line in folded)


def _text(value: str) -> str:
    """A value with what would end it escaped, as in calendars."""
    escaped: str = vText(value).to_ical().decode()
    return escaped
