"""The demo's event: «Aéro Rendez-vous 2027», the same at every start.

120 delegations, about 160 delegates, 14 slots over two days, 22 stands and a hall of 23 tables,
630 accepted requests and some still to be answered. Credits, tables and absences are such that
most requests can be held, but not all: that is what a planner is for.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from vimeet.accounts.models import Membership, User
from vimeet.audit.services import record
from vimeet.demo.companies import BUYERS, SUPPLIERS
from vimeet.demo.floor import add_floor_plan
from vimeet.demo.people import (
    BUYER_JOBS,
    FIRST_NAMES,
    LAST_NAMES,
    NAMES_OF_COUNTRY,
    SUPPLIER_JOBS,
)
from vimeet.demo.profiles import add_logos, add_taxonomy, choose_terms
from vimeet.demo.programme import seed_programme
from vimeet.demo.registrations import answer, ask
from vimeet.demo.shop import order_for, sell
from vimeet.demo.specialities import SPECIALITIES
from vimeet.demo.trades import Said
from vimeet.events.models import Event, Organiser, ParticipantType, Place, Slot
from vimeet.meetings.models import Request, Unavailability
from vimeet.meetings.models.rules import DEFAULT_WEIGHTS
from vimeet.registration.models import Delegate, Delegation

EVENT_SLUG = "aero-rendez-vous-2027"
ORGANISER_EMAIL = "claire.montagnac@occitanie-events.example"
STAFF_EMAIL = "malik.soulie@occitanie-events.example"
ACCOUNTANT_EMAIL = "beatrice.soum@occitanie-events.example"
# The participant of the demo's links: a supplier with a stand, two delegates and open requests.
PARTICIPANT_COMPANY = "Compositech Landes"

DAYS = (dt.date(2027, 3, 9), dt.date(2027, 3, 10))
# First slots of each half-day, and how many follow one another there.
HALF_DAYS = ((0, dt.time(10, 0), 5), (0, dt.time(14, 0), 3), (1, dt.time(9, 0), 6))
SLOT = dt.timedelta(minutes=20)
PAUSE = dt.timedelta(minutes=5)

HALL_TABLES = 23
STANDS = 22
SECOND_DELEGATES = 42
ACCEPTED, PROPOSED, DECLINED, WITHDRAWN = 630, 58, 34, 12
# (share of delegations, credits, promised): what their packages give.
PACKAGES = ((0.42, 14, 3), (0.30, 12, 2), (0.28, 8, 1))
# How much a request counts to those who ask and to those who are asked.
PRIORITIES = (
    ("want", "want"),
    ("want", "want"),
    ("want", "want"),
    ("want", "could"),
    ("could", "want"),
    ("could", "could"),
    ("must", "must"),
    ("want", "must"),
)

PROPOSALS = (
    "Votre stand m’intéresse pour notre prochain programme. Auriez-vous vingt minutes ?",
    "Nous cherchons une seconde source en Occitanie et aimerions voir vos échantillons.",
    "Suite à notre échange au salon de juin, je vous propose de reprendre le sujet.",
    "Nous souhaitons présenter nos nouveaux moyens industriels.",
    "",
)
REFUSALS = (
    "Merci, mais ce sujet n’est pas à notre ordre du jour cette année.",
    "Nos agendas sont déjà pleins.",
    "",
)


class Seed:
    """Builds the event step by step, each step telling what it does."""

    def __init__(self, tell: Callable[[str], None] = lambda text: None) -> None:
        self.random = random.Random(2027)
        self.tell = tell

    @transaction.atomic
    def run(self) -> Event:
        """Create everything, or nothing."""
        self.tell("Organiser and event")
        self._organiser_and_event()
        self.tell("Slots, hall and stands")
        self._frame()
        self.tell("Delegations and delegates")
        self._delegations()
        self._delegates()
        self.tell("Meeting requests")
        self._requests()
        self._name_delegates()
        self.tell("Unavailability")
        self._unavailabilities()
        self.tell("Packages and orders")
        sell(self.event, self.organiser_user, self.buyer, self.supplier)
        order_for(self.exhibitors[1:5], self.organiser_user)
        self.tell("Registrations")
        answer(ask(self.supplier, self.organiser_user), self.exhibitors, self.delegates)
        self.tell("Programme")
        seed_programme(self.event, DAYS, self.participant, self.organiser_user)
        self.tell("Floor plan")
        add_floor_plan(self.event, self.organiser_user)
        record(action="event.created", obj=self.event, actor=self.organiser_user, event=self.event)
        return self.event

    def _organiser_and_event(self) -> None:
        organiser = Organiser.objects.create(name="Occitanie Events", slug="occitanie-events")
        self.organiser_user = User.objects.create_user(ORGANISER_EMAIL, name="Claire Montagnac")
        for user, role in (
            (self.organiser_user, Membership.Role.ORGANISER),
            (User.objects.create_user(STAFF_EMAIL, name="Malik Soulié"), Membership.Role.STAFF),
            (
                User.objects.create_user(ACCOUNTANT_EMAIL, name="Béatrice Soum"),
                Membership.Role.ACCOUNTANT,
            ),
        ):
            Membership.objects.create(organiser=organiser, user=user, role=role)
        self.event = Event.objects.create(
            organiser=organiser,
            name="Aéro Rendez-vous 2027",
            slug=EVENT_SLUG,
            city="Toulouse",
            venue="Halle aux Machines",
            starts_on=DAYS[0],
            ends_on=DAYS[-1],
            time_zone="Europe/Paris",
            language="fr",
            max_in_a_row=6,
            registration_opens_at=dt.datetime(2026, 9, 1, 7, tzinfo=dt.UTC),
            # Who tries it out has no mailbox here.
            confirms_address=False,
            about_fr=(
                "Deux jours de rendez-vous d’affaires entre donneurs d’ordres et fournisseurs de "
                "l’aéronautique."
            ),
            about_en="Two days of business meetings between buyers and suppliers of aeronautics.",
        )
        self.buyer, self.supplier = (
            ParticipantType.objects.create(event=self.event, name_en=en, name_fr=fr)
            for en, fr in (("Buyer", "Donneur d’ordres"), ("Supplier", "Fournisseur"))
        )
        self.buyer.may_ask.set([self.supplier])
        self.supplier.may_ask.set([self.buyer, self.supplier])

    def _frame(self) -> None:
        starts = [
            dt.datetime.combine(DAYS[day], start, tzinfo=self.event.zone) + i * (SLOT + PAUSE)
            for day, start, count in HALF_DAYS
            for i in range(count)
        ]
        self.slots = Slot.objects.bulk_create(
            Slot(event=self.event, starts_at=start, ends_at=start + SLOT) for start in starts
        )
        Place.objects.create(event=self.event, name="Hall A", capacity=HALL_TABLES)
        self.stands = Place.objects.bulk_create(
            Place(event=self.event, name=f"Stand B{number:02d}", kind=Place.Kind.STAND)
            for number in range(1, STANDS + 1)
        )

    def _delegations(self) -> None:
        rows = [
            (participant_type, country, *company)
            for participant_type, countries in ((self.buyer, BUYERS), (self.supplier, SUPPLIERS))
            for country, companies in countries.items()
            for company in companies
        ]
        shares, credits, promises = zip(*PACKAGES, strict=True)
        self.said: dict[str, tuple[Said, Said]] = {}
        delegations = []
        for participant_type, country, name, city, trade in rows:
            speciality = SPECIALITIES[trade]
            package = self.random.choices(range(len(PACKAGES)), shares)[0]
            needs = self.random.choice(speciality.needs)
            offers = self.random.choice(speciality.offers)
            self.said[name] = (needs, offers)
            delegations.append(
                Delegation(
                    event=self.event,
                    participant_type=participant_type,
                    name=name,
                    country=country,
                    city=city,
                    website=f"https://{slugify(name)}.example",
                    presentation_fr=speciality.presentation.fr,
                    presentation_en=speciality.presentation.en,
                    needs_fr=needs.fr,
                    needs_en=needs.en,
                    offers_fr=offers.fr,
                    offers_en=offers.en,
                    max_meetings=credits[package],
                    min_meetings=promises[package],
                )
            )
        self.participant = next(d for d in delegations if d.name == PARTICIPANT_COMPANY)
        suppliers = [
            d
            for d in delegations
            if d.participant_type == self.supplier and d is not self.participant
        ]
        self.exhibitors = [self.participant, *self.random.sample(suppliers, STANDS - 1)]
        for stand, delegation in zip(self.stands, self.exhibitors, strict=True):
            delegation.stand = stand
            # A stand comes with the fullest package.
            delegation.max_meetings, delegation.min_meetings = credits[0], promises[0]
        self.delegations = Delegation.objects.bulk_create(delegations)
        terms = add_taxonomy(self.event, self.organiser_user)
        choose_terms(
            ((d, *self.said[d.name]) for d in self.delegations),
            terms,
        )
        add_logos(self.event, self.delegations)

    def _delegates(self) -> None:
        rest = [d for d in self.delegations if d is not self.participant]
        pairs = {self.participant.pk} | {
            d.pk for d in self.random.sample(rest, SECOND_DELEGATES - 1)
        }
        people: list[Delegate] = []
        taken: set[tuple[str, str]] = set()
        for delegation in self.delegations:
            jobs = BUYER_JOBS if delegation.participant_type == self.buyer else SUPPLIER_JOBS
            for job in self.random.sample(jobs, 1 + (delegation.pk in pairs)):
                names = NAMES_OF_COUNTRY[delegation.country.code]
                while (
                    name := (
                        self.random.choice(FIRST_NAMES[names]),
                        self.random.choice(LAST_NAMES[names]),
                    )
                ) in taken:
                    pass
                taken.add(name)
                people.append(self._delegate(delegation, *name, job, number=len(people)))
        users = User.objects.bulk_create(
            User(email=p.email, name=p.name, language=p.language, password=make_password(None))
            for p in people
        )
        for person, user in zip(people, users, strict=True):
            person.user = user
        self.delegates: dict[int, list[Delegate]] = defaultdict(list)
        for person in Delegate.objects.bulk_create(people):
            self.delegates[person.delegation_id].append(person)

    def _delegate(
        self, delegation: Delegation, first: str, last: str, job: str, number: int
    ) -> Delegate:
        host = slugify(delegation.name)
        return Delegate(
            delegation=delegation,
            first_name=first,
            last_name=last,
            email=f"{slugify(first)}.{slugify(last)}@{host}.example",
            # 05 36 49 is one of the ranges kept for works of fiction in France.
            phone=f"+3353649{1000 + number * 7:04d}",
            job_title=job,
            language="fr" if NAMES_OF_COUNTRY[delegation.country.code] == "fr" else "en",
        )

    def _requests(self) -> None:
        """Requests between pairs; a few delegations are much asked for, as in real events."""
        appeal = {d.pk: self.random.lognormvariate(0, 0.35) for d in self.delegations}
        appeal[self.participant.pk] = 2.2
        buyers = [d for d in self.delegations if d.participant_type == self.buyer]
        suppliers = [d for d in self.delegations if d.participant_type == self.supplier]
        states = (
            [Request.State.ACCEPTED] * ACCEPTED
            + [Request.State.PROPOSED] * PROPOSED
            + [Request.State.DECLINED] * DECLINED
            + [Request.State.WITHDRAWN] * WITHDRAWN
        )
        pairs = self._pairs(len(states), buyers, suppliers, appeal)
        rows = [(*pair, state) for pair, state in zip(pairs, states, strict=True)]
        self.random.shuffle(rows)
        self.requests = Request.objects.bulk_create(self._request(*row) for row in rows)
        self._spread_over_weeks()

    def _pairs(
        self,
        count: int,
        buyers: list[Delegation],
        suppliers: list[Delegation],
        appeal: dict[int, float],
    ) -> list[tuple[Delegation, Delegation]]:
        """``count`` pairs, each company with each other at most once, everyone in at least one."""
        pairs: list[tuple[Delegation, Delegation]] = []
        seen: set[frozenset[int]] = set()

        def add(asker: Delegation, asked: Delegation) -> None:
            key = frozenset((asker.pk, asked.pk))
            if len(key) == 2 and key not in seen:
                seen.add(key)
                pairs.append((asker, asked))

        def some(of: list[Delegation]) -> Delegation:
            return self.random.choices(of, [appeal[d.pk] for d in of])[0]

        for supplier in suppliers:
            add(supplier, some(buyers))
        for buyer in buyers:
            add(buyer, some(suppliers))
        while len(pairs) < count:
            way = self.random.random()
            if way < 0.5:
                add(some(suppliers), some(buyers))
            elif way < 0.85:
                add(some(buyers), some(suppliers))
            else:
                add(some(suppliers), some(suppliers))
        self.random.shuffle(pairs)
        return self._participant_waits(pairs)

    def _participant_waits(
        self, pairs: list[tuple[Delegation, Delegation]]
    ) -> list[tuple[Delegation, Delegation]]:
        """Have the demo's participant be asked four times and ask twice, unanswered."""
        open_ones = slice(ACCEPTED, ACCEPTED + PROPOSED)
        rest = [p for p in pairs if self.participant not in p]
        asked = [p for p in pairs if p[1] is self.participant]
        asks = [p for p in pairs if p[0] is self.participant]
        waiting = asked[:4] + asks[:2]
        answered = asked[4:] + asks[2:]
        ordered = answered + rest
        ordered[open_ones.start : open_ones.start] = waiting
        return ordered

    def _request(self, asker: Delegation, asked: Delegation, state: str) -> Request:
        answered = state in (Request.State.ACCEPTED, Request.State.DECLINED)
        mine, theirs = self.random.choice(PRIORITIES)
        return Request(
            event=self.event,
            asker=asker,
            asked=asked,
            state=state,
            asker_priority=mine,
            asked_priority=theirs,
            weight=DEFAULT_WEIGHTS[mine][theirs],
            message=self.random.choice(PROPOSALS),
            created_by=self.delegates[asker.pk][0].user,
            answered_at=timezone.now() if answered else None,
            answer=self.random.choice(REFUSALS) if state == Request.State.DECLINED else "",
            withdrawn_by=Request.Side.ASKER if state == Request.State.WITHDRAWN else "",
            withdrawn_at=timezone.now() if state == Request.State.WITHDRAWN else None,
        )

    def _spread_over_weeks(self) -> None:
        """Requests come in over two months, and answers a few days later."""
        now = timezone.now()
        minutes = self.random.sample(range(1, 60 * 24 * 60), len(self.requests))
        for request, ago in zip(self.requests, sorted(minutes, reverse=True), strict=True):
            request.created_at = now - dt.timedelta(minutes=ago)
            if request.state == Request.State.PROPOSED:
                continue
            wait = dt.timedelta(minutes=self.random.randrange(10, 5000))
            moment = min(now, request.created_at + wait)
            if request.answered_at is not None:
                request.answered_at = moment
            else:
                request.withdrawn_at = moment
        Request.objects.bulk_update(self.requests, ["created_at", "answered_at", "withdrawn_at"])

    def _name_delegates(self) -> None:
        """Where a company sends two people, some requests name the one who attends."""
        for field, side in (("asker_delegates", "asker_id"), ("asked_delegates", "asked_id")):
            through = getattr(Request, field).through
            through.objects.bulk_create(
                through(
                    request_id=request.pk,
                    delegate_id=self.random.choice(self.delegates[getattr(request, side)]).pk,
                )
                for request in self.requests
                if len(self.delegates[getattr(request, side)]) > 1 and self.random.random() < 0.35
            )

    def _unavailabilities(self) -> None:
        people = [p for group in self.delegates.values() for p in group]
        chosen = self.random.sample(people, 52)
        spans = [(a, b) for a, b in pairwise(self.slots) if b.starts_at - a.ends_at == PAUSE]
        rows = []
        for person in chosen[:34]:
            first, second = self.random.choice(spans)
            away = self.random.random() < 0.7
            reason = "Conférence" if away else "Réunion interne"
            rows.append((person, first.starts_at, second.ends_at, away, reason))
        for person in chosen[34:]:
            day = self.random.choice(DAYS)
            midnight = dt.datetime.combine(day, dt.time(), tzinfo=self.event.zone)
            rows.append((person, midnight, midnight + dt.timedelta(days=1), True, "Absence"))
        Unavailability.objects.bulk_create(
            Unavailability(delegate=person, starts_at=start, ends_at=end, away=away, reason=reason)
            for person, start, end, away, reason in rows
        )

    def figures(self) -> dict[str, int]:
        """What was created, for the command's last line."""
        states = Counter(request.state for request in self.requests)
        return {
            "delegations": len(self.delegations),
            "delegates": sum(len(group) for group in self.delegates.values()),
            "accepted requests": states[Request.State.ACCEPTED],
            "slots": len(self.slots),
        }
