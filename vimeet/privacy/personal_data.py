"""What the proof keeps about people: nothing. It counts."""

from vimeet.core.personal_data import declare
from vimeet.privacy.models import Erasure, ExpiryRun

declare(ExpiryRun, not_personal=("id", "started_at", "finished_at", "failed"))
declare(
    Erasure,
    not_personal=(
        "id",
        "run",
        "organiser",
        "event",
        "model",
        "fields",
        "whole_rows",
        "rows",
        "until",
        "erased_at",
    ),
)
