"""A sweep: a design of experiments over dotted paths, run on a process pool into one tidy table."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.explore.designs import Point, points_of
from sim.explore.points import OUTCOME, outcome_of, points_table
from sim.run import run, spread, write_table
from sim.scenario.sweep_file import read_sweep
from sim.scenario.sweep_plan import SweepPlan, scenario_at
from sim.world.template import warm_world

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
Played = tuple[pd.DataFrame, pd.DataFrame]
"""Metrics, and what came of each run."""
FAILED = "failed"


@dataclass(frozen=True)
class Sweep:
    """The table of a finished sweep: one row per point, replication, metric, subject and element.

    Columns: point, replication, one per path that varies, metric, subject, element, value, unit, error. A run that
    failed is one row with the metric ``failed`` and its traceback in ``error``. ``points`` sums it up, one row a
    point; see :func:`sim.explore.points.points_table`.
    """

    plan: SweepPlan
    table: pd.DataFrame
    points: pd.DataFrame

    @property
    def failures(self) -> int:
        """Return how many runs failed."""
        return int((self.table["metric"] == FAILED).sum())

    def save(self, folder: Path) -> Path:
        """Write ``table.csv`` and ``points.csv`` into a folder, each whole or not at all, and return the folder."""
        write_table(self.table, folder / "table.csv")
        write_table(self.points, folder / "points.csv")
        return folder


def sweep(path: Path | str, workers: int | None = None, progress: Progress | None = None) -> Sweep:
    """Run the sweep in a file. The table does not depend on the number of workers.

    Raises ScenarioError with every mistake in the file, wrong paths and values included, before anything runs.
    """
    return run_plan(read_sweep(Path(path)), workers, progress)


def run_plan(plan: SweepPlan, workers: int | None = None, progress: Progress | None = None) -> Sweep:
    """Run a plan. A point is one piece of work; ``progress`` is told how many points are done, and of how many.

    Runs are not set against a baseline: where supply itself varies, each point would have a baseline of its own, and
    what both lack would be taken off.
    """
    points = points_of(plan)
    done: dict[int, Played] = {}

    def lost(number: int) -> Played:
        error = "the process that ran this point died, more than once (out of memory?)"
        return _all_failed(plan, number, points[number], error)

    _warm(plan, points[0])
    for number, played in spread(_run_point, (plan, points), range(len(points)), workers, lost):
        done[number] = played
        if progress:
            progress(len(done), len(points))
    table, runs = (pd.concat(parts, ignore_index=True) for parts in zip(*(done[i] for i in sorted(done)), strict=True))
    return Sweep(plan, table, points_table(runs, [factor.path for factor in plan.factors]))


def _warm(plan: SweepPlan, point: Point) -> None:
    """Compile the kernel and warm up the first point's world here, so that forked workers do not do it one by one."""
    try:
        warm_world(scenario_at(plan, point))
    except Exception:
        log.debug("the first point cannot be played; its row in the table will say why", exc_info=True)


def _run_point(plan: SweepPlan, points: list[Point], number: int) -> Played:
    """Run all replications of one point and return their metrics, and what came of each of them."""
    point = points[number]
    try:
        scenario = scenario_at(plan, point)
    except Exception:
        # values that are right one by one may not fit together, which the check at the start cannot see
        return _all_failed(plan, number, point, traceback.format_exc())
    played = []
    for replication in range(plan.replications):
        try:
            result = run(scenario, plan.seed, replication)
            metrics = result.measure(*plan.metrics) if plan.metrics else result.metrics
            frames = (metrics.assign(error=""), pd.DataFrame([outcome_of(result)], dtype=object))
        except Exception:
            frames = _failed(number, replication, traceback.format_exc())
        played.append([_labelled(plan, number, point, replication, frame) for frame in frames])
    return _together(played)


def _labelled(plan: SweepPlan, number: int, point: Point, replication: int, frame: pd.DataFrame) -> pd.DataFrame:
    labels = pd.DataFrame({"point": number, "replication": replication}, index=frame.index)
    for factor, value in zip(plan.factors, point, strict=True):
        labels[factor.path] = value
    return pd.concat([labels, frame], axis=1)


def _all_failed(plan: SweepPlan, number: int, point: Point, error: str) -> Played:
    return _together(
        [
            [_labelled(plan, number, point, replication, frame) for frame in _failed(number, replication, error)]
            for replication in range(plan.replications)
        ]
    )


def _together(played: list[list[pd.DataFrame]]) -> Played:
    """Return the frames of the runs of one point below each other: metrics, and what came of them."""
    metrics, outcomes = zip(*played, strict=True)
    return pd.concat(metrics, ignore_index=True), pd.concat(outcomes, ignore_index=True)


def _failed(number: int, replication: int, error: str) -> Played:
    log.warning("point %d, replication %d failed", number, replication)
    row = {
        "metric": [FAILED],
        "subject": [""],
        "element": [""],
        "value": [float("nan")],
        "unit": [""],
        "error": [error],
    }
    return pd.DataFrame(row), pd.DataFrame([dict.fromkeys(OUTCOME)], dtype=object)
