"""Changing packages, options and their early prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created, deleted, plain
from vimeet.audit.services import record
from vimeet.shop.models import EarlyPrice, Product

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event, ParticipantType
    from vimeet.programme.models import Session

FIELDS = (
    "name_en",
    "name_fr",
    "description_en",
    "description_fr",
    "price",
    "tax_rate",
    "stock",
    "max_per_order",
    "on_sale_from",
    "on_sale_until",
    "hidden",
    "credits",
    "min_meetings",
    "open_requests",
    "delegates",
    "extra_delegate_price",
    "max_extra_delegates",
    "stand",
    "billed_by",
    "meeting_price",
    "most_billed",
    "position",
)


def _lock(product: Product) -> Product:
    locked: Product = (
        Product.objects.select_for_update(of=("self",))
        .select_related("event__organiser")
        .get(pk=product.pk)
    )
    return locked


@transaction.atomic
def add_product(
    *,
    event: Event,
    kind: Product.Kind,
    actor: User,
    participant_types: Collection[ParticipantType] = (),
    sessions: Collection[Session] = (),
    **values: Any,
) -> Product:
    """Add a package or an option; ``values``: see ``FIELDS``.

    Raises ValidationError if one of ``sessions`` is another event's.
    """
    _check_sessions(event, sessions)
    product: Product = Product.objects.create(event=event, kind=kind, **values)
    product.participant_types.set(participant_types)
    product.sessions.set(sessions)
    record(
        action=f"{kind}.added",
        obj=product,
        actor=actor,
        event=event,
        changes=created(product, FIELDS)
        | _types_change([], participant_types)
        | _sessions_change([], sessions),
    )
    return product


@transaction.atomic
def update_product(
    *,
    product: Product,
    actor: User,
    participant_types: Collection[ParticipantType],
    sessions: Collection[Session] | None = None,
    **values: Any,
) -> Product:
    """Change a product. What was ordered stays as agreed. ``sessions`` None: as they are.

    Raises ValidationError if one of ``sessions`` is another event's.
    """
    current = _lock(product)
    changes = assign(current, values)
    if changes:
        current.save(update_fields=list(changes))
    changes |= _types_change(list(current.participant_types.all()), participant_types)
    current.participant_types.set(participant_types)
    if sessions is not None:
        _check_sessions(current.event, sessions)
        changes |= _sessions_change(list(current.sessions.all()), sessions)
        current.sessions.set(sessions)
    if changes:
        record(
            action=f"{current.kind}.changed",
            obj=current,
            actor=actor,
            event=current.event,
            changes=changes,
        )
    return current


@transaction.atomic
def delete_product(*, product: Product, actor: User) -> None:
    """Delete a product. Raises ValidationError if it was ordered, or a voucher is for it."""
    current = _lock(product)
    if current.order_lines.exists():
        raise ValidationError(
            _("“%(name)s” was ordered, so it stays. End its sale period instead."),
            params={"name": current.name},
        )
    if current.vouchers.exists():
        raise ValidationError(
            _("A voucher is for “%(name)s”: delete the voucher first."),
            params={"name": current.name},
        )
    record(
        action=f"{current.kind}.deleted",
        obj=current,
        actor=actor,
        event=current.event,
        changes=deleted(current, FIELDS),
    )
    current.delete()


@transaction.atomic
def add_early_price(
    *, product: Product, until: dt.datetime, price: Decimal, actor: User
) -> EarlyPrice:
    """Sell a product at ``price`` until ``until``.

    Raises ValidationError if another early price ends at that moment.
    """
    current = _lock(product)
    if current.early_prices.filter(until=until).exists():
        raise ValidationError({"until": _("An early price ends at this moment already.")})
    early: EarlyPrice = EarlyPrice.objects.create(product=current, until=until, price=price)
    record(
        action="early_price.added",
        obj=current,
        actor=actor,
        event=current.event,
        changes=created(early, ("until", "price")),
    )
    return early


@transaction.atomic
def delete_early_price(*, early_price: EarlyPrice, actor: User) -> None:
    """Sell at the next price at once."""
    product = _lock(early_price.product)
    record(
        action="early_price.deleted",
        obj=product,
        actor=actor,
        event=product.event,
        changes=deleted(early_price, ("until", "price")),
    )
    early_price.delete()


def _types_change(
    before: Collection[ParticipantType], after: Collection[ParticipantType]
) -> dict[str, list[Any]]:
    old, new = (sorted(plain(t.name_en) for t in types) for types in (before, after))
    return {"participant_types": [old, new]} if old != new else {}


def _check_sessions(event: Event, sessions: Collection[Session]) -> None:
    if any(session.event_id != event.pk for session in sessions):
        raise ValidationError(_("Choose sessions of this event."))


def _sessions_change(
    before: Collection[Session], after: Collection[Session]
) -> dict[str, list[Any]]:
    old, new = (sorted(s.title_en or s.title_fr for s in sessions) for sessions in (before, after))
    return {"sessions": [old, new]} if old != new else {}
