"""Signing in by an e-mailed link, and what a user changes in their account."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from urllib.parse import urljoin

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from vimeet.accounts.models import SignInLink, User
from vimeet.messaging.models import Message
from vimeet.messaging.services import write_message

# To one address, asked for from one place.
LINKS_PER_HOUR = 3


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _safe_path(path: str) -> str:
    """``path`` if it leads to a page of this site, else nothing."""
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path[:500] if ours else ""


def _create_link(
    user: User, next_path: str, asked_from: str | None = None
) -> tuple[SignInLink, str]:
    """A new link and its absolute address. The token itself is kept nowhere."""
    token = secrets.token_urlsafe(32)
    link = SignInLink.objects.create(
        user=user,
        token_hash=_hash(token),
        expires_at=timezone.now() + dt.timedelta(minutes=settings.SIGN_IN_LINK_MINUTES),
        next_path=_safe_path(next_path),
        asked_from=asked_from,
    )
    return link, urljoin(settings.SITE_URL, reverse("accounts:use_link", args=(token,)))


def sign_in_url(user: User, next_path: str = "") -> str:
    """The absolute address of a new one-time link that signs ``user`` in."""
    return _create_link(user, next_path)[1]


@transaction.atomic
def request_sign_in_link(*, address: str, asked_from: str | None, next_path: str = "") -> None:
    """E-mail a one-time link to ``address`` if somebody may sign in with it.

    Says nothing about whether that is so. As long as a link to the address still works, no more
    than ``LINKS_PER_HOUR`` are sent for one place (``asked_from``, an IP address) within an hour;
    further demands are passed over in silence. So a stranger who asks for links of others keeps
    nobody from getting one: the owner asks from another place, or once the last one has ended.
    """
    # The lock makes the count below hold when two demands come at once.
    email = User.objects.normalize_email(address)
    user = User.objects.select_for_update().filter(email=email, is_active=True).first()
    if user is None or (_working_links(user).exists() and _asked_enough(user, asked_from)):
        return
    link, url = _create_link(user, next_path, asked_from)
    with override(user.language or get_language()):
        write_message(
            key=f"sign-in-link:{link.pk}",
            channel=Message.Channel.EMAIL,
            recipient_name=user.name,
            address=user.email,
            language=get_language() or settings.LANGUAGE_CODE,
            subject=_("Your sign-in link"),
            body=_(
                "Hello %(name)s,\n\n"
                "This link signs you in. It works once, within %(minutes)d minutes:\n\n"
                "%(url)s\n\n"
                "If you did not ask for it, you can ignore this message."
            )
            % {"name": user.name, "minutes": settings.SIGN_IN_LINK_MINUTES, "url": url},
            private=True,
            urgent=True,
        )


def _working_links(user: User) -> models.QuerySet[SignInLink]:
    return user.sign_in_links.filter(used_at=None, expires_at__gt=timezone.now())


def _asked_enough(user: User, asked_from: str | None) -> bool:
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    asked = user.sign_in_links.filter(asked_from=asked_from, created_at__gt=an_hour_ago)
    return asked.count() >= LINKS_PER_HOUR


def find_sign_in_link(token: str) -> SignInLink | None:
    """The link of ``token`` if it can still be used."""
    return (
        SignInLink.objects.select_related("user")
        .filter(
            token_hash=_hash(token),
            used_at=None,
            expires_at__gt=timezone.now(),
            user__is_active=True,
        )
        .first()
    )


def use_sign_in_link(token: str) -> SignInLink | None:
    """Use up the link of ``token``; None if it is unknown, expired or used already.

    One statement decides, so that of two uses at the same moment one wins.
    """
    link = find_sign_in_link(token)
    if link is None:
        return None
    won = SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now())
    return link if won else None


def save_language(*, user: User, language: str) -> None:
    """Keep the language ``user`` chose in their account."""
    User.objects.filter(pk=user.pk).update(language=language)
