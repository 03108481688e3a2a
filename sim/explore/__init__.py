"""Questions over many runs."""

from sim.explore.sweeps import Sweep, sweep

__all__ = ["Sweep", "sweep"]
