"""The part of demand that is served in the week in which it is due."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.base.tables import Tables
from sim.base.words import word


@word("metric", "fill_rate")
@dataclass(frozen=True)
class FillRate:
    """One less the share of demand that was lost or came late, from the first disruption on."""

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per subject and element that has demand."""
        weeks = tables.since_shock.levels
        growth = np.diff(weeks.backlog, axis=1, prepend=weeks.opening_backlog[:, None])
        missed = (weeks.shortfall + np.maximum(growth, 0)).sum(axis=1)
        demand = weeks.demand.sum(axis=1)
        asked = demand > 0
        needs = [need for need, there in zip(weeks.needs, asked, strict=True) if there]
        return pd.DataFrame(
            {
                "metric": "fill_rate",
                "subject": [need.subject for need in needs],
                "element": [need.element for need in needs],
                "value": 1.0 - missed[asked] / demand[asked],
                "unit": "share",
            }
        )
