"""Slots from a few figures: lengths, lunch, and days on which the clocks change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from vimeet.events.generator import Pattern, at, first_overlap, spans_of

PARIS = ZoneInfo("Europe/Paris")
DAY = dt.date(2027, 3, 9)
# In 2027 the clocks of Paris go forward on 28 March and back on 31 October, both at night.
FORWARD, BACK = dt.date(2027, 3, 28), dt.date(2027, 10, 31)


def local(pattern: Pattern, zone: ZoneInfo = PARIS) -> list[str]:
    return [
        f"{span.starts_at.astimezone(zone):%H:%M}-{span.ends_at.astimezone(zone):%H:%M}"
        for span in spans_of(pattern, zone)
    ]


def test_slots_follow_one_another_with_a_pause_and_none_goes_past_the_end():
    pattern = Pattern((DAY,), dt.time(9), dt.time(10, 10), length=20, pause=5)
    assert local(pattern) == ["09:00-09:20", "09:25-09:45", "09:50-10:10"]


def test_the_afternoon_starts_when_lunch_is_over():
    pattern = Pattern(
        (DAY,), dt.time(11), dt.time(15), 30, 10, lunch_from=dt.time(12), lunch_to=dt.time(13, 45)
    )
    assert local(pattern) == ["11:00-11:30", "13:45-14:15", "14:25-14:55"]


def test_a_slot_may_end_when_lunch_begins():
    pattern = Pattern(
        (DAY,), dt.time(11), dt.time(14), 60, lunch_from=dt.time(12), lunch_to=dt.time(13)
    )
    assert local(pattern) == ["11:00-12:00", "13:00-14:00"]


def test_days_come_in_order_and_once():
    later = DAY + dt.timedelta(days=1)
    spans = spans_of(Pattern((later, DAY, DAY), dt.time(9), dt.time(10), 60), PARIS)
    assert [span.starts_at.astimezone(PARIS).date() for span in spans] == [DAY, later]


def test_the_hour_that_the_clocks_skip_is_refused_as_a_start_and_left_out_in_between():
    with pytest.raises(ValidationError, match="02:30"):
        at(FORWARD, dt.time(2, 30), PARIS)
    assert local(Pattern((FORWARD,), dt.time(1), dt.time(4), 60)) == ["01:00-03:00", "03:00-04:00"]


def test_the_hour_that_comes_twice_holds_twice_as_many_slots():
    spans = spans_of(Pattern((BACK,), dt.time(1), dt.time(4), 60), PARIS)
    assert len(spans) == 4
    assert {span.ends_at - span.starts_at for span in spans} == {dt.timedelta(hours=1)}


@given(
    day=st.sampled_from([DAY, FORWARD, BACK]),
    start=st.integers(3 * 60, 20 * 60),
    hours=st.integers(1, 3),
    length=st.integers(5, 90),
    pause=st.integers(0, 60),
    lunch=st.one_of(st.none(), st.tuples(st.integers(3 * 60, 22 * 60), st.integers(5, 90))),
)
def test_slots_have_their_length_lie_within_the_hours_avoid_lunch_and_never_overlap(
    day, start, hours, length, pause, lunch
):
    def clock(minutes: int) -> dt.time:
        return dt.time(minutes // 60, minutes % 60)

    ends = (clock(lunch[0]), clock(lunch[0] + lunch[1])) if lunch else (None, None)
    end = start + 60 * hours
    pattern = Pattern((day,), clock(start), clock(end), length, pause, *ends)
    spans = spans_of(pattern, PARIS)
    assert first_overlap(spans) is None
    for span in spans:
        assert span.ends_at - span.starts_at == dt.timedelta(minutes=length)
        assert span.starts_at >= at(day, clock(start), PARIS)
        assert span.ends_at <= at(day, clock(end), PARIS)
        if lunch:
            assert not span.overlaps(at(day, ends[0], PARIS), at(day, ends[1], PARIS))
