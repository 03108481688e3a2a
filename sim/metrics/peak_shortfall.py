"""The worst month: the largest share of a month's demand that was short."""

from dataclasses import dataclass

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
        return pd.DataFrame(
            {
                "metric": "peak_shortfall",
                "subject": [need.subject for need in weeks.needs],
                "element": [need.element for need in weeks.needs],
                "value": weeks.peak_share,
                "unit": "share",
            }
        )
