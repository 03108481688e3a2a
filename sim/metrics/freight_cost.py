"""What carrying the goods costs."""

from dataclasses import dataclass

import pandas as pd

from sim.base.tables import Tables
from sim.base.words import word

_YEAR_D = 365.25


@word("metric", "freight_cost")
@dataclass(frozen=True)
class FreightCost:
    """Freight of all that is shipped, mean over the horizon, million USD a year; one price a route, detours or not.

    Subjects are the world, the countries that receive, and what each receives by each mode (``US/sea``).
    """

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per subject to which anything is carried at a price."""
        years = (tables.end - tables.start).days / _YEAR_D
        paid = tables.freight[tables.freight["freight_usd"] > 0.0]
        by_mode = paid.groupby(paid["to_country"] + "/" + paid["mode"])["freight_usd"].sum()
        by_country = paid.groupby("to_country")["freight_usd"].sum()
        world = pd.Series({"world": paid["freight_usd"].sum()})
        found = pd.concat([world, by_country, by_mode])
        return pd.DataFrame(
            {
                "metric": "freight_cost",
                "subject": found.index,
                "element": "all",
                "value": found.to_numpy(float) / 1e6 / years,
                "unit": "million USD/yr",
            }
        )
