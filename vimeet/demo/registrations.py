"""What the demo's event asks suppliers who register, and what some have answered."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from vimeet.accounts.models import User
from vimeet.demo.floor import font
from vimeet.demo.profiles import draw_logo
from vimeet.events.models import ParticipantType
from vimeet.registration.models import (
    AnswerFile,
    Delegate,
    Delegation,
    FormVersion,
    Registration,
    RegistrationPerson,
)
from vimeet.registration.questions.definition import (
    GIVEN,
    Choice,
    Definition,
    Fills,
    Kind,
    Question,
    Section,
    Seen,
)
from vimeet.registration.questions.editing import put_question
from vimeet.registration.services.answers import take_choices
from vimeet.registration.services.forms import edit_form, publish_form

_PROFILE_PURPOSE = {
    "purpose_en": "So that the others find you in the directory.",
    "purpose_fr": "Pour que les autres vous trouvent dans l’annuaire.",
}
# As long as the event is remembered, and no longer than needed for what is of two days only.
_ON_SITE = {
    "purpose_en": "To prepare the hall and the visits.",
    "purpose_fr": "Pour préparer la halle et les visites.",
    "keep_days": 60,
}

SECTIONS = (
    Section(
        "company",
        "Your company",
        "Votre entreprise",
        (
            Question(
                "activity",
                Kind.TEXT,
                "What you do, in one sentence",
                "Votre activité, en une phrase",
                required=True,
                seen_by=Seen.PROFILE,
                fills=Fills.PRESENTATION,
                **_PROFILE_PURPOSE,  # type: ignore[arg-type]
            ),
            Question(
                "offers",
                Kind.TERMS,
                "What you offer",
                "Ce que vous proposez",
                "Choose what the others should find you by.",
                "Choisissez ce par quoi les autres vous trouveront.",
                required=True,
                seen_by=Seen.PROFILE,
                fills=Fills.OFFERS,
                **_PROFILE_PURPOSE,  # type: ignore[arg-type]
            ),
            Question(
                "needs",
                Kind.TERMS,
                "What you look for",
                "Ce que vous recherchez",
                seen_by=Seen.PROFILE,
                fills=Fills.NEEDS,
                **_PROFILE_PURPOSE,  # type: ignore[arg-type]
            ),
            Question(
                "brochure",
                Kind.FILE,
                "Your brochure",
                "Votre plaquette",
                file_types=("pdf",),
                purpose_en="To know what you make when we introduce you.",
                purpose_fr="Pour savoir ce que vous faites quand nous vous présentons.",
            ),
        ),
    ),
    Section(
        "on-site",
        "In Toulouse",
        "À Toulouse",
        (
            Question(
                "shows",
                Kind.CHOICE,
                "Do you bring something to show?",
                "Apportez-vous quelque chose à montrer ?",
                required=True,
                choices=(
                    Choice("nothing", "No", "Non"),
                    Choice("samples", "Samples that fit on a table", "Des échantillons, sur table"),
                    Choice(
                        "machine", "A machine or a large part", "Une machine ou une grande pièce"
                    ),
                ),
                **_ON_SITE,  # type: ignore[arg-type]
            ),
            Question(
                "size",
                Kind.TEXT,
                "Its size and weight",
                "Ses dimensions et son poids",
                required=True,
                show_if="shows",
                show_values=("machine",),
                **_ON_SITE,  # type: ignore[arg-type]
            ),
            Question(
                "visit",
                Kind.CHOICE,
                "Visit of an assembly line, the day before",
                "Visite d’une chaîne d’assemblage, la veille",
                required=True,
                choices=(
                    Choice("morning", "In the morning", "Le matin", 3),
                    Choice("afternoon", "In the afternoon", "L’après-midi", 24),
                    Choice("none", "No, thank you", "Non, merci"),
                ),
                **_ON_SITE,  # type: ignore[arg-type]
            ),
            Question(
                "photos",
                Kind.CONSENT,
                "Photos",
                "Photos",
                text_en="We agree to appear in the photos that the organiser takes and publishes.",
                text_fr="Nous acceptons de figurer sur les photos que l’organisateur prend et "
                "publie.",
                purpose_en="To show what the event was like.",
                purpose_fr="Pour montrer à quoi ressemblait l’événement.",
            ),
        ),
    ),
)

# What each of those who registered says of the days in Toulouse: (shows, size, visit, photos).
_SAID = (
    ("samples", "", "morning", True),
    ("machine", "1,8 m × 1,2 m, 340 kg", "afternoon", True),
    ("samples", "", "morning", True),
    ("nothing", "", "none", False),
    ("samples", "", "afternoon", True),
    ("machine", "2,4 m × 0,9 m, 120 kg", "none", True),
    ("nothing", "", "morning", False),
    ("samples", "", "afternoon", True),
)
# So many of them sent a brochure.
_BROCHURES = 3
_PAGE = (595, 842)
# Says nothing of when the demo was started.
_PRINTED = time.struct_time((2026, 9, 1, 9, 0, 0, 1, 244, 0))


def ask(kind: ParticipantType, actor: User) -> FormVersion:
    """Build and publish the form of ``kind`` as an organiser does."""
    edit_form(participant_type=kind, actor=actor, change=_built)
    return publish_form(participant_type=kind, actor=actor)


def _built(empty: Definition) -> Definition:
    frame = Definition((*empty.sections, *(replace(section, questions=()) for section in SECTIONS)))
    questions = [(section.key, question) for section in SECTIONS for question in section.questions]
    return reduce(lambda form, asked: put_question(form, *asked), questions, frame)


def answer(
    version: FormVersion, delegations: Sequence[Delegation], people: dict[int, list[Delegate]]
) -> None:
    """Have these delegations have come by a registration; one more has a package to choose yet."""
    now = timezone.now()
    for number, (delegation, said) in enumerate(zip(delegations, _SAID, strict=False)):
        sent = now - dt.timedelta(days=54 - 6 * number, hours=number)
        delegates = people[delegation.pk]
        registration = _sent(
            version,
            sent,
            state=Registration.State.CONFIRMED,
            delegation=delegation,
            user=delegates[0].user,
            language=delegates[0].language,
            email=delegates[0].email,
            name=delegation.name,
            country=delegation.country,
            city=delegation.city,
            website=delegation.website,
            answers=_answers(delegation, delegates[0].language, said, sent),
        )
        _name(registration, delegates)
        if number < _BROCHURES:
            _send_brochure(registration)
    _one_to_pay(version, now - dt.timedelta(days=2))


def _sent(version: FormVersion, sent: dt.datetime, **values: Any) -> Registration:
    """A registration with the places it took; written as it stands, as its steps are past."""
    registration: Registration = Registration.objects.create(
        event=version.participant_type.event,
        participant_type=version.participant_type,
        form_version=version,
        address_confirmed_at=sent,
        submitted_at=sent,
        decided_at=sent,
        **values,
    )
    Registration.objects.filter(pk=registration.pk).update(created_at=sent - dt.timedelta(hours=1))
    take_choices(registration)
    return registration


def _answers(
    delegation: Delegation,
    language: str,
    said: tuple[str, str, str, bool],
    moment: dt.datetime,
) -> dict[str, Any]:
    """What the delegation's profile came from, and what it said of the days in Toulouse."""
    shows, size, visit, photos = said
    french = language == "fr"
    answers = {
        "activity": delegation.presentation_fr if french else delegation.presentation_en,
        "offers": _chosen(delegation.offered_terms.all()),
        "needs": _chosen(delegation.needed_terms.all()),
        "shows": shows,
        "size": size,
        "visit": visit,
        "photos": _given(moment) if photos else None,
    }
    return {key: value for key, value in answers.items() if value}


def _chosen(terms: Iterable[Any]) -> list[int]:
    return sorted(term.pk for term in terms)


def _given(moment: dt.datetime) -> dict[str, Any]:
    return {GIVEN: moment.isoformat(timespec="seconds"), "text_version": 1}


def _name(registration: Registration, delegates: Sequence[Delegate]) -> None:
    RegistrationPerson.objects.bulk_create(
        RegistrationPerson(
            registration=registration,
            position=position,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email,
            phone=person.phone,
            job_title=person.job_title,
            is_contact=position == 0,
            delegate=person,
        )
        for position, person in enumerate(delegates)
    )


def _one_to_pay(version: FormVersion, sent: dt.datetime) -> None:
    """A company that is accepted and has yet to choose what it buys."""
    terms = version.participant_type.event.terms.filter(name_en__in=("Sensors", "Space programmes"))
    pks = {term.name_en: term.pk for term in terms}
    registration = _sent(
        version,
        sent,
        state=Registration.State.APPROVED,
        language="fr",
        email="maud.lagarrigue@optique-du-salat.example",
        name="Optique du Salat",
        country="FR",
        city="Saint-Girons",
        website="https://optique-du-salat.example",
        answers={
            "activity": "Capteurs optiques pour l’espace et les bancs d’essai.",
            "offers": [pks["Sensors"]],
            "needs": [pks["Space programmes"]],
            "shows": "samples",
            "visit": "afternoon",
        },
    )
    RegistrationPerson.objects.create(
        registration=registration,
        position=0,
        first_name="Maud",
        last_name="Lagarrigue",
        email=registration.email,
        phone="+33536499990",
        job_title="Directrice commerciale",
        is_contact=True,
    )


def _send_brochure(registration: Registration) -> None:
    content = _brochure(registration.name, registration.answers["activity"])
    file: AnswerFile = AnswerFile.objects.create(
        registration=registration,
        question="brochure",
        name="plaquette.pdf" if registration.language == "fr" else "brochure.pdf",
        content_type="application/pdf",
        content=content,
        size=len(content),
    )
    registration.answers["brochure"] = {"file": file.name}
    registration.save(update_fields=["answers"])


def _brochure(name: str, activity: str) -> bytes:
    """A page with the company's sign, its name and what it does."""
    page = Image.new("RGB", _PAGE, "white")
    sign = draw_logo(name)
    page.paste(sign, ((_PAGE[0] - sign.width) // 2, 160))
    draw = ImageDraw.Draw(page)
    for text, size, height in ((name, 34, 440), (activity, 16, 500)):
        draw.text((_PAGE[0] / 2, height), text, fill="#1f2937", font=font(size), anchor="mm")
    written = io.BytesIO()
    page.save(written, "PDF", title=name, creationDate=_PRINTED, modDate=_PRINTED)
    return written.getvalue()
