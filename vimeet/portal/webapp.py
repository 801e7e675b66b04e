"""Whose copy of a page the service worker may keep (see static/js/offline-worker.js)."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

OWNER_HEADER = "Offline-Owner"


def offline_owner(user_pk: int) -> str:
    """A name by which the worker tells people apart, and that says nothing else."""
    return salted_hmac("vimeet.offline", str(user_pk), algorithm="sha256").hexdigest()[:32]
