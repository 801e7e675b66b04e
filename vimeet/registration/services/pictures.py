"""Giving a delegation its logo and a delegate a photo, and taking them away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from vimeet.audit.services import record
from vimeet.registration.models import Delegate, Delegation, Picture, PictureSize
from vimeet.registration.pictures import picture_sizes
from vimeet.registration.services.delegations import lock_delegation

if TYPE_CHECKING:
    from vimeet.accounts.models import User


def set_logo(*, delegation: Delegation, actor: User | None, upload: UploadedFile[Any]) -> Picture:
    """Make ``upload`` the delegation's logo. Raises ValidationError if it is no fit picture."""
    sizes = picture_sizes(upload, square=False)
    with transaction.atomic():
        current = lock_delegation(delegation)
        picture = _replace(current, sizes, delegation=current)
        record(action="logo.changed", obj=current, actor=actor, event=current.event)
    return picture


def set_photo(*, delegate: Delegate, actor: User | None, upload: UploadedFile[Any]) -> Picture:
    """Make ``upload`` the delegate's photo. Raises ValidationError if it is no fit picture."""
    sizes = picture_sizes(upload, square=True)
    with transaction.atomic():
        delegation = lock_delegation(delegate.delegation)
        picture = _replace(delegation, sizes, delegate=delegate)
        record(action="photo.changed", obj=delegate, actor=actor, event=delegation.event)
    return picture


def _replace(held: Delegation, sizes: dict[int, bytes], **owner: Delegation | Delegate) -> Picture:
    """The owner's one picture; whoever adds one holds the delegation's row."""
    Picture.objects.filter(**owner).delete()
    picture: Picture = Picture.objects.create(event=held.event, **owner)
    PictureSize.objects.bulk_create(
        PictureSize(picture=picture, size=size, content=content) for size, content in sizes.items()
    )
    return picture


@transaction.atomic
def remove_logo(*, delegation: Delegation, actor: User | None) -> None:
    """Delete the logo, if there is one."""
    current = lock_delegation(delegation)
    if Picture.objects.filter(delegation=current).delete()[0]:
        record(action="logo.removed", obj=current, actor=actor, event=current.event)


@transaction.atomic
def remove_photo(*, delegate: Delegate, actor: User | None) -> None:
    """Delete the photo, if there is one."""
    delegation = lock_delegation(delegate.delegation)
    if Picture.objects.filter(delegate=delegate).delete()[0]:
        record(action="photo.removed", obj=delegate, actor=actor, event=delegation.event)
