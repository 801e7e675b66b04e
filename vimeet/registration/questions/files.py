"""Files as answers: which types there are, and whether a file is what it says it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from vimeet.registration.models import AnswerFile

_ZIP = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class FileType:
    """A type of file: how its name ends, how its bytes begin, what a browser is told."""

    endings: tuple[str, ...]
    begins: bytes
    content_type: str


TYPES = {
    "pdf": FileType((".pdf",), b"%PDF-", "application/pdf"),
    "jpeg": FileType((".jpg", ".jpeg"), b"\xff\xd8\xff", "image/jpeg"),
    "png": FileType((".png",), b"\x89PNG\r\n\x1a\n", "image/png"),
    "docx": FileType((".docx",), _ZIP, f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": FileType((".xlsx",), _ZIP, f"{_OFFICE}.spreadsheetml.sheet"),
    "pptx": FileType((".pptx",), _ZIP, f"{_OFFICE}.presentationml.presentation"),
}
MOST_MEGABYTES = 10


def endings(types: tuple[str, ...]) -> list[str]:
    """How the names of files of these types may end."""
    return [ending for name in types for ending in TYPES[name].endings]


def check_file(upload: UploadedFile[Any], types: tuple[str, ...], max_megabytes: int) -> str:
    """The content type of ``upload``; ValidationError if it is too big or of a wrong type."""
    if (upload.size or 0) > max_megabytes * 1024 * 1024:
        raise ValidationError(
            _("This file is too big: at most %(limit)d MB."), params={"limit": max_megabytes}
        )
    ending = PurePath(upload.name or "").suffix.lower()
    begins = upload.read(16)
    upload.seek(0)
    for name in types:
        kind = TYPES[name]
        if ending in kind.endings and begins.startswith(kind.begins):
            return kind.content_type
    raise ValidationError(
        _("This file is of a wrong type: one of %(types)s."),
        params={"types": ", ".join(endings(types))},
    )


def file_response(file: AnswerFile) -> HttpResponse:
    """The file as a download: a browser must neither show nor guess what it is."""
    response = HttpResponse(bytes(file.content), content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
