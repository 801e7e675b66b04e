"""The rules and levels of the format as constraint streams."""

from timefold.solver.score import (
    BendableScore,
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    constraint_provider,
)

from bench.timefold.domain import Delegate, Delegation, Meeting, Place, Slot

HARD = BendableScore.of((1,), (0, 0, 0, 0))
WEIGHT = BendableScore.of((0,), (1, 0, 0, 0))
FAIRNESS = BendableScore.of((0,), (0, 1, 0, 0))
WAITING = BendableScore.of((0,), (0, 0, 1, 0))
PLACES = BendableScore.of((0,), (0, 0, 0, 1))


class Seat:
    """A delegate's seat in a meeting."""

    def __init__(self, delegate: Delegate, slot: Slot, place: Place) -> None:
        self.delegate = delegate
        self.slot = slot
        self.place = place


def seats(meeting: Meeting) -> list[Seat]:
    """The seats of a meeting that is held."""
    return [Seat(one, meeting.slot, meeting.place) for one in meeting.choice.who]


def waiting(held: list[Seat]) -> int:
    """Slots between a day's first and last meeting, present and without a meeting."""
    busy = [seat.slot.number for seat in held]
    first, last = min(busy), max(busy)
    present = held[0].delegate.present
    return sum(1 for slot in present if first < slot < last and slot not in busy)


def moves(held: list[Seat]) -> int:
    """How often the place changes from one meeting of a day to the next."""
    where = {seat.slot.number: seat.place.number for seat in held}
    order = [where[slot] for slot in sorted(where)]
    return sum(1 for i in range(1, len(order)) if order[i] != order[i - 1])


@constraint_provider
def define_constraints(factory: ConstraintFactory) -> list[Constraint]:
    """One constraint for each rule, one for each level."""
    return [
        one_meeting_at_once(factory),
        capacity(factory),
        there(factory),
        open_place(factory),
        meeting_credits(factory),
        weight(factory),
        fairness(factory),
        day_waiting(factory),
        day_places(factory),
        at_home(factory),
    ]


def _held(factory: ConstraintFactory):
    return factory.for_each(Meeting).filter(lambda m: m.slot is not None)


def _seats(factory: ConstraintFactory):
    return _held(factory).map(lambda m: seats(m)).flatten_last(lambda held: held)


def one_meeting_at_once(factory: ConstraintFactory) -> Constraint:
    """Nobody is in two meetings of a slot."""
    return (
        _seats(factory)
        .group_by(lambda seat: seat.delegate, lambda seat: seat.slot, ConstraintCollectors.count())
        .filter(lambda delegate, slot, count: count > 1)
        .penalize(HARD, lambda delegate, slot, count: count - 1)
        .as_constraint("one meeting at once")
    )


def capacity(factory: ConstraintFactory) -> Constraint:
    """A place holds no more than it can."""
    return (
        _held(factory)
        .group_by(lambda m: m.place, lambda m: m.slot, ConstraintCollectors.count())
        .filter(lambda place, slot, count: count > place.capacity)
        .penalize(HARD, lambda place, slot, count: count - place.capacity)
        .as_constraint("capacity")
    )


def there(factory: ConstraintFactory) -> Constraint:
    """All attendees can meet in the slot."""
    return (
        _held(factory)
        .filter(lambda m: m.slot.number not in m.choice.slots)
        .penalize(HARD)
        .as_constraint("somebody is away")
    )


def open_place(factory: ConstraintFactory) -> Constraint:
    """The place can be used in the slot."""
    return (
        _held(factory)
        .filter(lambda m: m.slot.number not in m.place.open)
        .penalize(HARD)
        .as_constraint("the place is closed")
    )


def meeting_credits(factory: ConstraintFactory) -> Constraint:
    """A delegation has its credits."""
    return (
        _held(factory)
        .map(lambda m: m.parties)
        .flatten_last(lambda parties: parties)
        .group_by(lambda party: party, ConstraintCollectors.count())
        .filter(lambda party, count: count > party.credits)
        .penalize(HARD, lambda party, count: count - party.credits)
        .as_constraint("credits")
    )


def weight(factory: ConstraintFactory) -> Constraint:
    """The weight of what is held."""
    return _held(factory).reward(WEIGHT, lambda m: m.weight).as_constraint("weight")


def fairness(factory: ConstraintFactory) -> Constraint:
    """What the meetings relieve delegations of."""
    return (
        _held(factory)
        .map(lambda m: m.parties)
        .flatten_last(lambda parties: parties)
        .group_by(lambda party: party, ConstraintCollectors.count())
        .reward(FAIRNESS, lambda party, count: relief(party, count))
        .as_constraint("fairness")
    )


def relief(party: Delegation, count: int) -> int:
    """How much less unfair so many meetings are than none."""
    return party.relief[min(count, len(party.relief) - 1)]


def day_waiting(factory: ConstraintFactory) -> Constraint:
    """Slots between two meetings of a day."""
    return (
        _seats(factory)
        .group_by(
            lambda seat: seat.delegate, lambda seat: seat.slot.day, ConstraintCollectors.to_list()
        )
        .penalize(WAITING, lambda delegate, day, held: waiting(held))
        .as_constraint("waiting")
    )


def day_places(factory: ConstraintFactory) -> Constraint:
    """Changes of place between meetings of a day."""
    return (
        _seats(factory)
        .group_by(
            lambda seat: seat.delegate, lambda seat: seat.slot.day, ConstraintCollectors.to_list()
        )
        .penalize(PLACES, lambda delegate, day, held: moves(held))
        .as_constraint("changes of place")
    )


def at_home(factory: ConstraintFactory) -> Constraint:
    """Three for each owner who meets elsewhere."""
    return (
        _held(factory)
        .penalize(PLACES, lambda m: sum(3 for owner in m.owners if owner != m.place.owner))
        .as_constraint("owners at their own place")
    )
