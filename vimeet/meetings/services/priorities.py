"""How much a request counts in planning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from vimeet.audit.changes import assign
from vimeet.audit.services import record
from vimeet.meetings.models import Request

if TYPE_CHECKING:
    from vimeet.accounts.models import User


@transaction.atomic
def set_priority(*, request: Request, weight: int, must: bool, actor: User | None) -> Request:
    """Weigh a request (1 to 100), or have no plan without it (``must``)."""
    current: Request = (
        Request.objects.select_for_update(of=("self",))
        .select_related("event__organiser", "asker", "asked")
        .get(pk=request.pk)
    )
    changes = assign(current, {"weight": weight, "must": must})
    if changes:
        current.save(update_fields=list(changes))
        record(
            action="request.weighed",
            obj=current,
            actor=actor,
            event=current.event,
            changes=changes,
        )
    return current
