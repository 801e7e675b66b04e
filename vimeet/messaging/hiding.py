"""Texts of messages for others than their recipients: without the secrets of their links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

_ADDRESS = re.compile(r"https?://[^\s<>]+")
# What the addresses of pages that need no sign-in call the part that lets one in.
_SECRETS = ("token", "secret")


def without_secrets(text: str) -> str:
    """``text`` with “…” for what would let its reader in where the recipient may go."""
    return _ADDRESS.sub(lambda found: _without_secret(found.group()), text)


def _without_secret(address: str) -> str:
    try:
        names = resolve(urlsplit(address).path).kwargs
    except (Resolver404, ValueError):
        return address
    for name in _SECRETS:
        if value := names.get(name):
            address = address.replace(str(value), "…")
    return address
