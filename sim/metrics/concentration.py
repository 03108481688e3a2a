"""How few countries a stage is in the hands of."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.base.tables import Tables
from sim.base.words import word

STAGES: Final = {
    "mine": "mine", "separation": "separated", "heavy_separation": "separated", "recycling": "separated",
    "metal": "metal", "magnet": "magnet",
}  # fmt: skip


@word("metric", "concentration")
@dataclass(frozen=True)
class Concentration:
    """Herfindahl-Hirschman index of output by country: the sum of squared shares in per cent, up to 10,000.

    Subjects are mine, separated (oxides, recycled ones too), metal and magnet; the element ``all`` is the whole.
    """

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row per stage and element that is made, over the horizon."""
        made = tables.production.groupby(["node", "element"])["output_t"].sum().reset_index()
        made = made.merge(tables.nodes[tables.nodes["form"] != "scrap"][["node", "stage", "country"]], on="node")
        made = made.assign(subject=made["stage"].map(STAGES)).dropna(subset="subject")
        by_element = made.groupby(["subject", "element", "country"])["output_t"].sum().reset_index()
        whole = made.groupby(["subject", "country"])["output_t"].sum().reset_index().assign(element="all")
        output = pd.concat([by_element, whole], ignore_index=True)
        sums = output.groupby(["subject", "element"])["output_t"].transform("sum")
        output = output.assign(square=(100.0 * output["output_t"] / sums) ** 2)[sums > 0]
        index = output.groupby(["subject", "element"])["square"].sum().reset_index(name="value")
        return index.assign(metric="concentration", unit="HHI")[["metric", "subject", "element", "value", "unit"]]
