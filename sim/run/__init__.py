"""One run, many runs, the conservation laws, and the results as tables."""

from sim.run.many import replicate
from sim.run.once import run
from sim.run.pairing import paired, twin_of
from sim.run.pool import spread
from sim.run.replications import Replications
from sim.run.result import Result
from sim.run.saving import write_table

__all__ = ["Replications", "Result", "paired", "replicate", "run", "spread", "twin_of", "write_table"]
