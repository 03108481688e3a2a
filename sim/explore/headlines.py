"""The figures that a scenario is quoted by: when exports bottom out, who stops first, who is hit, when it is over."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from sim.base.calendar import date_after
from sim.run import Replications, replicate, twin_of
from sim.run.bridge import Bridge
from sim.run.departures import daily_exports, trough
from sim.run.flows import flows_frame
from sim.run.headline import worth_naming
from sim.run.short import is_short
from sim.run.summary import Window
from sim.scenario.model import Scenario
from sim.world.template import warm_world

HOME: Final = "CN"


def headline_figures(
    scenario: Scenario, replications: int = 20, seed: int = 0, workers: int | None = None
) -> tuple[dict[str, object], pd.DataFrame]:
    """Return the figures of a scenario by name, and a table of tonnes short by element and form.

    They are those of ``sim run --replications``: masses and shares are means of the runs, dates medians, a scenario
    that disturbs its world, or acts in it, is read ``beside`` its undisturbed twin, and another is counted whole. Who
    lacks (or gives up) less than
    0.1 % of his need, or less than 5 kg, is not counted; ``not_delivered_t`` is ``short_t`` and ``thrifted_t``, and
    ``thrifted_later_t`` what is given up after the days that are counted, to the end of the run.
    """
    baseline = twin_of(scenario)
    runs = replicate(scenario, replications, seed, workers, baseline=baseline)
    summary = runs.summary()
    short = summary[is_short(summary["shortfall_t"], summary["demand_t"])]
    shock = runs.window[0] if scenario.disruptions else None
    figures: dict[str, object] = {"scenario": scenario.name, "beside": "the undisturbed world" if baseline else ""}
    bridge = runs.bridge()
    figures |= {"short_t": round(bridge.short_t, 1)} | _spread(runs) | {"thrifted_t": round(bridge.given_up_t, 1)}
    figures["not_delivered_t"] = round(bridge.not_delivered_t, 1)
    figures["thrifted_later_t"] = round(bridge.given_up_later_t, 1)
    figures |= _trough(_exports(runs), shock) | _first_stop(short, shock, runs.window)
    figures |= _hit_most(short) | _recovery(short)
    figures |= {"counted_from": runs.window[0], "counted_to": runs.window[1], "sentence": runs.headline()}
    return figures, _by_element(summary, scenario.name)


def _spread(runs: Replications) -> dict[str, object]:
    """Return what those lack who run short, t: the tenth, the middle and the ninetieth of a hundred runs."""
    totals = [Bridge.of(outcome.shortages.summary(runs.window[1])).short_t for outcome in runs.outcomes]
    low, middle, high = pd.Series(totals).quantile([0.1, 0.5, 0.9])
    return {"short_t_p10": round(low, 1), "short_t_p50": round(middle, 1), "short_t_p90": round(high, 1)}


def _exports(runs: Replications) -> list["pd.Series[float]"]:
    """Return the exports of each run, one after the other: the flows of all at once would fill the memory."""
    grid = warm_world(runs.scenario).grid
    kept = [outcome.recording for outcome in runs.outcomes]
    start = runs.scenario.horizon.start
    return [
        daily_exports(flows_frame(grid, recording), HOME, ("magnet",), start, date_after(start, recording.end))
        for recording in kept
        if recording is not None
    ]


def _trough(exports: Sequence["pd.Series[float]"], shock: date | None) -> dict[str, object]:
    """Return the worst month of Chinese magnet exports after the shock, against the year before it, or why not."""
    if shock is None:
        return {"exports_trough_month": None, "exports_trough_share": None}
    mean = pd.concat(exports, axis=1).mean(axis=1)
    found = trough(mean, shock)
    if found is None or found.share is None:
        side = "after" if found is None else "before"
        return {"exports_trough_month": f"no whole month {side} the first disruption", "exports_trough_share": None}
    return {"exports_trough_month": found.month.isoformat()[:7], "exports_trough_share": round(found.share, 3)}


def _first_stop(short: pd.DataFrame, shock: date | None, window: Window) -> dict[str, object]:
    """Return who stops first and when, as the sentence says it."""
    dated = short[short["first_day_short"].notna()]
    if dated.empty:
        return {"first_stop_who": None, "first_stop_day": None, "first_stop_after_d": None}
    row = worth_naming(dated, window).sort_values("first_day_short", kind="stable").iloc[0]
    day = row["first_day_short"]
    after = None if shock is None else (day - shock).days
    return {"first_stop_who": _who(row), "first_stop_day": day, "first_stop_after_d": after}


def _hit_most(short: pd.DataFrame) -> dict[str, object]:
    """Return who lacks the largest share of what he needs."""
    if short.empty:
        return {"hit_most_who": None, "hit_most_share": None, "hit_most_t": None}
    row = short.sort_values("shortfall_share", ascending=False, kind="stable").iloc[0]
    return {
        "hit_most_who": _who(row),
        "hit_most_share": round(float(row["shortfall_share"]), 4),
        "hit_most_t": round(float(row["shortfall_t"]), 1),
    }


def _recovery(short: pd.DataFrame) -> dict[str, object]:
    """Return when the last of those who had to stop recover, and when the first of them is short again after his."""
    stopped = short[short["first_day_short"].notna()]
    days = [day for day in stopped["recovery"] if isinstance(day, date)]
    relapses = [day for day in stopped["short_again"] if isinstance(day, date)]
    last = max(days, default=None) if len(days) == len(stopped) else "not all by the end"
    return {"last_recovery": last, "first_relapse": min(relapses, default=None)}


def _who(row: "pd.Series[Any]") -> str:
    return f"{row['region']}/{row['sector']}/{row['form']}/{row['element']}"


def _by_element(summary: pd.DataFrame, scenario: str) -> pd.DataFrame:
    sums = summary.groupby(["element", "form"], sort=False)[["demand_t", "shortfall_t"]].sum().reset_index()
    sums.insert(0, "scenario", scenario)
    sums["shortfall_share"] = sums["shortfall_t"] / sums["demand_t"]
    rows = sums[sums["shortfall_t"] > 0].sort_values(["element", "form"], kind="stable", ignore_index=True)
    return rows.round({"demand_t": 3, "shortfall_t": 3, "shortfall_share": 6})
