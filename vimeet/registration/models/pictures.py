"""Logos of delegations and photos of delegates, kept in the database with their owners."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event
from vimeet.registration.models.participation import Delegate, Delegation


class Picture(EventOwned):
    """A delegation's logo or a delegate's photo. A new one is a new row: its address is new too.

    The bytes stand apart, so that lists may join a picture to know whether there is one.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="pictures")
    delegation = models.OneToOneField(
        Delegation, models.CASCADE, null=True, blank=True, related_name="logo"
    )
    delegate = models.OneToOneField(
        Delegate, models.CASCADE, null=True, blank=True, related_name="photo"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(delegation=None, delegate__isnull=False)
                | Q(delegation__isnull=False, delegate=None),
                name="picture_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"


class PictureSize(EventOwned):
    """A picture in one of its sizes, as WebP without any metadata."""

    organiser_path = "picture__event__organiser"
    event_path = "picture__event"

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="sizes")
    # The longer side is at most so many pixels.
    size = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("picture", "size"), name="picture_size_once")
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} ({self.size})"
