"""Who runs short of which rare earth, when, and by how much: write a scenario, run it, read the table.

>>> import sim
>>> result = sim.run(sim.load("china_export_controls"))
>>> result.summary()

Every name below is fetched at first use, so that ``import sim`` costs next to nothing.
"""

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sim.explore import Comparison as Comparison
    from sim.explore import compare as compare
    from sim.explore import sweep as sweep
    from sim.explore.backtest import backtest as backtest
    from sim.run import Replications as Replications
    from sim.run import Result as Result
    from sim.run import replicate as replicate
    from sim.run import run as run
    from sim.scenario import load as load
    from sim.scenario.model import Scenario as Scenario

__version__ = "0.1.0"
__all__ = [
    "Comparison", "Replications", "Result", "Scenario", "__version__", "backtest", "compare", "load", "replicate",
    "run", "sweep",
]  # fmt: skip

_HOMES: Final = {
    "Comparison": "sim.explore",
    "Replications": "sim.run",
    "Result": "sim.run",
    "Scenario": "sim.scenario.model",
    "backtest": "sim.explore.backtest",
    "compare": "sim.explore",
    "load": "sim.scenario",
    "replicate": "sim.run",
    "run": "sim.run",
    "sweep": "sim.explore",
}


class _FrontDoor(ModuleType):
    """The package as users see it: public names fetched from their rooms when somebody asks."""

    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'sim' has no attribute '{name}'")
        return getattr(importlib.import_module(_HOMES[name]), name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})

    # The room `sim/run/` and the verb `run` share a name. Importing the room makes Python set it as an
    # attribute of the package; the verb must win all the same, whatever was imported first.
    @property
    def run(self) -> Callable[..., Any]:
        """Return the verb that runs a scenario once."""
        verb: Callable[..., Any] = importlib.import_module(_HOMES["run"]).run
        return verb

    @run.setter
    def run(self, room: ModuleType) -> None:
        pass


sys.modules[__name__].__class__ = _FrontDoor
