"""How long it takes from the shock until all is well again."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.base.calendar import MINUTES_PER_DAY
from sim.base.tables import Tables
from sim.base.weeks import NEVER
from sim.base.words import word


@word("metric", "time_to_recover")
@dataclass(frozen=True)
class TimeToRecover:
    """Days from the shock to the first of eight weeks in a row with less than 1 % short and nothing late.

    0 for who never ran dry. Empty: not recovered by the end. No rows without a shock.
    """

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per subject and element."""
        weeks = tables.since_shock.levels
        needs = weeks.needs if tables.shock_minute is not None else ()
        well, dry = weeks.recovery[: len(needs)], weeks.first_short[: len(needs)]
        passed = ((well - (tables.shock_minute or 0)) // MINUTES_PER_DAY).astype(float)
        return pd.DataFrame(
            {
                "metric": "time_to_recover",
                "subject": [need.subject for need in needs],
                "element": [need.element for need in needs],
                "value": np.where(dry >= NEVER, 0.0, np.where(well < NEVER, passed, np.nan)),
                "unit": "d",
            }
        )
