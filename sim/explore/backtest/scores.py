"""How well a model tells what happened: by point and by case, beside the best naive forecast."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.explore.backtest.measures import LOGARITHMIC
from sim.explore.backtest.points import Episode, Point

COLUMNS: Final = (
    "episode", "case", "point", "measure", "period", "unit", "observed", "low", "high", "model", "p10", "p90",
    "answers", "naive", "skill", "inside", "miss", "naive_miss", "mark", "grade", "source",
)  # fmt: skip
NUMBERS: Final = (
    "observed", "low", "high", "model", "p10", "p90", "answers", "naive", "skill", "inside", "miss", "naive_miss",
)  # fmt: skip
"""Columns that hold numbers; the others hold texts."""
FARTHEST: Final = 10.0
"""No miss counts for more band half-widths: a price that never falls is wrong, not infinitely wrong."""
NARROWEST: Final = 0.5
"""The half-width of a band that is a single figure, as a year is."""


def board(asked: Sequence[Episode], values: Sequence[npt.NDArray[np.float64]]) -> pd.DataFrame:
    """Return a row a point, in order of case, from what the runs (rows) of each episode say of its points (columns).

    Columns: episode, case, point, measure, period, unit, observed, low, high, model (the median of the runs), p10,
    p90, answers (the part of the runs that have one), naive (the best of them), skill (1 - error of the model / error
    of the best naive forecast), inside (whether the median is in the band), miss and naive_miss (in half-widths of the
    band), mark, grade, source.
    """
    rows = [
        _row(point, runs[:, i])
        for episode, runs in zip(asked, values, strict=True)
        for i, point in enumerate(episode.points)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = sorted(range(len(table)), key=lambda i: _by_number(str(table["case"].iloc[i])))
    return table.iloc[order].reset_index(drop=True)


def _by_number(case: str) -> tuple[str, int, str]:
    """Return what cases are sorted by: C2 comes before C10."""
    letters = case.rstrip("0123456789")
    return letters, int(case[len(letters) :] or 0), case


def _row(point: Point, runs: npt.NDArray[np.float64]) -> tuple[object, ...]:
    p10, model, p90 = (quantile(runs, q) for q in (0.1, 0.5, 0.9))
    naive = best_naive(point)
    error, naive_error = abs(model - point.observed), abs(naive - point.observed)
    return (
        point.episode, point.case, point.name, point.measure, str(point.period), point.unit, point.observed, point.low,
        point.high, model, p10, p90, float(np.mean(~np.isnan(runs))), naive, skill(error, naive_error),
        bool(point.low <= model <= point.high), miss(point, model), miss(point, naive) if point.naive else math.nan,
        point.mark, point.grade, point.source,
    )  # fmt: skip


def quantile(runs: npt.NDArray[np.float64], share: float) -> float:
    """Return a quantile that one of the runs has (so that "never" may be one); runs without an answer do not count."""
    known = runs[~np.isnan(runs)]
    return float(np.quantile(known, share, method="nearest")) if len(known) else math.nan


def best_naive(point: Point) -> float:
    """Return the naive forecast that lies nearest to what was observed."""
    return min(point.naive, key=lambda value: abs(value - point.observed), default=math.nan)


def skill(error: float, naive_error: float) -> float:
    """Return 1 for no error, 0 for that of the naive forecast; no number where that has none."""
    return 1.0 - error / naive_error if naive_error > 0 else math.nan


def miss(point: Point, value: float) -> float:
    """Return by how many half-widths of its band a value misses what was observed; of prices in logarithms."""
    low, seen, high = point.low, point.observed, point.high
    if math.isnan(value):
        return FARTHEST
    if point.measure in LOGARITHMIC and min(low, seen, value) > 0:
        low, seen, high, value = (math.log(x) for x in (low, seen, high, value))
    half = (high - low) / 2 if math.isfinite(high - low) else min(high - seen, seen - low)
    return min(abs(value - seen) / (half or NARROWEST), FARTHEST)


def by_case(points: pd.DataFrame) -> pd.DataFrame:
    """Return a row a case: is it inside (all its points are), how far off are model and naive forecast, its skill.

    Columns: case, points, inside_points, inside, error, naive_error (means in half-widths of the bands), skill, mark.
    The skill is that of the points that have a naive forecast.
    """
    rows = []
    for case, found in points.groupby("case", sort=False):
        compared = found[found["naive_miss"].notna()]
        error, naive = float(found["miss"].mean()), float(found["naive_miss"].mean())
        gained = skill(float(compared["miss"].mean()), naive)
        marks = [mark for mark in dict.fromkeys(found["mark"]) if mark]
        inside = int(found["inside"].sum())
        rows.append((case, len(found), inside, inside == len(found), error, naive, gained, ", ".join(marks)))
    names = ["case", "points", "inside_points", "inside", "error", "naive_error", "skill", "mark"]
    return pd.DataFrame(rows, columns=names)
