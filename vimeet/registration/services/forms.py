"""Registration forms: edited as a draft, published as versions that never change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.registration.models import FormVersion, Term
from vimeet.registration.questions.definition import Definition, Kind, with_text_versions
from vimeet.registration.selectors.forms import published_form
from vimeet.registration.services.locks import lock_type

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event, ParticipantType


def _lock_draft(participant_type: ParticipantType) -> FormVersion:
    """The type's draft, made from the published form where there is none yet."""
    lock_type(participant_type)
    draft: FormVersion | None = participant_type.form_versions.filter(number=None).first()
    if draft is None:
        published = published_form(participant_type)
        draft = FormVersion.objects.create(
            participant_type=participant_type,
            definition=published.definition if published else Definition().to_json(),
        )
    return draft


@transaction.atomic
def edit_form(
    *,
    participant_type: ParticipantType,
    actor: User,
    change: Callable[[Definition], Definition],
) -> Definition:
    """Change the draft of a type's form by ``change`` (see ``questions.editing``).

    Raises ValidationError where the change makes no sense. The trail notes publishing only: the
    versions themselves say what each one asked.
    """
    draft = _lock_draft(participant_type)
    changed = change(draft.form)
    draft.definition = changed.to_json()
    draft.save(update_fields=["definition"])
    return changed


@transaction.atomic
def publish_form(*, participant_type: ParticipantType, actor: User) -> FormVersion:
    """Make the draft the form that is asked from now on.

    Registrations that were sent keep the version they answered. Raises ValidationError if there is
    no draft, a section without fields, or a field that must be answered and can't be.
    """
    kind = lock_type(participant_type)
    draft: FormVersion | None = kind.form_versions.filter(number=None).first()
    if draft is None:
        raise ValidationError(_("Nothing has changed since the last version."))
    former = published_form(kind)
    definition = draft.form
    if any(not section.questions for section in definition.sections):
        raise ValidationError(_("A section has no field: add one, or delete the section."))
    _check_terms(kind.event, definition)
    draft.definition = with_text_versions(definition, former.form if former else None).to_json()
    draft.number = (former.number or 0) + 1 if former else 1
    draft.published_at = timezone.now()
    draft.published_by = actor
    draft.save()
    record(
        action="form.published",
        obj=draft,
        actor=actor,
        event=kind.event,
        changes={"number": [former.number if former else None, draft.number]},
    )
    return draft


def _check_terms(event: Event, definition: Definition) -> None:
    """Raise ValidationError if needs and offers must be chosen of an event that has none."""
    choosing = [q for q in definition.questions if q.required and q.kind == Kind.TERMS]
    if choosing and not Term.objects.of_event(event).exists():
        raise ValidationError(
            _(
                "“%(label)s” must be answered, but the event has no needs and offers to choose "
                "from. Add some first, or let the field be optional."
            ),
            params={"label": choosing[0].label},
        )


@transaction.atomic
def discard_form_draft(*, participant_type: ParticipantType, actor: User) -> None:
    """Forget what was changed since the last version."""
    kind = lock_type(participant_type)
    draft = kind.form_versions.filter(number=None).first()
    if draft is not None:
        record(action="form.discarded", obj=draft, actor=actor, event=kind.event)
        draft.delete()


@transaction.atomic
def import_form(*, participant_type: ParticipantType, source: FormVersion, actor: User) -> None:
    """Take over another form as this type's draft; the caller has checked who may read it."""
    draft = _lock_draft(participant_type)
    draft.definition = source.definition
    draft.save(update_fields=["definition"])
    record(
        action="form.imported",
        obj=draft,
        actor=actor,
        event=participant_type.event,
        changes={"source": [None, f"{source.participant_type.event}: {source}"]},
    )
