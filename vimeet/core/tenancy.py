"""Tenancy: every row belongs to one organiser, and every query says which.

A model names the path to its organiser once (``organiser_path``); its manager then offers
``of_organiser`` and, where there is an event on the way, ``of_event``. Views never use a bare
``objects.all()``: the doors resolve the event from the signed-in user's membership first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from vimeet.events.models import Event, Organiser


class ScopedQuerySet(models.QuerySet[Any]):
    """A query set that can be narrowed to one tenant."""

    def of_organiser(self, organiser: Organiser) -> Self:
        """Only what belongs to ``organiser``."""
        return self.filter(**{self.model.organiser_path: organiser})

    def of_event(self, event: Event) -> Self:
        """Only what belongs to ``event``."""
        return self.filter(**{self.model.event_path: event})


class OrganiserOwned(models.Model):
    """A row that belongs to an organiser, directly or by the path it names."""

    organiser_path = "organiser"

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class EventOwned(OrganiserOwned):
    """A row that belongs to an event, and through it to an organiser."""

    organiser_path = "event__organiser"
    event_path = "event"

    class Meta:
        abstract = True
