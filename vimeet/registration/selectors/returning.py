"""What is known of a signed-in contact from earlier: their own data, for them to use again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vimeet.registration.models import Delegate, Registration

if TYPE_CHECKING:
    from vimeet.accounts.models import User


def known_company(user: User) -> dict[str, Any]:
    """The company that ``user`` last took part with, else last registered; empty if none."""
    delegate = _last_delegate(user)
    registered = (
        Registration.objects.filter(user=user)
        .exclude(state=Registration.State.DRAFT)
        .order_by("-submitted_at")
        .first()
    )
    source = delegate.delegation if delegate else registered
    if source is None:
        return {}
    values = {name: getattr(source, name) for name in ("name", "country", "city", "website")}
    same = registered is not None and registered.name == source.name
    return values | ({"vat_number": registered.vat_number} if registered and same else {})


def known_person(user: User) -> dict[str, Any]:
    """Who ``user`` is, as they last said it."""
    delegate = _last_delegate(user)
    if delegate is None:
        first, _space, last = user.name.partition(" ")
        return {"first_name": first, "last_name": last, "email": user.email}
    return {
        "first_name": delegate.first_name,
        "last_name": delegate.last_name,
        "email": user.email,
        "job_title": delegate.job_title,
        "phone": delegate.phone.as_international if delegate.phone else "",
    }


def _last_delegate(user: User) -> Delegate | None:
    found: Delegate | None = (
        Delegate.objects.filter(user=user)
        .select_related("delegation")
        .order_by("-created_at", "-pk")
        .first()
    )
    return found
