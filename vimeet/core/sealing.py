"""Keeping what others must not read, such as a provider's key, encrypted in the database.

The key is derived from ``SECRET_KEY``; what was sealed under one of ``SECRET_KEY_FALLBACKS`` is
still read. Who holds a copy of the database alone reads nothing.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

_PURPOSE = b"vimeet.core.sealing"


def _fernet() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(Fernet(_derived(force_bytes(key))) for key in keys)


def _derived(key: bytes) -> bytes:
    return base64.urlsafe_b64encode(HKDF(SHA256(), 32, None, _PURPOSE).derive(key))


def seal(text: str) -> str:
    """``text`` encrypted and authenticated, in plain ASCII."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; "" where another ``SECRET_KEY`` did it, or nothing was."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""
