"""How much is missing: demand that was due and could not be served, from the first disruption on."""

from dataclasses import dataclass

import pandas as pd

from sim.base.tables import Tables
from sim.base.words import word


@word("metric", "shortfall")
@dataclass(frozen=True)
class Shortfall:
    """Tonnes REO short, by element, for the world, every region and every buyer. Late is not short."""

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per subject and element."""
        weeks = tables.since_shock.levels
        return pd.DataFrame(
            {
                "metric": "shortfall",
                "subject": [need.subject for need in weeks.needs],
                "element": [need.element for need in weeks.needs],
                "value": weeks.shortfall.sum(axis=1) / 1e6,
                "unit": "t",
            }
        )
