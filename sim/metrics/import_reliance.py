"""How far a country lives on imports."""

from dataclasses import dataclass

import pandas as pd

from sim.base.tables import Tables
from sim.base.words import word

LEAST_T = 1e-6
"""A country that uses less than a gram a year has no reliance to speak of."""


@word("metric", "import_reliance")
@dataclass(frozen=True)
class ImportReliance:
    """Net imports over apparent consumption, mean over the horizon; below 0 for net exporters.

    Subjects are ``country/compounds_metals`` and ``country/magnet``; the element ``all`` is the whole.
    """

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per country, group of forms and element that is used there."""
        frames = []
        for group, found in tables.consumption.items():
            used = found[found["consumption"] > LEAST_T]
            frames.append(
                pd.DataFrame(
                    {
                        "metric": "import_reliance",
                        "subject": used["country"] + f"/{group}",
                        "element": used["element"],
                        "value": (used["imports"] - used["exports"]) / used["consumption"],
                        "unit": "share",
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)
