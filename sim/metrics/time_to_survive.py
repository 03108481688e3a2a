"""How long it takes from the shock until somebody stops."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.base.calendar import MINUTES_PER_DAY
from sim.base.tables import Tables
from sim.base.weeks import NEVER
from sim.base.words import word


@word("metric", "time_to_survive")
@dataclass(frozen=True)
class TimeToSurvive:
    """Days from the shock to the first day short. Empty: nobody ran dry to the end. No rows without a shock."""

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per subject and element."""
        weeks = tables.since_shock.levels
        needs = weeks.needs if tables.shock_minute is not None else ()
        first = weeks.first_short[: len(needs)]
        passed = (first - (tables.shock_minute or 0)) // MINUTES_PER_DAY
        return pd.DataFrame(
            {
                "metric": "time_to_survive",
                "subject": [need.subject for need in needs],
                "element": [need.element for need in needs],
                "value": np.where(first < NEVER, passed.astype(float), np.nan),
                "unit": "d",
            }
        )
