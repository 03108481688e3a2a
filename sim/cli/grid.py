"""Tables for the terminal: aligned columns of plain text that survive a pipe into a file."""

from collections.abc import Sequence
from typing import Any

from sim.cli.screen import clean

GAP = "  "


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Return rows under a ruled head; columns whose number is in ``right`` are flush right."""
    cells = [[clean(cell).replace("\n", " ") for cell in row] for row in (head, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = [
        GAP.join(cell.rjust(width) if i in right else cell.ljust(width) for i, (cell, width) in enumerate(pairs))
        for pairs in (list(zip(row, widths, strict=True)) for row in cells)
    ]
    lines.insert(1, GAP.join("─" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def percent(share: float) -> str:
    """Return a share as percent."""
    return f"{100 * share:.1f} %"


def day(value: Any) -> str:
    """Return an ISO date, or a dash where there is none."""
    if value is None or value != value:  # NaT is not equal to itself
        return "–"
    return str(value)[:10]
