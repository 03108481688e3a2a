"""What the points of a sweep come to: one row a run, and of these one row a point, to be read at a glance."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from sim.run import Result
from sim.run.headline import worth_naming
from sim.run.middle import median_day
from sim.run.short import is_short

OUTCOME: Final = ("shortfall_t", "worst_hit", "worst_share", "first_day_short", "recovery")
"""Columns that say what came of a run."""


def outcome_of(result: Result) -> dict[str, Any]:
    """Return what came of one run: t short in all, who lacks most, when the first stop, when all are well for good.

    ``worst_hit`` is the element and region (``Y US``) that lack the largest share of their demand, all forms and
    sectors together, and ``worst_share`` that share. Dates are None if nobody stops, or not all are well by the end.
    """
    summary = result.summary()
    short = summary[is_short(summary["shortfall_t"], summary["demand_t"])]
    sums = summary.groupby(["element", "region"], sort=False)[["demand_t", "shortfall_t"]].sum()
    hit = sums[is_short(sums["shortfall_t"], sums["demand_t"])]
    shares = hit["shortfall_t"] / hit["demand_t"]
    stopped = short[short["first_day_short"].notna()]
    end = result.window[1]
    return {
        "shortfall_t": float(short["shortfall_t"].sum()),
        "worst_hit": " ".join(shares.idxmax()) if len(shares) else "",
        "worst_share": float(shares.max()) if len(shares) else 0.0,
        "first_day_short": worth_naming(stopped, result.window)["first_day_short"].min() if len(stopped) else None,
        "recovery": end if len(stopped) and result.shortages.over(end) else None,
    }


def points_table(runs: pd.DataFrame, paths: Sequence[str]) -> pd.DataFrame:
    """Return one row a point from one row a run: ``point``, the ``paths`` that vary, and :data:`OUTCOME`.

    Columns: point, one per path, runs (that did not fail), shortfall_t_p10, _p50 and _p90 over the replications,
    worst_hit and worst_share of the worst run, and the median first_day_short and recovery (None: in less than half).
    """
    rows = []
    for number, of_point in runs.groupby("point", sort=True):
        played = of_point.dropna(subset="shortfall_t").astype({"shortfall_t": float, "worst_share": float})
        row = {"point": number, **{path: of_point[path].iloc[0] for path in paths}, "runs": len(played)}
        for percent in (10, 50, 90):
            row[f"shortfall_t_p{percent}"] = played["shortfall_t"].quantile(percent / 100)
        worst = played.sort_values("worst_share", kind="stable").tail(1)
        row |= {"worst_hit": "".join(worst["worst_hit"]), "worst_share": float(worst["worst_share"].sum())}
        for name in ("first_day_short", "recovery"):
            row[name] = median_day(list(played[name])) if len(played) else None
        rows.append(row)
    return pd.DataFrame(rows)
