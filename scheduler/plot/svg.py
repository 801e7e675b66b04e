"""A drawing: shapes with classes of the palette, written as one SVG document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape as escaped

from scheduler.plot.palette import style

MARGIN = 24.0
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that an XML document can't have."""


def escape(text: str) -> str:
    """``text`` as it stands between two tags."""
    return escaped(_NO_XML.sub("\ufffd", text))


class Drawing:
    """Shapes in pixels from the top left corner; it grows as far as its shapes reach."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._shapes: list[str] = []
        self._width = self._height = 0.0
        self.text(MARGIN, MARGIN + 12, title, "title ink")

    def box(
        self, x: float, y: float, width: float, height: float, classes: str, tip: str = ""
    ) -> None:
        """A rectangle; ``tip`` appears when it is pointed at."""
        self._reach(x + width, y + height)
        shape = (
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
            f'class="{classes}"'
        )
        self._shapes.append(f"{shape}><title>{escape(tip)}</title></rect>" if tip else shape + "/>")

    def text(self, x: float, y: float, text: str, classes: str = "soft") -> None:
        """A line of text whose base line starts at (x, y)."""
        self._reach(x if {"end", "middle"} & set(classes.split()) else x + 6.2 * len(text), y + 4)
        self._shapes.append(
            f'<text x="{_n(x)}" y="{_n(y)}" class="{classes}">{escape(text)}</text>'
        )

    def line(self, points: Sequence[tuple[float, float]], classes: str) -> None:
        """A line through points."""
        self._reach(max(x for x, _ in points), max(y for _, y in points))
        self._shapes.append(f'<path d="{_path(points)}" class="{classes}"/>')

    def area(self, points: Sequence[tuple[float, float]], classes: str) -> None:
        """A filled polygon."""
        self._shapes.append(f'<path d="{_path(points)}Z" class="{classes}"/>')

    def key(self, y: float, entries: Iterable[tuple[str, str]]) -> None:
        """A row of colours (classes) with what they mean, centred on ``y``."""
        x = MARGIN
        for classes, meaning in entries:
            self.box(x, y - 6, 12, 12, classes)
            self.text(x + 18, y + 4, meaning)
            x += 36 + 6.2 * len(meaning)

    def svg(self) -> str:
        """The whole document."""
        width, height = _n(self._width + MARGIN), _n(self._height + MARGIN)
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
                f'viewBox="0 0 {width} {height}" role="img">',
                f"<title>{escape(self._title)}</title>",
                f"<style>\n{style()}\n</style>",
                f'<rect width="{width}" height="{height}" class="card"/>',
                *self._shapes,
                "</svg>\n",
            ]
        )

    def _reach(self, x: float, y: float) -> None:
        self._width, self._height = max(self._width, x), max(self._height, y)


def shortened(name: str, most: int) -> str:
    """The name, cut where it is longer than ``most`` characters."""
    return name if len(name) <= most else name[: most - 1] + "…"


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
