"""The programme in the console: the draft as a list and by room, releasing it, its versions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from vimeet.console.forms.events import event_days
from vimeet.console.views.base import ActionView, ConsolePage, Text
from vimeet.meetings.selectors.busy import meetings_under
from vimeet.programme.models import ProgrammeRelease, Session
from vimeet.programme.selectors.grid import grid_of
from vimeet.programme.selectors.sessions import places_of
from vimeet.programme.selectors.versions import (
    Differences,
    compare,
    current_release,
    draft_differences,
    draft_sessions,
    release_differences,
    releases_of,
    sessions_in,
)
from vimeet.programme.selectors.warnings import by_session, warnings_of
from vimeet.programme.services.releases import release_programme, roll_back_programme


class ProgrammePage(ConsolePage):
    """Something about the draft."""

    nav = "programme"

    @cached_property
    def sessions(self) -> list[Session]:
        """The draft's sessions, in order of time."""
        return draft_sessions(self.event)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the programme stands: the version in force, and what differs from it."""
        current = current_release(self.event)
        changes = draft_differences(self.event)
        return super().get_context_data(**kwargs) | {
            "current": current,
            "changes": changes,
            "change_count": sum(
                len(rows)
                for rows in (
                    changes.new,
                    changes.moved,
                    changes.room_only,
                    changes.text_only,
                    changes.cancelled,
                )
            ),
            "views": [
                {
                    "label": label,
                    "url": self.url(name),
                    "current": self.request.resolver_match.url_name == name,  # type: ignore[union-attr]
                    "count": None,
                }
                for name, label in (
                    ("programme", _("List")),
                    ("programme_grid", _("By room")),
                    ("programme_versions", _("Versions")),
                )
            ],
        }

    def by_day(self, sessions: list[Session]) -> list[tuple[dt.date | None, list[Session]]]:
        """Sessions by local day; those without a time come last, under None."""
        days: dict[dt.date | None, list[Session]] = {}
        for session in sessions:
            start = session.starts_at
            date = timezone.localtime(start, self.event.zone).date() if start else None
            days.setdefault(date, []).append(session)
        return list(days.items())


class ProgrammeView(ProgrammePage, TemplateView):
    """The draft as a list, day by day, each session with what is odd about it."""

    template_name = "console/programme/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sessions with their warnings and how full they are."""
        warnings = by_session(warnings_of(self.event, self.sessions))
        places = places_of(self.sessions)
        for session in self.sessions:
            session.warnings = warnings.get(session.pk, [])  # type: ignore[attr-defined]
            session.places = places[session.pk]  # type: ignore[attr-defined]
        return super().get_context_data(
            days=self.by_day([s for s in self.sessions if not s.dropped]),
            dropped=[s for s in self.sessions if s.dropped],
            **kwargs,
        )


class GridView(ProgrammePage, TemplateView):
    """One day of the draft by room; ``?day=`` says which, else the first that has sessions."""

    template_name = "console/programme/grid.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the table, and the days to choose from."""
        counts = {
            date: len(sessions)
            for date, sessions in self.by_day([s for s in self.sessions if not s.dropped])
        }
        days = event_days(self.event)
        asked = _day(self.request.GET.get("day", ""))
        shown = asked if asked in days else next((day for day in days if counts.get(day)), days[0])
        warnings = by_session(warnings_of(self.event, self.sessions))
        for session in self.sessions:
            session.warnings = [  # type: ignore[attr-defined]
                warning for warning in warnings.get(session.pk, []) if warning.level == "wrong"
            ]
        return super().get_context_data(
            grid=grid_of(self.event, shown, self.sessions),
            day_tabs=[
                {
                    "date": day,
                    "url": f"{self.request.path}?day={day.isoformat()}",
                    "current": day == shown,
                    "note": ngettext("%(n)s session", "%(n)s sessions", counts.get(day, 0))
                    % {"n": counts.get(day, 0)},
                }
                for day in days
            ],
            **kwargs,
        )


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


class ReleaseReviewView(ProgrammePage, TemplateView):
    """What a release would change, and the button that releases (POST)."""

    template_name = "console/programme/release.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is odd, and the meetings that sessions would lie over."""
        context = super().get_context_data(**kwargs)
        warnings = warnings_of(self.event, self.sessions)
        return context | {
            "wrong": [warning for warning in warnings if warning.level == "wrong"],
            "under": meetings_under(self.event, context["changes"]),
            "unplaced": [s for s in self.sessions if not s.dropped and not s.is_placed],
        }


class ReleaseProgrammeView(ActionView):
    """Releases the draft."""

    def next_url(self) -> str:
        """The programme."""
        return self.url("programme")

    def act(self) -> Text:
        """Release it, or say why not."""
        release = release_programme(event=self.event, actor=self.actor)
        return _("Version %(number)d is in force.") % {"number": release.number}


class VersionsView(ProgrammePage, TemplateView):
    """All versions."""

    template_name = "console/programme/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add them, newest first."""
        return super().get_context_data(versions=releases_of(self.event), **kwargs)


class _VersionPage(ConsolePage):
    """Something about the version that the address names."""

    nav = "programme"

    @cached_property
    def release(self) -> ProgrammeRelease:
        """The version, or 404."""
        release: ProgrammeRelease = get_object_or_404(
            ProgrammeRelease.objects.of_event(self.event).select_related(
                "event__organiser", "released_by"
            ),
            number=self.kwargs["number"],
        )
        return release


class VersionView(_VersionPage, TemplateView):
    """One version: its sessions, and what putting it in force again would change."""

    template_name = "console/programme/version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its sessions and the differences."""
        current = current_release(self.event)
        sessions = sessions_in(self.release)
        return super().get_context_data(
            release=self.release,
            sessions=sessions,
            current=current,
            is_current=self.release == current,
            changes=self.changes(current),
            parent_title=_("Versions"),
            parent_url=self.url("programme_versions"),
            **kwargs,
        )

    def changes(self, current: ProgrammeRelease | None) -> Differences:
        """Of the version in force: what it brought. Of an earlier one: what it would bring."""
        if self.release != current:
            return release_differences(self.release)
        before = (
            ProgrammeRelease.objects.of_event(self.event)
            .filter(number__lt=self.release.number)
            .order_by("-number")
            .first()
        )
        return compare(before, sessions_in(before), sessions_in(self.release))


class RollbackProgrammeView(_VersionPage, ActionView):
    """Puts an earlier version in force again."""

    def next_url(self) -> str:
        """The versions; 404 if there is no such one."""
        self.old = self.release.number
        return self.url("programme_versions")

    def act(self) -> Text:
        """Do it under a new number."""
        again = roll_back_programme(release=self.release, actor=self.actor)
        return _("Version %(old)d is in force again, as version %(number)d.") % {
            "old": self.old,
            "number": again.number,
        }
