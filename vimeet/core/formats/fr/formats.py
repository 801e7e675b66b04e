"""French, with a comma between day and hour."""

from django.utils.translation import gettext_noop

DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"

# Django's French leaves out the full stop of abbreviated days: our own catalogue has it.
DAYS_ABBREVIATED = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)
