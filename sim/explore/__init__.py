"""Questions over many runs."""

from sim.explore.comparison import Comparison, compare
from sim.explore.products import money_at_risk, output_at_risk, products_not_built
from sim.explore.signs import check_signs
from sim.explore.sweeps import Sweep, sweep

__all__ = [
    "Comparison", "Sweep", "check_signs", "compare", "money_at_risk", "output_at_risk", "products_not_built", "sweep",
]  # fmt: skip
