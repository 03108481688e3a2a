"""Questions over many runs."""

from sim.explore.sweep import Sweep, sweep

__all__ = ["Sweep", "sweep"]
