"""Every night: what may not be kept any more goes."""

from __future__ import annotations

from celery import shared_task

from vimeet.privacy import services


@shared_task  # type: ignore[untyped-decorator]
def expire() -> None:
    """Erase everything whose time is over.

    Raises RuntimeError if something could not be gone through, so that whoever watches the tasks
    hears of it.
    """
    run = services.expire()
    if run.failed:
        raise RuntimeError(f"personal data is still there: {', '.join(run.failed)}")
