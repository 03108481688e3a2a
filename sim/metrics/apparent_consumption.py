"""What a country used up, as trade statistics see it."""

from dataclasses import dataclass

import pandas as pd

from sim.base.tables import Tables
from sim.base.words import word


@word("metric", "apparent_consumption")
@dataclass(frozen=True)
class ApparentConsumption:
    """Production + imports - exports - growth of stocks, mean over the horizon, t REO a year.

    Subjects are ``country/compounds_metals`` (separated oxide and metal) and ``country/magnet``; the element
    ``all`` is the sum. What a country's metal and magnet makers take in counts as its consumption.
    """

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per country, group of forms and element."""
        frames = []
        for group, found in tables.consumption.items():
            frames.append(
                pd.DataFrame(
                    {
                        "metric": "apparent_consumption",
                        "subject": found["country"] + f"/{group}",
                        "element": found["element"],
                        "value": found["consumption"],
                        "unit": "t/yr",
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)
