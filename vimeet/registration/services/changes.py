"""Whether who registered may still change something."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.registration.models import Registration


def check_editable(registration: Registration) -> None:
    """Raise ValidationError unless its contact may change it now."""
    if registration.is_over:
        raise ValidationError(_("This registration has ended: it can’t be changed any more."))
    if timezone.now() >= registration.event.registration_edits_end_at:
        raise ValidationError(_("The time for changes is over. Please write to the organiser."))
