"""The demo's programme: ten sessions in three tracks, released, with people in them.

Most lie before, between and after the meetings; two lie over slots, so that the planner has
somebody to leave free. Nobody is told: the event begins with a programme that is out already.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from vimeet.accounts.models import User
from vimeet.audit.services import record
from vimeet.events.models import Event, Place
from vimeet.programme.models import (
    ProgrammeRelease,
    ReleasedSession,
    Session,
    SessionRegistration,
    Speaker,
    Track,
)
from vimeet.programme.services.releases import CONTENT
from vimeet.registration.models import Delegate, Delegation

TRACKS = (
    ("Markets", "Marchés", Track.Colour.BLUE),
    ("Materials and processes", "Matériaux et procédés", Track.Colour.TEAL),
    ("Decarbonising flight", "Décarboner le vol", Track.Colour.GREEN),
)
ROOMS = (("Auditorium Ader", 220), ("Salon Latécoère", 40))
# Name, position in English and in French is one: it is what stands on their badge.
SPEAKERS = (
    (
        "Solène Vidaillac",
        "Directrice des programmes",
        "Observatoire européen de l’aviation",
        "She has followed the industry’s forecasts for twenty years, and kept those that failed.",
        "Elle suit depuis vingt ans les prévisions du secteur, et garde celles qui ont échoué.",
    ),
    (
        "Bruno Estarac",
        "Chercheur",
        "Laboratoire Matériaux d’Oc",
        "Works on thermoplastic composites and on what becomes of them after thirty years.",
        "Travaille sur les composites thermoplastiques et ce qu’ils deviennent après trente ans.",
    ),
    (
        "Ingrid Solheim",
        "Head of fuels",
        "Nordavia",
        "Brought the first airport of the north to forty per cent of sustainable fuel.",
        "A mené le premier aéroport du Nord à quarante pour cent de carburant durable.",
    ),
    (
        "Marc-Antoine Peyrusse",
        "Avocat",
        "Peyrusse & Associés",
        "Negotiates supply contracts, mostly on the suppliers’ side.",
        "Négocie des contrats d’approvisionnement, le plus souvent côté fournisseurs.",
    ),
)


@dataclass(frozen=True)
class Talk:
    """A session: positions in the tables above, local time, length, places, who registered."""

    en: str
    fr: str
    about_en: str
    about_fr: str
    day: int
    start: dt.time
    minutes: int
    room: int
    track: int
    speakers: tuple[int, ...] = ()
    # So many of the event's delegates speak too.
    delegates: int = 0
    languages: tuple[str, ...] = ("fr",)
    open: bool = True
    capacity: int | None = None
    registered: int = 0


TALKS = (
    Talk(
        "Aerospace to 2040: what buyers will order",
        "L’aéronautique à l’horizon 2040 : ce que commanderont les donneurs d’ordres",
        "Rates, programmes, and the parts that will be missing: forecasts with their errors.",
        "Cadences, programmes et pièces qui manqueront : des prévisions, avec leurs erreurs.",
        0, dt.time(9, 0), 45, 0, 0, (0,), 0, ("fr", "en"), False,
    ),
    Talk(
        "Workshop: reading a buyer’s quality plan",
        "Atelier : lire le plan qualité d’un donneur d’ordres",
        "An hour on a real document, clause by clause. Twelve people around one table.",
        "Une heure sur un vrai document, clause par clause. Douze personnes autour d’une table.",
        0, dt.time(10, 15), 60, 1, 0, (3,), 0, ("fr",), True, 12, 14,
    ),
    Talk(
        "Thermoplastics: from the coupon to the part",
        "Thermoplastiques : de l’éprouvette à la pièce",
        "Three years of trials, what they cost, and where the process stands now.",
        "Trois ans d’essais, ce qu’ils ont coûté, et où en est le procédé.",
        0, dt.time(12, 20), 45, 0, 1, (1,), 1, ("fr",), True, None, 46,
    ),
    Talk(
        "Additive manufacturing that certifies",
        "La fabrication additive qui se certifie",
        "Two suppliers tell how a printed bracket got its papers.",
        "Deux fournisseurs racontent comment une ferrure imprimée a eu ses papiers.",
        0, dt.time(15, 30), 45, 0, 1, (), 2, ("en",), True, None, 31,
    ),
    Talk(
        "Pitches: eight start-ups, five minutes each",
        "Pitchs : huit jeunes pousses, cinq minutes chacune",
        "Sensors, inspection, logistics. Questions afterwards at the bar.",
        "Capteurs, contrôle, logistique. Les questions, ensuite, au bar.",
        0, dt.time(16, 30), 60, 0, 0, (), 0, ("fr", "en"), False,
    ),
    Talk(
        "Prices that move: contracts for uncertain years",
        "Des prix qui bougent : contrats pour années incertaines",
        "Indexation, hardship, and the clauses that suppliers sign too quickly.",
        "Indexation, imprévision, et les clauses que l’on signe trop vite.",
        0, dt.time(16, 30), 60, 1, 0, (3,), 0, ("fr",), True, None, 24,
    ),
    Talk(
        "Sustainable fuel: who makes it, who pays for it",
        "Carburants durables : qui les fait, qui les paie",
        "A view from an airport that has stopped waiting.",
        "Vu d’un aéroport qui a cessé d’attendre.",
        1, dt.time(10, 0), 45, 0, 2, (2,), 0, ("en",), True, 30, 9,
    ),
    Talk(
        "Hydrogen tanks: who is ready?",
        "Réservoirs d’hydrogène : qui est prêt ?",
        "Tanks, valves, tests: a map of those who can, and of what nobody can yet.",
        "Réservoirs, vannes, essais : qui sait déjà, et ce que nul ne sait encore.",
        1, dt.time(11, 45), 45, 0, 2, (2, 1), 0, ("en",), True, None, 52,
    ),
    Talk(
        "Recycling carbon fibre, for good",
        "Recycler la fibre de carbone, pour de bon",
        "What comes out, what it is worth, and who takes it.",
        "Ce qui en sort, ce que cela vaut, et qui le prend.",
        1, dt.time(13, 30), 45, 1, 2, (1,), 0, ("fr",), True, None, 40,
    ),
    Talk(
        "What we heard: two days in thirty minutes",
        "Ce que nous avons entendu : deux jours en trente minutes",
        "Figures of the meetings, and the three questions that came back everywhere.",
        "Les chiffres des rendez-vous, et les trois questions revenues partout.",
        1, dt.time(14, 30), 30, 0, 0, (0,), 0, ("fr", "en"), False,
    ),
)  # fmt: skip


def seed_programme(
    event: Event, days: Sequence[dt.date], participant: Delegation, actor: User
) -> None:
    """Add the programme to ``event``. The demo's ``participant`` is left to register by hand."""
    people = list(
        Delegate.objects.of_event(event)
        .exclude(delegation=participant)
        .select_related("delegation")
        .order_by("pk")
    )
    # A source of its own: the rest of the demo stays what it was.
    luck = random.Random(309)
    tracks = Track.objects.bulk_create(
        Track(event=event, name_en=en, name_fr=fr, colour=colour) for en, fr, colour in TRACKS
    )
    rooms = Place.objects.bulk_create(
        Place(event=event, name=name, kind=Place.Kind.ROOM, capacity=0, seats=seats)
        for name, seats in ROOMS
    )
    guests = Speaker.objects.bulk_create(
        Speaker(
            event=event,
            own_name=name,
            own_position=position,
            own_company=company,
            biography_en=en,
            biography_fr=fr,
        )
        for name, position, company, en, fr in SPEAKERS
    )
    sessions = []
    for talk in TALKS:
        start = dt.datetime.combine(days[talk.day], talk.start, tzinfo=event.zone)
        session: Session = Session.objects.create(
            event=event,
            title_en=talk.en,
            title_fr=talk.fr,
            abstract_en=talk.about_en,
            abstract_fr=talk.about_fr,
            languages=list(talk.languages),
            track=tracks[talk.track],
            place=rooms[talk.room],
            starts_at=start,
            ends_at=start + dt.timedelta(minutes=talk.minutes),
            capacity=talk.capacity,
            registration_open=talk.open,
        )
        speaking = luck.sample(people, talk.delegates)
        session.speakers.set([guests[i] for i in talk.speakers] + _speakers(event, speaking))
        _register(session, talk, [p for p in people if p not in speaking], luck)
        sessions.append(session)
    _release(event, sessions, actor)


def _speakers(event: Event, delegates: Sequence[Delegate]) -> list[Speaker]:
    return [
        Speaker.objects.get_or_create(
            event=event,
            delegate=delegate,
            defaults={
                "own_name": delegate.name,
                "own_position": delegate.job_title,
                "own_company": delegate.delegation.name,
            },
        )[0]
        for delegate in delegates
    ]


def _register(
    session: Session, talk: Talk, people: Sequence[Delegate], luck: random.Random
) -> None:
    """Have so many people register; those beyond the places wait. Nobody is in two at once."""
    taken = set(
        SessionRegistration.objects.filter(
            session__event=session.event,
            session__starts_at__lt=session.ends_at,
            session__ends_at__gt=session.starts_at,
        ).values_list("delegate", flat=True)
    )
    free = [person for person in people if person.pk not in taken]
    most = session.capacity or (session.place.seats if session.place else None) or len(free)
    SessionRegistration.objects.bulk_create(
        SessionRegistration(
            session=session,
            delegate=person,
            state=SessionRegistration.State.REGISTERED
            if position < most
            else SessionRegistration.State.WAITING,
        )
        for position, person in enumerate(luck.sample(free, talk.registered))
    )


def _release(event: Event, sessions: Sequence[Session], actor: User) -> None:
    release: ProgrammeRelease = ProgrammeRelease.objects.create(
        event=event, number=1, released_at=timezone.now(), released_by=actor
    )
    for session in sessions:
        frozen: ReleasedSession = ReleasedSession.objects.create(
            release=release,
            session=session,
            **{name: getattr(session, name) for name in CONTENT},
        )
        frozen.speakers.set(session.speakers.all())
    record(action="programme.released", obj=release, actor=actor, event=event)
