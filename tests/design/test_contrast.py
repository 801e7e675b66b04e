"""Text and controls can be read in both schemes, whatever hue an organiser's brand has."""

from __future__ import annotations

import pytest

from tests.design.contrast import contrast, token_colours

TEXT, CONTROL = 4.5, 3.0
KINDS = ("accent", "good", "warn", "bad")
GROUNDS = ("paper", "card", "sunken", "side")
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "soft", "accent") for ground in GROUNDS),
    *((name, f"{name}-soft", TEXT) for name in KINDS),
    *((name, ground, TEXT) for name in ("good", "warn", "bad") for ground in ("paper", "card")),
    *((text, f"{name}-soft", TEXT) for text in ("ink", "soft") for name in KINDS),
    *(("on-accent", ground, TEXT) for ground in ("accent", "accent-strong")),
    ("on-bad", "bad", TEXT),
    *(("edge", ground, CONTROL) for ground in ("paper", "card")),
    *(("accent", ground, CONTROL) for ground in GROUNDS),
]


@pytest.mark.parametrize("hue", [None, *range(0, 360, 30)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_that_is_used_has_its_contrast(scheme: str, hue: float | None):
    colours = token_colours(hue)[scheme]
    poor = {
        (fore, ground): round(contrast(colours[fore], colours[ground]), 2)
        for fore, ground, least in PAIRS
        if contrast(colours[fore], colours[ground]) < least
    }
    assert poor == {}
