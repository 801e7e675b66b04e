"""Small forms for tests."""

from __future__ import annotations

from vimeet.events.models import ParticipantType
from vimeet.registration.models import FormVersion
from vimeet.registration.questions.definition import Choice, Definition, Question, Section

DIET = Question(
    "diet",
    "choice",
    "Dinner",
    "Dîner",
    required=True,
    choices=(Choice("yes", "Yes", "Oui", places=1), Choice("no", "No", "Non")),
)
WHICH = Question(
    "which",
    "text",
    "Which diet",
    "Quel régime",
    required=True,
    show_if="diet",
    show_values=("yes",),
)
PHOTO = Question("photo", "file", "Brochure", "Brochure", file_types=("pdf",), max_megabytes=1)
AGREE = Question(
    "agree", "consent", "Photos", "Photos", text_en="I agree.", text_fr="J’accepte.", required=True
)


def form_of(*questions: Question) -> Definition:
    """A form of one section."""
    return Definition((Section("main", "About you", "À propos", questions),))


def publish(kind: ParticipantType, *questions: Question) -> FormVersion:
    """A published form of these questions; a version more where there is one."""
    number = kind.form_versions.count() + 1
    return FormVersion.objects.create(
        participant_type=kind, number=number, definition=form_of(*questions).to_json()
    )
