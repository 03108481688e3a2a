"""One summary from many: the mean of tonnes and shares, the median of dates."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd

from sim.run.summary import KEYS, worst_first

DATES: Final = ("first_day_short", "recovery", "short_again")
MEANS: Final = ("demand_t", "delivered_t", "shortfall_t", "thrifted_t", "shortfall_share", "peak_share")


def middle_summary(summaries: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the mean of masses and shares and the median of dates, by element, form, region and sector."""
    together = pd.concat(summaries, ignore_index=True)
    groups = together.groupby(list(KEYS), sort=False)
    frame = groups[list(MEANS)].mean()
    for name in DATES:
        frame[name] = pd.Series({key: median_day(list(rows[name])) for key, rows in groups}, dtype=object)
    spread = groups["shortfall_t"]
    frame["shortfall_t_p10"] = spread.quantile(0.1)
    frame["shortfall_t_p90"] = spread.quantile(0.9)
    order = summaries[0].set_index(list(KEYS)).index
    return worst_first(frame.loc[order].reset_index())


def median_day(values: Sequence[date | None]) -> date | None:
    """Return the middle one of some dates (the earlier of two); None counts as later than any date."""
    known = sorted(value for value in values if isinstance(value, date))
    middle = (len(values) - 1) // 2
    return known[middle] if middle < len(known) else None


def middle_day(days: Sequence[date]) -> date:
    """Return the middle one of some dates (the earlier of two)."""
    return sorted(days)[(len(days) - 1) // 2]
