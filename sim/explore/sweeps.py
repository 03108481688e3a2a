"""A sweep: a design of experiments over dotted paths, run on a process pool into one tidy table."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.explore.designs import Point, points_of
from sim.run import run, spread, write_table
from sim.scenario.sweep_file import read_sweep
from sim.scenario.sweep_plan import SweepPlan, scenario_at

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
FAILED = "failed"


@dataclass(frozen=True)
class Sweep:
    """The table of a finished sweep: one row per point, replication, metric, subject and element.

    Columns: point, replication, one per path that varies, metric, subject, element, value, unit, error. A run that
    failed is one row with the metric ``failed`` and its traceback in ``error``.
    """

    plan: SweepPlan
    table: pd.DataFrame

    @property
    def failures(self) -> int:
        """Return how many runs failed."""
        return int((self.table["metric"] == FAILED).sum())

    def save(self, folder: Path) -> Path:
        """Write ``table.csv`` into a folder, whole or not at all, and return the folder."""
        write_table(self.table, folder / "table.csv")
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
    done: dict[int, pd.DataFrame] = {}

    def lost(number: int) -> pd.DataFrame:
        error = "the process that ran this point died, more than once (out of memory?)"
        return _all_failed(plan, number, points[number], error)

    for number, frame in spread(_run_point, (plan, points), range(len(points)), workers, lost):
        done[number] = frame
        if progress:
            progress(len(done), len(points))
    return Sweep(plan, pd.concat([done[i] for i in sorted(done)], ignore_index=True))


def _run_point(plan: SweepPlan, points: list[Point], number: int) -> pd.DataFrame:
    """Run all replications of one point and return their metrics."""
    point = points[number]
    try:
        scenario = scenario_at(plan, point)
    except Exception:
        # values that are right one by one may not fit together, which the check at the start cannot see
        return _all_failed(plan, number, point, traceback.format_exc())
    frames = []
    for replication in range(plan.replications):
        try:
            result = run(scenario, plan.seed, replication)
            metrics = result.measure(*plan.metrics) if plan.metrics else result.metrics
            frames.append(_labelled(plan, number, point, replication, metrics.assign(error="")))
        except Exception:
            frames.append(_failed(plan, number, point, replication, traceback.format_exc()))
    return pd.concat(frames, ignore_index=True)


def _labelled(plan: SweepPlan, number: int, point: Point, replication: int, frame: pd.DataFrame) -> pd.DataFrame:
    labels = pd.DataFrame({"point": number, "replication": replication}, index=frame.index)
    for factor, value in zip(plan.factors, point, strict=True):
        labels[factor.path] = value
    return pd.concat([labels, frame], axis=1)


def _all_failed(plan: SweepPlan, number: int, point: Point, error: str) -> pd.DataFrame:
    rows = [_failed(plan, number, point, replication, error) for replication in range(plan.replications)]
    return pd.concat(rows, ignore_index=True)


def _failed(plan: SweepPlan, number: int, point: Point, replication: int, error: str) -> pd.DataFrame:
    log.warning("point %d, replication %d failed", number, replication)
    row = {
        "metric": [FAILED],
        "subject": [""],
        "element": [""],
        "value": [float("nan")],
        "unit": [""],
        "error": [error],
    }
    return _labelled(plan, number, point, replication, pd.DataFrame(row))
