"""Saying who sells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from vimeet.audit.changes import assign
from vimeet.audit.services import record
from vimeet.events.models import Organiser
from vimeet.shop.models import Seller

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

FIELDS = (
    "name",
    "legal_form",
    "street",
    "postal_code",
    "city",
    "siret",
    "vat_number",
    "email",
    "iban",
    "bic",
    "payment_days",
    "exemption",
)


@transaction.atomic
def set_seller(*, event: Event, actor: User, **values: Any) -> Seller:
    """Say who sells at all events of the event's organiser; ``values``: see ``FIELDS``."""
    organiser = Organiser.objects.select_for_update().get(pk=event.organiser_id)
    seller: Seller = Seller.objects.filter(organiser=organiser).first() or Seller(
        organiser=organiser
    )
    changes = assign(seller, values)
    if changes:
        seller.save()
        record(action="seller.changed", obj=seller, actor=actor, event=event, changes=changes)
    return seller
