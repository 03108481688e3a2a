"""The first day on which firms that count could not run."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.base.calendar import MINUTES_PER_DAY
from sim.base.tables import Tables
from sim.base.weeks import NEVER
from sim.base.words import word


@word("metric", "first_day_short")
@dataclass(frozen=True)
class FirstDayShort:
    """Days from the start of the horizon to the first day short, from the first disruption on.

    On that day a cohort of firms with at least 0.1 % of its region's use ran dry. Empty: none did.
    """

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per subject and element."""
        weeks = tables.since_shock.levels
        day = (weeks.first_short // MINUTES_PER_DAY).astype(float)
        return pd.DataFrame(
            {
                "metric": "first_day_short",
                "subject": [need.subject for need in weeks.needs],
                "element": [need.element for need in weeks.needs],
                "value": np.where(weeks.first_short < NEVER, day, np.nan),
                "unit": "d from start",
            }
        )
