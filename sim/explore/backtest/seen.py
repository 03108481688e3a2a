"""One replayed run as measures see it: its tables by month, added up over what matches."""

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.calendar import month_starts
from sim.explore.backtest.points import Period
from sim.run import Result

Where = Mapping[str, tuple[str, ...]]
Again = Callable[[str, str], Result]
"""Plays the same run without a disruption, or with a setting ``path:value``; either may be empty."""
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
MONTH: Final = "month"


class Seen:
    """The tables of one run. A condition is a list of values, any of which will do; ``!CN`` means all but CN."""

    def __init__(self, result: Result, again: Again) -> None:
        self.result = result
        self._again = again
        self._others: dict[tuple[str, str], Seen] = {}
        self._tables: dict[str, Table] = {}

    def other(self, without: str, setting: str) -> "Seen":
        """Return the same run without a disruption, or with another setting."""
        key = (without, setting)
        if key not in self._others:
            self._others[key] = Seen(self._again(without, setting), self._again)
        return self._others[key]

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months of the run, named as in its tables."""
        horizon = self.result.scenario.horizon
        return tuple(day.isoformat() for day in month_starts(horizon.start, horizon.end))

    def table(self, name: str) -> "Table":
        """Return the table ``flows``, ``production`` or ``prices``."""
        if name not in self._tables:
            self._tables[name] = Table(getattr(self.result, name), self.months)
        return self._tables[name]


class Table:
    """A table by month whose texts are numbered when first asked for, because numbers are compared faster."""

    def __init__(self, frame: pd.DataFrame, months: tuple[str, ...]) -> None:
        self._frame = frame
        self.months = months
        self._codes: dict[str, tuple[npt.NDArray[np.int64], list[str]]] = {}
        self._rows: dict[object, Bools] = {}
        self._sums: dict[object, Floats] = {}

    def values(self, column: str) -> Floats:
        """Return a column of numbers."""
        return self._frame[column].to_numpy(dtype=np.float64)

    def codes(self, column: str) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return the number of the text in each row, and the texts; months are numbered from the first of the run."""
        if column not in self._codes:
            codes, found = pd.factorize(self._frame[column])
            texts = [str(text) for text in found]
            if column == MONTH:
                at = np.array([self.months.index(text) for text in texts] or [0], dtype=np.int64)
                codes, texts = at[codes] if len(codes) else codes.astype(np.int64), list(self.months)
            self._codes[column] = codes.astype(np.int64), texts
        return self._codes[column]

    def matching(self, where: Where) -> Bools:
        """Return which rows match."""
        kept: Bools = np.ones(len(self._frame), dtype=bool)
        for column, values in where.items():
            kept = kept & self._having(column, values)
        return kept

    def _having(self, column: str, values: tuple[str, ...]) -> Bools:
        key = (column, values)
        if key not in self._rows:
            codes, texts = self.codes(column)
            wanted = [v for v in values if not v.startswith("!")]
            right = [(t in wanted or not wanted) and f"!{t}" not in values for t in texts]
            self._rows[key] = np.array(right or [False], dtype=bool)[codes] if len(codes) else np.zeros(0, dtype=bool)
        return self._rows[key]

    def monthly(self, column: str, where: Where, by: str = "") -> Floats:
        """Return the sum of a column by month (rows) of what matches; with ``by`` a column for each of its texts."""
        key = (column, tuple(where.items()), by)
        if key not in self._sums:
            rows = self.matching(where)
            month = self.codes(MONTH)[0][rows]
            weights = self.values(column)[rows]
            if by:
                codes, texts = self.codes(by)
                width = max(len(texts), 1)
                flat = np.bincount(month * width + codes[rows], weights, len(self.months) * width)
                self._sums[key] = flat.astype(np.float64).reshape(len(self.months), width)
            else:
                self._sums[key] = np.bincount(month, weights, len(self.months)).astype(np.float64)
        return self._sums[key]

    def within(self, period: Period) -> slice:
        """Return which months a period means."""
        return _slice(self.months, period)


@cache
def _slice(months: tuple[str, ...], period: Period) -> slice:
    first = months.index(period.first.isoformat())
    return slice(first, first + len(period.months))
