"""An invented event of many delegations, and what people look for there."""
# Words are read more easily than lists of them.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from vimeet.accounts.models import User
from vimeet.directory.models import Word
from vimeet.directory.services.indexing import rebuild
from vimeet.events.models import Event, Organiser, ParticipantType
from vimeet.registration.models import (
    Delegate,
    Delegation,
    FormVersion,
    Registration,
    Term,
)
from vimeet.registration.questions.definition import Choice, Definition, Question, Section

PEOPLE_EACH = 2.2
COUNTRIES = tuple("FR FR FR FR FR DE DE IT ES GB BE CH PT NL SE PL CZ AT US CA MA TN JP".split())
TRADES = tuple(
    (
        "usinage fonderie composites peinture câblage soudure robotique logiciel simulation "
        "contrôle métrologie outillage maquettes électronique capteurs batteries hydraulique "
        "logistique formation conseil certification essais fixation traitement surface additive "
        "impression machining castings forging testing painting wiring welding software sensors "
        "engineering "
    ).split()
)
QUALITIES = tuple(
    (
        "précision série prototype titane aluminium inox carbone rapide léger grande petite pièce "
        "aéronautique spatial défense automobile naval ferroviaire énergie hydrogène santé large "
        "small high performance sustainable certified digital integrated thermal structural "
        "optical "
    ).split()
)
FILL = tuple("de pour en et avec la les des nos vos pour of for and with our your".split())
SYLLABLES = tuple(
    "ba bel bra cor da del fer ga gri lo lan mar mel nor o pa per ri ro sa sol tan ti val".split()
)


class Invented:
    """The event; ``user`` is one of its delegates, ``address`` the directory."""

    def __init__(self, delegates: int) -> None:
        self.random = Random(2027)
        organiser = Organiser.objects.create(name="Bench", slug="bench")
        today = timezone.localdate()
        self.event = Event.objects.create(
            organiser=organiser, name="Bench", slug="fair", starts_on=today, ends_on=today
        )
        self.delegations = int(delegates / PEOPLE_EACH)
        self._types_and_terms()
        self._delegations()
        self._people(delegates)
        self._answers()
        rebuild(self.event)
        self.address = "/portal/bench/fair/directory/"
        self.words = list(Word.objects.of_event(self.event).values_list("text", flat=True))

    def _name(self, syllables: int) -> str:
        return "".join(self.random.choices(SYLLABLES, k=syllables)).capitalize()

    def _text(self, words: int) -> str:
        return " ".join(
            self.random.choice(self.random.choice((TRADES, QUALITIES, FILL))) for _ in range(words)
        )

    def _types_and_terms(self) -> None:
        self.types = [
            ParticipantType.objects.create(event=self.event, name_en=name, name_fr=name)
            for name in ("Buyer", "Supplier", "Investor", "Start-up", "Institution")
        ]
        for kind in self.types:
            kind.may_ask.set(self.types)
        self.terms: list[Term] = []
        for branch in range(12):
            top = Term.objects.create(
                event=self.event, name_en=f"{TRADES[branch]} {branch}", name_fr=f"{TRADES[branch]}"
            )
            self.terms += [
                Term.objects.create(
                    event=self.event,
                    parent=top,
                    name_en=f"{TRADES[branch]} {quality}",
                    name_fr=f"{TRADES[branch]} {quality}",
                )
                for quality in QUALITIES[:12]
            ]

    def _delegations(self) -> None:
        made = Delegation.objects.bulk_create(
            Delegation(
                event=self.event,
                participant_type=self.random.choice(self.types),
                name=f"{self._name(3)} {self.random.choice(TRADES).capitalize()} {number}",
                country=self.random.choice(COUNTRIES),
                city=self._name(2),
                presentation_fr=self._text(60),
                presentation_en=self._text(60),
                needs_fr=self._text(15),
                offers_fr=self._text(15),
                offers_en=self._text(15),
            )
            for number in range(self.delegations)
        )
        for field in ("needed_terms", "offered_terms"):
            through = getattr(Delegation, field).through
            through.objects.bulk_create(
                through(delegation_id=one.pk, term_id=term.pk)
                for one in made
                for term in self.random.sample(self.terms, self.random.randint(1, 6))
            )
        self.made = made

    def _people(self, delegates: int) -> None:
        password = make_password(None)
        users = User.objects.bulk_create(
            User(email=f"p{number}@bench.example", name="P", password=password)
            for number in range(delegates)
        )
        Delegate.objects.bulk_create(
            Delegate(
                delegation=self.made[number % len(self.made)],
                user=user,
                first_name=self._name(2),
                last_name=self._name(3),
                email=user.email,
                job_title=self._text(3),
                language="fr",
            )
            for number, user in enumerate(users)
        )
        self.user = users[0]
        self.delegate = Delegate.objects.select_related(
            "delegation__event", "delegation__participant_type"
        ).get(user=self.user)

    def _answers(self) -> None:
        questions = tuple(
            Question(
                f"choice{n}",
                "choices",
                f"Choice {n}",
                f"Choix {n}",
                seen_by="participants",
                choices=tuple(Choice(f"c{i}", f"{TRADES[i]} {n}") for i in range(8)),
            )
            for n in range(3)
        )
        form = Definition((Section("main", "Main", "", questions),)).to_json()
        versions = {
            kind.pk: FormVersion.objects.create(participant_type=kind, number=1, definition=form)
            for kind in self.types
        }
        Registration.objects.bulk_create(
            Registration(
                event=self.event,
                participant_type_id=one.participant_type_id,
                state=Registration.State.CONFIRMED,
                email=f"c{one.pk}@bench.example",
                language="fr",
                name=one.name,
                form_version=versions[one.participant_type_id],
                answers={
                    f"choice{n}": [f"c{i}" for i in self.random.sample(range(8), 2)]
                    for n in range(3)
                },
                delegation=one,
            )
            for one in self.made
        )

    def searches(self, random: Random) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """One search of each kind: what it is called, and its address's parts."""
        trade, other = random.sample(TRADES, 2)
        kind, term = random.choice(self.types), random.choice(self.terms)
        rare = random.choice([word for word in self.words if len(word) > 6])
        type_filter = ("type", str(kind.pk))
        need = ("need", str(term.pk))
        yield "everybody", []
        yield "a word that many have", [("q", trade)]
        yield "the beginning of a word", [("q", trade[:3])]
        yield "two words", [("q", f"{trade} {other}")]
        yield "a name", [("q", rare)]
        yield "a misspelt name", [("q", _misspelt(rare, random))]
        yield "a misspelt trade and a word", [("q", f"{_misspelt(trade, random)} {other}")]
        yield "a type", [type_filter]
        yield "a need in a type", [type_filter, need]
        yield "a word, a type, two countries", [
            ("q", trade), type_filter, ("country", "FR"), ("country", "DE"),
        ]  # fmt: skip
        yield "a word, a type, a need, a choice", [
            ("q", trade), type_filter, need, ("q-choice1", "c3"),
        ]  # fmt: skip
        yield "whom I may ask, by name, page 9", [("can", "ask"), ("sort", "name"), ("page", "9")]


def _misspelt(word: str, random: Random) -> str:
    """The word with two neighbouring letters exchanged, or one left out."""
    at = random.randrange(1, len(word) - 1)
    if random.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]
