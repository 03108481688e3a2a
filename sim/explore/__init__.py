"""Questions over many runs."""

from sim.explore.comparison import Comparison, compare
from sim.explore.sweeps import sweep

__all__ = ["Comparison", "compare", "sweep"]
