"""Links that lead back to a registration: the secret is in the link, its hash in the table."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from vimeet.registration.models import Registration, ReturnLink

if TYPE_CHECKING:
    from vimeet.events.models import Event


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(registration: Registration, mailed_to: str = "") -> str:
    """A new secret that leads to ``registration``; earlier ones stay good.

    ``mailed_to``: the address it goes to, which it confirms.
    """
    token = secrets.token_urlsafe(24)
    ReturnLink.objects.create(
        registration=registration, token_hash=_hash(token), mailed_to=mailed_to
    )
    return token


def confirms_address(registration: Registration, token: str) -> bool:
    """Whether ``token`` went to the address that the registration has now."""
    links = ReturnLink.objects.filter(registration=registration, token_hash=_hash(token))
    return links.filter(mailed_to__iexact=registration.email).exclude(mailed_to="").exists()


def return_url(registration: Registration, token: str = "") -> str:
    """The absolute address of a registration: by ``token``, else by a new one."""
    kwargs = registration.event.url_kwargs | {"token": token or create_token(registration)}
    return urljoin(settings.SITE_URL, reverse("register:registration", kwargs=kwargs))


def find_registration(*, event: Event, token: str) -> Registration | None:
    """The registration of ``event`` that ``token`` leads to; None if there is none."""
    found: Registration | None = (
        Registration.objects.of_event(event)
        .filter(return_links__token_hash=_hash(token))
        .select_related("participant_type", "event__organiser", "delegation")
        .first()
    )
    return found
