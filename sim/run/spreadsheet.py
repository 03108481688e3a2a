"""Frames as CSV text: short numbers, and texts that no spreadsheet takes for a formula."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet; a quote in front keeps it a text."""
_TO_BE_QUOTED: Final = frozenset(',"\n')
_ROWS: Final = 50_000
"""So many rows are turned to text at a time."""


def csv_blocks(frame: pd.DataFrame) -> Iterator[bytes]:
    """Yield a frame as CSV in UTF-8, block by block.

    Numbers have at most six decimals (a mass is then exact to the gram) and no trailing zeros; what is missing is
    empty. The frame's own writer keeps trailing zeros, writes a gram as 1e-06, and takes twice as long if it must not.
    """
    yield (",".join(_quoted(str(name)) for name in frame.columns) + "\n").encode()
    columns = [_texts(frame.iloc[:, i]) for i in range(frame.shape[1])]
    for first in range(0, len(frame), _ROWS):
        rows = map(",".join, zip(*(column[first : first + _ROWS] for column in columns), strict=True))
        yield ("\n".join(rows) + "\n").encode()


def harmless_text(text: str) -> str:
    """Quote what looks like a formula; a lone carriage return would end the row, so it becomes a line feed."""
    quoted = f"'{text}" if text.startswith(DANGEROUS) else text
    return quoted.replace("\r\n", "\n").replace("\r", "\n")


def short_number(value: float) -> str:
    """Write a number with at most six decimals, none of them a trailing zero; nothing for one that is missing."""
    if value != value:
        return ""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _texts(column: "pd.Series[Any]") -> list[str]:
    """Return the cells of a column as text. Of floats and texts each distinct one is looked at once."""
    if column.dtype.kind in "iub":
        return list(map(str, column.tolist()))
    if column.dtype.kind == "f":
        return _by_distinct(column, short_number)
    if isinstance(column.dtype, pd.StringDtype):
        return _by_distinct(column, _cell)
    return [_cell(value) for value in column]


def _by_distinct(column: "pd.Series[Any]", write: Any) -> list[str]:
    codes, distinct = pd.factorize(column)
    written = [write(value) for value in _plain(distinct)]
    known = np.array([*written, ""], dtype=object)
    found: list[str] = known[codes].tolist()
    return found


def _plain(values: Any) -> Iterable[Any]:
    return values.tolist() if hasattr(values, "tolist") else list(values)


def _cell(value: Any) -> str:
    """Return any one value as text: dates as ISO, what is missing as nothing."""
    if isinstance(value, str):
        return _quoted(harmless_text(value))
    if isinstance(value, float):
        return short_number(value)
    return "" if value is None or value is pd.NaT or value is pd.NA else _quoted(str(value))


def _quoted(text: str) -> str:
    """Put quotes around a text that would otherwise break its row."""
    return '"' + text.replace('"', '""') + '"' if _TO_BE_QUOTED.intersection(text) else text
