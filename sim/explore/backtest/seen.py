"""One replayed run as measures see it: its tables by month, added up over what matches, each sum made once."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.explore.backtest.points import Period
from sim.run import Result

Where = Mapping[str, tuple[str, ...]]
Again = Callable[[str, str], Result]
"""Plays the same run without a disruption, or with a setting ``path:value``; either may be empty."""


class Seen:
    """The tables of one run. A condition is a list of values, any of which will do; ``!CN`` means all but CN."""

    def __init__(self, result: Result, again: Again) -> None:
        self.result = result
        self._again = again
        self._others: dict[tuple[str, str], Seen] = {}
        self._sums: dict[object, pd.Series] = {}
        self._rows: dict[object, npt.NDArray[np.bool_]] = {}

    def other(self, without: str, setting: str) -> "Seen":
        """Return the same run without a disruption, or with another setting."""
        key = (without, setting)
        if key not in self._others:
            self._others[key] = Seen(self._again(without, setting), self._again)
        return self._others[key]

    @property
    def last_month(self) -> date:
        """The first day of the last month of which the run has a day."""
        return (self.result.scenario.horizon.end - timedelta(days=1)).replace(day=1)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of the run, their texts as categories, which are compared faster."""
        return {name: _categorical(getattr(self.result, name)) for name in ("flows", "production", "prices")}

    def monthly(self, table: str, column: str, where: Where) -> pd.Series:
        """Return the sum of a column by month, of the rows that match."""
        key = (table, column, tuple(where.items()))
        if key not in self._sums:
            frame = self.tables[table]
            rows = frame.loc[self.matching(table, where), ["month", column]]
            self._sums[key] = rows.groupby("month", observed=True)[column].sum()
        return self._sums[key]

    def in_period(self, table: str, column: str, where: Where, period: Period) -> npt.NDArray[np.float64]:
        """Return the same by month of a period; a month without rows holds nothing."""
        found = self.monthly(table, column, where).reindex(list(period.months), fill_value=0.0)
        return found.to_numpy(dtype=np.float64)

    def matching(self, table: str, where: Where) -> npt.NDArray[np.bool_]:
        """Return which rows of a table match."""
        kept: npt.NDArray[np.bool_] = np.ones(len(self.tables[table]), dtype=bool)
        for column, values in where.items():
            kept &= self._row_mask(table, column, values)
        return kept

    def _row_mask(self, table: str, column: str, values: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        key = (table, column, values)
        if key not in self._rows:
            wanted = [v for v in values if not v.startswith("!")]
            barred = [v[1:] for v in values if v.startswith("!")]
            there = self.tables[table][column]
            mask = there.isin(wanted).to_numpy() if wanted else np.ones(len(there), dtype=bool)
            self._rows[key] = mask & ~there.isin(barred).to_numpy() if barred else mask
        return self._rows[key]


def _categorical(frame: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.astype(dict.fromkeys(texts, "category"))
