"""Colours of the tokens in both schemes, and the contrast between two of them.

The conversion from OKLCH to linear sRGB is Björn Ottosson's (https://bottosson.github.io/posts/oklab/),
the contrast ratio that of WCAG 2.2.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"

Linear = tuple[float, float, float]


def token_colours(hue: float | None = None) -> dict[str, dict[str, Linear]]:
    """Every opaque colour as ``{scheme: {name: linear sRGB}}``, for ``hue`` or the default."""
    text = TOKENS.read_text()
    own = float(re.search(r"--hue:\s*([\d.]+)", text)[1])  # type: ignore[index]
    text = text.replace("var(--hue)", str(own if hue is None else hue))
    colour = r"oklch\(([^()]*)\)"
    found = re.findall(rf"--([\w-]+): light-dark\({colour}, {colour}\);", text)
    schemes: dict[str, dict[str, Linear]] = {"light": {}, "dark": {}}
    for name, light, dark in found:
        for scheme, value in (("light", light), ("dark", dark)):
            if "/" not in value:
                schemes[scheme][name] = _linear(*map(float, value.split()))
    return schemes


def contrast(one: Linear, other: Linear) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: Linear) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(lightness: float, chroma: float, hue: float) -> Linear:
    a, b = (chroma * f(math.radians(hue)) for f in (math.cos, math.sin))
    long, medium, short = (
        (lightness + a * x + b * y) ** 3
        for x, y in (
            (0.3963377774, 0.2158037573),
            (-0.1055613458, -0.0638541728),
            (-0.0894841775, -1.2914855480),
        )
    )
    red, green, blue = (
        max(0.0, min(1.0, long * x + medium * y + short * z))
        for x, y, z in (
            (4.0767416621, -3.3077115913, 0.2309699292),
            (-1.2684380046, 2.6097574011, -0.3413193965),
            (-0.0041960863, -0.7034186147, 1.7076147010),
        )
    )
    return red, green, blue
