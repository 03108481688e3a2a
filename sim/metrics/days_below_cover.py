"""How long a region's stock was low."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sim.base.cover import by_region, daily_demand
from sim.base.tables import Tables
from sim.base.words import param, word


@word("metric", "days_below_cover")
@dataclass(frozen=True)
class DaysBelowCover:
    """Days on which a region's stock of an element, as ``days_of_cover`` counts it, lasts for less than a level.

    Stocks are known at the ends of months; in between cover is taken to move evenly, and before the first month
    ends from what the horizon opened with.
    """

    level: float = param("duration", "Days of cover below which stock is low.", default=30.0, low=0)

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per region and element that its buyers need, and for the world."""
        use = daily_demand(tables)
        held = by_region(tables, tables.stocks).reindex(index=use.index, columns=use.columns, fill_value=0.0)
        opening = by_region(tables, tables.opening_stocks.assign(month="")).iloc[:1]
        at_start = opening.reindex(columns=use.columns, fill_value=0.0).sum() / use.iloc[0]
        cover = np.vstack([at_start.to_numpy(), (held / use).where(use > 0).to_numpy()])
        return pd.DataFrame(
            {
                "metric": "days_below_cover",
                "subject": use.columns.get_level_values("subject"),
                "element": use.columns.get_level_values("element"),
                "value": _days_below(cover, self.level, self._lengths(tables, use)),
                "unit": "d",
            }
        )

    def _lengths(self, tables: Tables, use: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """Return the days of each month of the run."""
        starts = [max((date.fromisoformat(str(m)) - tables.start).days, 0) for m in use.index]
        return np.diff([*starts, (tables.end - tables.start).days]).astype(float)


def _days_below(
    cover: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
    level: float,
    lengths: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the days below a level of each column, whose rows are the starts of months and the end of the last.

    A month without use has no cover and counts for nothing.
    """
    before, after = cover[:-1], cover[1:]
    low, high = np.minimum(before, after), np.maximum(before, after)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(high < level, 1.0, np.where(low >= level, 0.0, (level - low) / (high - low)))
    part = np.where(np.isnan(low) | np.isnan(high), 0.0, part)
    days: np.ndarray[tuple[int], np.dtype[np.float64]] = (part * lengths[:, None]).sum(axis=0)
    return days
