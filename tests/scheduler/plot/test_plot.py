"""Pictures are well-formed SVG, show what is in the plan, and wear the platform's colours."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scheduler.faults import FaultError
from scheduler.plan import Plan
from scheduler.plot import curve, delegates, load, places, samples
from scheduler.plot.palette import PALETTE
from scheduler.plot.scale import ticks
from scheduler.problem import Meeting, Problem
from scheduler.reading import problem_from_json
from tests.scheduler.documents import document

ROOT = Path(__file__).parents[3]
SVG = "{http://www.w3.org/2000/svg}"


def problem(name: str = "Small") -> Problem:
    return problem_from_json(document() | {"name": name})


# ana meets ben in a2 at her stand; bea meets cy in b1 in the hall.
PLAN = Plan("feasible", (Meeting(0, 1, 1, (0, 1)), Meeting(2, 3, 0, (2, 3))))


def shapes(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def boxes(picture: str, classes: str) -> list[str]:
    """The tips of the cells of a grid that have these classes."""
    found = []
    for box in shapes(picture).iter(f"{SVG}rect"):
        title = box.find(f"{SVG}title")
        if box.get("class") == classes:
            found.append("" if title is None else str(title.text))
    return found


def texts(picture: str) -> list[str]:
    return [str(text.text) for text in shapes(picture).iter(f"{SVG}text")]


def test_delegates_have_their_meetings() -> None:
    picture = delegates(problem(), PLAN)
    assert boxes(picture, "accent card-line") == [
        "2027-03-09 09:20 · ana, ben · stand · r1",
        "2027-03-09 09:20 · ana, ben · stand · r1",
        "2027-03-10 09:00 · bea, cy · hall · r3",
        "2027-03-10 09:00 · bea, cy · hall · r3",
    ]
    assert boxes(picture, "line card-line") == [""]  # ana is away in b1
    assert boxes(picture, "sunken card-line") == [""]  # ben takes no meeting in a1
    assert len(boxes(picture, "warn-soft warn-line")) == 1  # in the key
    assert {"ana", "ben", "bea", "cy", "acme", "2027-03-10", "09:00"} <= set(texts(picture))


def test_waiting_is_between_two_meetings_of_a_day() -> None:
    plan = Plan("feasible", (Meeting(3, 0, 0, (1, 3)), Meeting(1, 2, 0, (0, 3))))
    picture = delegates(problem(), plan)
    assert len(boxes(picture, "warn-soft warn-line")) == 1 + 1


def test_places_are_full_or_not() -> None:
    picture = places(problem(), PLAN)
    assert boxes(picture, "accent card-line") == ["2027-03-09 09:20 · 1 of 1"]
    assert boxes(picture, "accent-soft card-line") == ["2027-03-10 09:00 · 1 of 2"]
    assert boxes(picture, "line card-line") == ["2027-03-09 10:00 · unavailable"]
    assert "of acme" in texts(picture)


def test_load_of_each_slot() -> None:
    picture = load(problem(), PLAN)
    assert boxes(picture, "accent") == [
        "",  # in the key
        "2027-03-09 09:20 · 1 of 3",
        "2027-03-10 09:00 · 1 of 3",
    ]


def test_names_from_outside_are_text_not_markup() -> None:
    picture = delegates(problem('<script>alert("&")</script>'), PLAN)
    assert '<script>alert("&")</script>: delegates' in texts(picture)
    assert shapes(picture).find(f".//{SVG}script") is None
    assert "A\ufffdB: delegates" in texts(delegates(problem("A\x07B"), PLAN))


def progress(*rows: tuple[float, str, int, int | None]) -> list[str]:
    keys = ("seconds", "level", "value", "bound")
    return [json.dumps(dict(zip(keys, row, strict=True)) | {"placed": 1}) for row in rows]


def test_curve_has_a_panel_for_each_level() -> None:
    lines = progress(
        (1.0, "weight", 5, None),
        (2.0, "weight", 7, 9),
        (3.0, "weight", 8, 8),
        (4.0, "waiting", 30, 12),
    )
    picture = curve("Small", samples(lines))
    assert {"Small: value and bound", "weight", "waiting", "8 proven", "30", "bound 12"} <= set(
        texts(picture)
    )
    lines_of = [path.get("class") for path in shapes(picture).iter(f"{SVG}path")]
    assert lines_of.count("value accent-line") == 2
    assert lines_of.count("bound soft-line") == 2


def test_curve_of_a_single_moment() -> None:
    assert "5" in texts(curve("", samples(progress((0.0, "weight", 5, None)))))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["", "  "],
        ["not JSON"],
        ["{}"],
        ["[1]"],
        progress((1.0, "speed", 5, None)),
        ['{"seconds": 1, "level": "weight", "value": "5", "bound": null}'],
        ['{"seconds": 1e999, "level": "weight", "value": 5, "bound": null}'],
        [f'{{"seconds": {10**400}, "level": "weight", "value": 5, "bound": null}}'],
        ["[" * 100_000],
    ],
)
def test_what_is_no_progress_is_refused(lines: list[str]) -> None:
    with pytest.raises(FaultError, match="no progress of a run"):
        samples(lines)


@pytest.mark.parametrize(
    ("greatest", "least", "expected"),
    [
        (45, 0, [0, 20, 40, 60]),
        (3, 0, [0, 1, 2, 3]),
        (0, 0, [0, 1]),
        (16940, 16800, [16800, 16850, 16900, 16950]),
        (7, 7, [7, 8]),
    ],
)
def test_ticks_are_round_and_cover_all(greatest: int, least: int, expected: list[int]) -> None:
    assert ticks(greatest, least) == expected


def srgb(oklch: str) -> str:
    """An oklch() colour as a hexadecimal one (Ottosson 2020)."""
    lightness, chroma, hue = (float(part) for part in oklch.split()[:3])
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    shown = [
        12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055
        for x in (min(1.0, max(0.0, part)) for part in linear)
    ]
    return "#" + "".join(f"{round(255 * part):02x}" for part in shown)


@pytest.mark.parametrize("name", PALETTE)
def test_the_palette_is_that_of_the_pages(name: str) -> None:
    tokens = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
    hue = re.search(r"--hue: (\d+);", tokens)
    line = re.search(rf"--{name}: light-dark\((.+)\);", tokens)
    assert hue
    assert line
    both = re.findall(r"oklch\(([^()]+)\)", line[1].replace("var(--hue)", hue[1]))
    assert PALETTE[name] == (srgb(both[0]), srgb(both[1]))
