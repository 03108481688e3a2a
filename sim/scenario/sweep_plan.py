"""A plan of many runs: which scenario, what varies over which values, how points are chosen, how often each runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.load import load
from sim.scenario.model import Scenario, Where


@dataclass(frozen=True)
class Factor:
    """One thing that varies: a dotted path, and either its values or its range with a common unit.

    ``places`` says where in the sweep file each value stands, or the two ends of the range.
    """

    path: str
    values: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    places: tuple[Where, ...] = ()

    def at(self, number: float) -> str:
        """Return a number of the range with its unit, as one would write it in a scenario."""
        return f"{number:.6g}{'' if self.unit in ('', 'x') else ' '}{self.unit}"

    @property
    def samples(self) -> tuple[str, ...]:
        """Return the values that a check must try: all of them, or both ends of the range."""
        return self.values or (self.at(self.low), self.at(self.high))


@dataclass(frozen=True)
class SweepPlan:
    """What a sweep file says. ``metrics`` empty means all."""

    title: str
    scenario: str
    design: str
    factors: tuple[Factor, ...]
    points: int
    replications: int
    seed: int
    metrics: tuple[str, ...]
    folder: Path


def scenario_at(plan: SweepPlan, point: Sequence[str]) -> Scenario:
    """Return the scenario of one point: a scenario beside the sweep file comes before one of the scenarios root."""
    beside = plan.folder / f"{plan.scenario}.yaml"
    overrides = [f"{factor.path}={value}" for factor, value in zip(plan.factors, point, strict=True)]
    return load(beside if beside.is_file() else plan.scenario, overrides)
