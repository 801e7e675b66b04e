"""How many open requests of its own a delegation may have at once."""

from __future__ import annotations

from dataclasses import dataclass

from vimeet.meetings.models import Request
from vimeet.registration.models import Delegation


@dataclass(frozen=True)
class Quota:
    """``used`` of ``limit`` (None: there is none). ``of_type``: the participant type says so."""

    limit: int | None
    used: int
    of_type: bool

    @property
    def left(self) -> int | None:
        """How many more there may be; None: any number."""
        return None if self.limit is None else max(0, self.limit - self.used)

    @property
    def full(self) -> bool:
        """Whether there may be no more."""
        return self.left == 0


def quota_of(delegation: Delegation) -> Quota:
    """The delegation's own number, else its type's. What waits and what is accepted counts."""
    own = delegation.max_open_requests
    used = Request.objects.filter(asker=delegation, state__in=Request.OPEN).count()
    limit = delegation.participant_type.max_open_requests if own is None else own
    return Quota(limit=limit, used=used, of_type=own is None)


def could_be_withdrawn(delegation: Delegation) -> list[Request]:
    """The delegation's own requests that wait for an answer, the oldest first."""
    return list(
        Request.objects.filter(asker=delegation, state=Request.State.PROPOSED)
        .select_related("asked")
        .order_by("created_at", "pk")
    )
