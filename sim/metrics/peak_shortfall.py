"""The worst month: the largest share of a month's demand that was short."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.base.tables import Tables
from sim.base.words import word


@word("metric", "peak_shortfall")
@dataclass(frozen=True)
class PeakShortfall:
    """The largest monthly share of demand that was short, from the first disruption on; 0 if nothing was."""

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per subject and element."""
        weeks = tables.since_shock.levels
        months = int(weeks.month.max(initial=-1)) + 1
        short, demand = weeks.by_month(weeks.shortfall, months), weeks.by_month(weeks.demand, months)
        shares = np.divide(short, demand, out=np.zeros(short.shape), where=demand > 0)
        return pd.DataFrame(
            {
                "metric": "peak_shortfall",
                "subject": [need.subject for need in weeks.needs],
                "element": [need.element for need in weeks.needs],
                "value": shares.max(axis=1, initial=0.0),
                "unit": "share",
            }
        )
