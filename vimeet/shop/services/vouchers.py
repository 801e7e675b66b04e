"""Changing vouchers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.shop.models import Voucher

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

FIELDS = ("code", "effect", "value", "package", "max_uses", "valid_until")


@transaction.atomic
def add_voucher(*, event: Event, actor: User, **values: Any) -> Voucher:
    """Add a voucher; ``values``: see ``FIELDS``."""
    voucher: Voucher = Voucher.objects.create(event=event, **values)
    record(
        action="voucher.added",
        obj=voucher,
        actor=actor,
        event=event,
        changes=created(voucher, FIELDS),
    )
    return voucher


@transaction.atomic
def update_voucher(*, voucher: Voucher, actor: User, **values: Any) -> Voucher:
    """Change a voucher. What was ordered with it stays as agreed."""
    current = _lock(voucher)
    changes = assign(current, values)
    if changes:
        current.save(update_fields=list(changes))
        record(
            action="voucher.changed",
            obj=current,
            actor=actor,
            event=current.event,
            changes=changes,
        )
    return current


@transaction.atomic
def delete_voucher(*, voucher: Voucher, actor: User) -> None:
    """Delete a voucher. Raises ValidationError if an order used it."""
    current = _lock(voucher)
    if current.orders.exists():
        raise ValidationError(
            _("The voucher %(code)s was used, so it stays. Let it end today instead."),
            params={"code": current.code},
        )
    record(
        action="voucher.deleted",
        obj=current,
        actor=actor,
        event=current.event,
        changes=deleted(current, FIELDS),
    )
    current.delete()


def _lock(voucher: Voucher) -> Voucher:
    locked: Voucher = (
        Voucher.objects.select_for_update(of=("self",))
        .select_related("event__organiser", "package")
        .get(pk=voucher.pk)
    )
    return locked
