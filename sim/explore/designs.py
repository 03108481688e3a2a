"""Designs of experiments: the points of a sweep, each a tuple of values in the order of the factors."""

import itertools

import numpy as np
from scipy.stats import qmc

from sim.base.streams import stream_key
from sim.scenario.sweep_plan import Factor, SweepPlan

Point = tuple[str, ...]


def points_of(plan: SweepPlan) -> list[Point]:
    """Return the points of a plan, in a fixed order."""
    return _grid(plan.factors) if plan.design == "grid" else _latin_hypercube(plan)


def _grid(factors: tuple[Factor, ...]) -> list[Point]:
    return list(itertools.product(*(f.values for f in factors)))


def _latin_hypercube(plan: SweepPlan) -> list[Point]:
    """Return points whose every factor falls once into each of as many equal slices (McKay, Beckman, Conover 1979)."""
    seeds = np.random.SeedSequence(stream_key(f"sweep:{plan.seed}", "latin hypercube"))
    rng = np.random.Generator(np.random.PCG64DXSM(seeds))
    cube = qmc.LatinHypercube(d=len(plan.factors), rng=rng).random(plan.points)
    return [tuple(_value(f, float(u)) for f, u in zip(plan.factors, row, strict=True)) for row in cube]


def _value(factor: Factor, u: float) -> str:
    """Return the value of a factor at a uniform number: a place in its range, or one of its values."""
    if factor.values:
        return factor.values[min(int(u * len(factor.values)), len(factor.values) - 1)]
    return factor.at(factor.low + u * (factor.high - factor.low))
