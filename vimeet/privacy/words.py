"""The declarations in words, for those who read the register."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vimeet.core.personal_data import Retention, Words, declaration_of

_BY_WHOM = gettext_lazy("who did it")
_WHEN_MADE = gettext_lazy("created")
_SECRET = gettext_lazy("secret, as a hash")
_AT_STRIPE = gettext_lazy("number at Stripe’s")
# Fields that no form shows, so that their models give them no name.
FIELDS: dict[str, Words] = {
    "actor": _BY_WHOM,
    "asked_delegates": gettext_lazy("who is to be met"),
    "asked_from": gettext_lazy("asked from"),
    "asker_delegates": gettext_lazy("who would go"),
    "attendees": gettext_lazy("who attends"),
    "content": gettext_lazy("content"),
    "created_at": _WHEN_MADE,
    "created_by": _BY_WHOM,
    "decided_by": _BY_WHOM,
    "delegate": gettext_lazy("delegate"),
    "delegation": gettext_lazy("delegation"),
    "dispute_id": _AT_STRIPE,
    "document": gettext_lazy("document"),
    "expires_at": gettext_lazy("good until"),
    "known": gettext_lazy("who fitted already"),
    "mailed_to": gettext_lazy("address it was sent to"),
    "next_path": gettext_lazy("page after sign-in"),
    "payment_intent": _AT_STRIPE,
    "people": gettext_lazy("people"),
    "problem": gettext_lazy("what the planner was given"),
    "published_by": _BY_WHOM,
    "recorded_by": _BY_WHOM,
    "refund_id": _AT_STRIPE,
    "released_by": _BY_WHOM,
    "requested_by": _BY_WHOM,
    "session": gettext_lazy("session"),
    "session_id": _AT_STRIPE,
    "token_hash": _SECRET,
    "told": gettext_lazy("e-mails sent"),
    "turns": gettext_lazy("how often"),
    "typed": gettext_lazy("typed and not sent"),
    "uploaded_by": _BY_WHOM,
    "url": gettext_lazy("address of the page"),
    "used_at": gettext_lazy("used"),
    "user": gettext_lazy("account"),
}


def model_words(label: str) -> str:
    """What a row of the model ``label`` is."""
    try:
        declared = declaration_of(apps.get_model(label))
    except LookupError:
        # The proof outlives the table it speaks of.
        declared = None
    return str(declared.words) if declared else label


def field_words(model: type[models.Model], name: str) -> str:
    """What a field is called on pages, or in the register alone."""
    field: Any = model._meta.get_field(name)
    given = getattr(field, "_verbose_name", None)
    return str(given if isinstance(given, Promise) else FIELDS.get(name, field.verbose_name))


def retention_words(retention: Retention) -> str:
    """How long something is kept, counted from what."""
    since = retention.since.words
    years, days = retention.years, retention.days
    if not years and days and days % 365 == 0:
        years, days = days // 365, 0
    if years:
        text = ngettext("%(n)d year after %(since)s", "%(n)d years after %(since)s", years)
        return text % {"n": years, "since": since}
    if days:
        text = ngettext("%(n)d day after %(since)s", "%(n)d days after %(since)s", days)
        return text % {"n": days, "since": since}
    return _("until %(since)s") % {"since": since}
