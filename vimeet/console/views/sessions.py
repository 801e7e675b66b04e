"""Sessions in the console: add, change, move, delete, and who takes part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.console.forms.programme import MoveForm, SessionForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, ModelFormPage, Text
from vimeet.programme.models import Session, SessionRegistration
from vimeet.programme.selectors.sessions import places_of, registrations_of, released_session
from vimeet.programme.selectors.versions import draft_sessions
from vimeet.programme.selectors.warnings import by_session, warnings_of
from vimeet.programme.services.registrations import SessionError, leave_session
from vimeet.programme.services.sessions import (
    add_session,
    delete_session,
    move_session,
    put_back_session,
    update_session,
)

SESSIONS: QuerySet[Session] = Session.objects.select_related("event__organiser", "place", "track")


class _SessionFormPage(FormPage):
    template_name = "console/programme/session.html"
    form_class = SessionForm
    nav = "programme"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The session is saved in the draft.")
    parent = "programme"
    parent_title = gettext_lazy("Programme")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the event's days, tracks, rooms and speakers."""
        return super().get_form_kwargs() | {"event": self.event}


class SessionAddView(_SessionFormPage):
    """One session more."""

    heading = gettext_lazy("Add a session")

    def get_initial(self) -> dict[str, Any]:
        """What is spoken at the event."""
        return {"languages": [self.event.language]}

    def save(self, form: forms.Form) -> Session:
        """Add it to the draft."""
        return add_session(event=self.event, actor=self.actor, **form.cleaned_data)


class SessionEditView(_SessionFormPage, ModelFormPage):
    """A session as it is in the draft."""

    heading = gettext_lazy("Change the session")
    rows = SESSIONS

    def save(self, form: forms.Form) -> Session:
        """Change it."""
        return update_session(session=self.object, actor=self.actor, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is odd about it, how full it is, and how people know it."""
        # As it is stored: the form may have written what it refuses into its own.
        session = SESSIONS.get(pk=self.object.pk)
        warnings = by_session(warnings_of(self.event, draft_sessions(self.event)))
        released = released_session(self.event, session.pk)
        return super().get_context_data(**kwargs) | {
            "session": session,
            "warnings": warnings.get(session.pk, []),
            "places": places_of([released or session])[session.pk],
            "released": released,
        }


class SessionMoveView(ActionView):
    """Dropped elsewhere in the grid (POST ``start``, ``place``)."""

    def next_url(self) -> str:
        """The grid of the day it goes to."""
        self.session = self.find(SESSIONS)
        self.form = MoveForm(self.request.POST, event=self.event)
        day = ""
        if self.form.is_valid():
            start = timezone.localtime(self.form.cleaned_data["start"], self.event.zone)
            day = start.date().isoformat()
        return reverse(
            "console:programme_grid",
            kwargs=self.event.url_kwargs,
            query={"day": day} if day else {},
        )

    def act(self) -> Text:
        """Move it."""
        if not self.form.is_valid():
            raise ValidationError(_("It can't go there. Look at the programme again."))
        move_session(
            session=self.session,
            starts_at=self.form.cleaned_data["start"],
            place=self.form.cleaned_data["place"],
            actor=self.actor,
        )
        return _("“%(title)s” is moved in the draft.") % {"title": self.session.title}


class SessionDeleteView(ActionView):
    """One session less."""

    def next_url(self) -> str:
        """The list; 404 if there is no such session."""
        self.session = self.find(SESSIONS)
        return self.url("programme")

    def act(self) -> Text:
        """Delete it, or take it out of what comes next."""
        if delete_session(session=self.session, actor=self.actor):
            return _("The session is deleted.")
        return _("The session is taken out. The next release cancels it.")


class SessionPutBackView(ActionView):
    """Takes a session that was taken out back into the draft."""

    def next_url(self) -> str:
        """The list; 404 if there is no such session."""
        self.session = self.find(SESSIONS)
        return self.url("programme")

    def act(self) -> Text:
        """Put it back."""
        put_back_session(session=self.session, actor=self.actor)
        return _("The session is in the draft again.")


class SessionPeopleView(ConsolePage, TemplateView):
    """Who takes part in a session, and who waits."""

    template_name = "console/programme/people.html"
    nav = "programme"

    @cached_property
    def session(self) -> Session:
        """What the address names, or 404."""
        session: Session = self.find(SESSIONS)
        return session

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people, and how full it is."""
        rows = registrations_of(self.session)
        return super().get_context_data(
            session=self.session,
            registered=[r for r in rows if r.state == SessionRegistration.State.REGISTERED],
            waiting=[r for r in rows if r.state == SessionRegistration.State.WAITING],
            places=places_of([self.session])[self.session.pk],
            parent_title=_("Programme"),
            parent_url=self.url("programme"),
            **kwargs,
        )


class RegistrationRemoveView(ActionView):
    """Takes somebody out of a session or off its waiting list."""

    refusals = (SessionError,)

    def next_url(self) -> str:
        """The session's people; 404 if there is no such registration."""
        self.registration = self.find(
            SessionRegistration.objects.select_related(
                "session__event__organiser", "delegate__delegation"
            )
        )
        return self.url("session_people", pk=self.registration.session_id)

    def act(self) -> Text:
        """Remove it; who waits moves up."""
        leave_session(
            session=self.registration.session,
            delegate=self.registration.delegate,
            actor=self.actor,
        )
        return _("%(name)s is removed.") % {"name": self.registration.delegate.name}
