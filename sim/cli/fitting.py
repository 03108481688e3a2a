"""Texts, tables and lines of YAML that fit the width of the terminal."""

import shutil
import textwrap
from collections.abc import Sequence

from sim.cli.grid import GAP, grid

NARROWEST = 20
"""Columns that the last column of a table has at least, however narrow the terminal."""

BOUND = "\u00a0"
"""A blank at which no line is broken."""


def width() -> int:
    """Return the columns of the terminal, 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def fitted(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose last column is wrapped at the width of the terminal."""
    before = sum(max(len(row[i]) for row in (head, *rows)) + len(GAP) for i in range(len(head) - 1))
    lines = []
    for *first, last in rows:
        parts = wrapped(last, max(width() - before, NARROWEST)) or [""]
        lines += [(*first, parts[0]), *((*("" for _ in first), part) for part in parts[1:])]
    return grid(head, lines)


def wrapped(text: str, columns: int, indent: str = "") -> list[str]:
    """Return a text in lines of so many columns; all but the first are indented."""
    return textwrap.wrap(text, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def folded(yaml_line: str) -> str:
    """Return a line of YAML in lines that fit the terminal. They read the same, since a break is a blank there."""
    whole = yaml_line.replace(" ", BOUND).replace(f",{BOUND}", ", ").replace(f":{BOUND}{{", ": {")
    return "\n".join(wrapped(whole, width(), "    ")).replace(BOUND, " ")
