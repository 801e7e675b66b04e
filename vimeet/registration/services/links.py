"""Links that lead back to a registration: the secret is in the link, its hash in the table.

They end with the right to come in: those that went to a former contact, and, once somebody has
shown that the address is theirs, those of whoever began the registration with it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from vimeet.registration.models import Registration, ReturnLink

if TYPE_CHECKING:
    from vimeet.events.models import Event


def fingerprint(token: str) -> str:
    """What is kept of a secret: enough to know it again, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(registration: Registration, mailed_to: str = "") -> str:
    """A new secret that leads to ``registration``; earlier ones stay good.

    ``mailed_to``: the address it goes to, which it confirms.
    """
    token = secrets.token_urlsafe(24)
    ReturnLink.objects.create(
        registration=registration, token_hash=fingerprint(token), mailed_to=mailed_to
    )
    return token


def confirms_address(registration: Registration, token: str) -> bool:
    """Whether ``token`` went to the address that the registration has now."""
    links = ReturnLink.objects.filter(registration=registration, token_hash=fingerprint(token))
    return links.filter(mailed_to__iexact=registration.email).exclude(mailed_to="").exists()


def revoke_former_contacts(registration: Registration) -> None:
    """End the links that were e-mailed to another address than the contact's present one."""
    links = ReturnLink.objects.filter(registration=registration).exclude(mailed_to="")
    links.exclude(mailed_to__iexact=registration.email).delete()


def revoke_unmailed(registration: Registration, *, but: Collection[str]) -> None:
    """End the links that nobody got by e-mail, except those of these fingerprints."""
    links = ReturnLink.objects.filter(registration=registration, mailed_to="")
    links.exclude(token_hash__in=but).delete()


def way_in(registration: Registration, token: str) -> str:
    """``token`` while it leads to ``registration``; else a new one.

    For who has just done something by it that ended it, such as naming another contact: they go on,
    until the new contact has shown that the address is theirs.
    """
    links = ReturnLink.objects.filter(registration=registration, token_hash=fingerprint(token))
    return token if links.exists() else create_token(registration)


def return_url(registration: Registration, token: str = "") -> str:
    """The absolute address of a registration: by ``token``, else by a new one."""
    kwargs = registration.event.url_kwargs | {"token": token or create_token(registration)}
    return urljoin(settings.SITE_URL, reverse("register:registration", kwargs=kwargs))


def find_registration(*, event: Event, token: str) -> Registration | None:
    """The registration of ``event`` that ``token`` leads to; None if there is none."""
    found: Registration | None = (
        Registration.objects.of_event(event)
        .filter(return_links__token_hash=fingerprint(token))
        .select_related("participant_type", "event__organiser", "delegation")
        .first()
    )
    return found
