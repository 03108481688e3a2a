"""How long the stocks of a region would last."""

from dataclasses import dataclass

import pandas as pd

from sim.base.cover import by_region, daily_demand
from sim.base.tables import Tables
from sim.base.words import word


@word("metric", "days_of_cover")
@dataclass(frozen=True)
class DaysOfCover:
    """All stock that lies in a region, of every form but goods in process and residue, in days of its buyers' demand.

    Given at the start and the end of the horizon and at the lowest month end: ``days_of_cover_start``, ``_end`` and
    ``_min``. Only regions whose buyers need the element have rows.
    """

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return three rows per region and element, and for the world."""
        days = daily_demand(tables)
        held = by_region(tables, tables.stocks).reindex(index=days.index, columns=days.columns, fill_value=0.0)
        opening = by_region(tables, tables.opening_stocks.assign(month="")).iloc[:1]
        cover = (held / days).where(days > 0)
        at_start = opening.reindex(columns=days.columns, fill_value=0.0).sum() / days.iloc[0]
        found = {"start": at_start, "end": cover.iloc[-1], "min": cover.min()}
        frames = [
            values.rename("value").reset_index().assign(metric=f"days_of_cover_{name}", unit="d")
            for name, values in found.items()
        ]
        return pd.concat(frames, ignore_index=True)[["metric", "subject", "element", "value", "unit"]]
