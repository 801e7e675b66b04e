"""Recommendations by themselves: computed soon after something they hang on has changed."""

from __future__ import annotations

from celery import shared_task

from vimeet.directory.recommendations import services
from vimeet.events.models import Event


@shared_task  # type: ignore[untyped-decorator]
def refresh_recommendations() -> None:
    """Have those events computed that are due."""
    for event in services.due_events():
        compute_recommendations.delay(event)


@shared_task  # type: ignore[untyped-decorator]
def compute_recommendations(event_id: int) -> None:
    """Compute one event's recommendations."""
    event = Event.objects.filter(pk=event_id).first()
    if event is not None:
        services.compute(event=event)
