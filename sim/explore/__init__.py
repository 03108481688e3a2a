"""Questions over many runs."""

from sim.explore.products import money_at_risk, output_at_risk, products_not_built
from sim.explore.signs import check_signs
from sim.explore.sweeps import Sweep, sweep

__all__ = ["Sweep", "check_signs", "money_at_risk", "output_at_risk", "products_not_built", "sweep"]
