"""Tables and numbers as people read them on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.whatif import Span


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of equally many cells, one a line, in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def span_text(span: Span) -> str:
    """``812``, or ``812 to 815`` where it is not known more closely."""
    if span.least is None:
        return f"no plan found, at most {span.most:,}"
    return f"{span.most:,}" if span.exact else f"{span.least:,} to {span.most:,}"
