"""A sweep: a design of experiments over dotted paths, run on a process pool into one tidy table."""

import logging
import os
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import pandas as pd

from sim.base.errors import ScenarioError, SimError
from sim.explore.designs import Point, points_of
from sim.run import run, write_table
from sim.scenario import load
from sim.scenario.sweep_plan import SweepPlan, read_sweep

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
TRIES: Final = 2
"""A point whose worker dies is tried once more, then recorded as failed."""


@dataclass(frozen=True)
class Sweep:
    """The table of a finished sweep: one row per point, replication, metric, subject and element.

    A run that failed is one row with metric ``failed`` and its traceback in ``error``.
    """

    plan: SweepPlan
    table: pd.DataFrame

    @property
    def failures(self) -> int:
        """Return how many runs failed."""
        return int((self.table["metric"] == "failed").sum())

    def save(self, folder: Path) -> Path:
        """Write ``table.csv`` into a folder, whole or not at all."""
        write_table(self.table, folder / "table.csv")
        return folder


def sweep(path: Path | str, workers: int | None = None, progress: Progress | None = None) -> Sweep:
    """Run the sweep in a file. The table does not depend on the number of workers.

    Raises ScenarioError for mistakes in the file, or in the scenario at its first point.
    """
    plan = read_sweep(Path(path))
    points = points_of(plan)
    _scenario_at(plan, points[0])
    done: dict[int, pd.DataFrame] = {}
    for number, frame in _run_points(plan, points, workers or os.cpu_count() or 1):
        done[number] = frame
        if progress:
            progress(len(done), len(points))
    return Sweep(plan, pd.concat([done[i] for i in sorted(done)], ignore_index=True))


def _scenario_at(plan: SweepPlan, point: Point) -> object:
    return load(_name_or_path(plan), _overrides(plan, point))


def _name_or_path(plan: SweepPlan) -> str | Path:
    beside = plan.folder / f"{plan.scenario}.yaml"
    return beside if beside.exists() else plan.scenario


def _overrides(plan: SweepPlan, point: Point) -> list[str]:
    return [f"{factor.path}={value}" for factor, value in zip(plan.factors, point, strict=True)]


def _run_points(plan: SweepPlan, points: list[Point], workers: int) -> Iterator[tuple[int, pd.DataFrame]]:
    if workers == 1:
        yield from ((i, _run_point(plan, i, point)) for i, point in enumerate(points))
        return
    left = dict.fromkeys(range(len(points)), 0)
    while left:
        for number, frame in _one_pool(plan, points, sorted(left), workers, left):
            del left[number]
            yield number, frame


def _one_pool(
    plan: SweepPlan, points: list[Point], numbers: list[int], workers: int, tries: dict[int, int]
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Run points on one pool until all are done or a worker dies; count the tries of those that were lost."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures: dict[Future[pd.DataFrame], int] = {pool.submit(_run_point, plan, i, points[i]): i for i in numbers}
        for future in as_completed(futures):
            number = futures[future]
            try:
                yield number, future.result()
            except BrokenProcessPool:
                tries[number] += 1
                if tries[number] >= TRIES:
                    yield number, _failed(plan, number, points[number], 0, "the worker died twice")


def _run_point(plan: SweepPlan, number: int, point: Point) -> pd.DataFrame:
    """Run all replications of one point and return their metrics."""
    frames = []
    for replication in range(plan.replications):
        try:
            scenario = load(_name_or_path(plan), _overrides(plan, point))
            metrics = run(scenario, seed=plan.seed, replication=replication).metrics
            wanted = metrics[metrics["metric"].isin(plan.metrics)] if plan.metrics else metrics
            frames.append(_labelled(plan, number, point, replication, wanted.assign(error="")))
        except (SimError, ScenarioError, ArithmeticError, LookupError, TypeError, ValueError):
            log.warning("point %d, replication %d failed", number, replication)
            frames.append(_failed(plan, number, point, replication, traceback.format_exc()))
    return pd.concat(frames, ignore_index=True)


def _labelled(plan: SweepPlan, number: int, point: Point, replication: int, frame: pd.DataFrame) -> pd.DataFrame:
    labels = pd.DataFrame({"point": number, "replication": replication}, index=frame.index)
    for factor, value in zip(plan.factors, point, strict=True):
        labels[factor.path] = value
    return pd.concat([labels, frame], axis=1)


def _failed(plan: SweepPlan, number: int, point: Point, replication: int, error: str) -> pd.DataFrame:
    row = {"metric": ["failed"], "subject": [""], "element": [""], "value": [float("nan")], "unit": [""], "error": [error]}
    return _labelled(plan, number, point, replication, pd.DataFrame(row))
