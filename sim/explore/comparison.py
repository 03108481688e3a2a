"""Two scenarios, run by run with the same chances: what differs, by how much, and how sure that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from sim.base import hooks
from sim.base.errors import RunError
from sim.run import run, spread, write_table
from sim.run.account import ALL, MASSES, Account, account, last_use
from sim.run.manifest import input_hash
from sim.run.summary import Window
from sim.run.windows import check_window
from sim.scenario.model import Scenario
from sim.world.template import warm_world

Progress = Callable[[int, int], None]
COLUMNS: Final = (
    "metric", "element", "form", "region", "unit", "a", "b", "difference", "low", "high", "runs_a", "runs_b", "pairs",
)  # fmt: skip
UNITS: Final = dict.fromkeys(MASSES, "t") | {"first_stop": "d", "recovery": "d", "export_trough": "t/d"}
CONFIDENCE: Final = 0.95
LEAST: Final = 0.005
"""A difference of less (t, d, t/d) is none."""


@dataclass(frozen=True)
class Comparison:
    """What differs between scenario ``a`` and scenario ``b`` in a span of days, the same for both.

    ``table`` has one row per metric, element, form and region (``all``: together). ``a`` and ``b`` are means over the
    runs in which the metric has a value (``runs_a``, ``runs_b``), ``difference`` is the mean of b - a over the
    ``pairs`` in which both have one, and ``low`` and ``high`` bound it with 95 % confidence (Student's t on the paired
    differences; missing for fewer than two pairs). Metrics: ``needed_t``, ``delivered_t``, ``not_delivered_t`` (the
    sum of ``short_t`` and ``given_up_t``), ``late_t``, t REO; ``first_stop`` and ``recovery`` (of the last who
    stopped), days since the first day of the span; ``export_trough``, the least exports a day of any whole month, t of
    product a day, by exporting country and group of forms. Use is counted up to the last week of use that both runs
    have recorded, up to six days before the earlier end. The interval tells chance, and no other doubt.
    """

    a: Scenario
    b: Scenario
    window: Window
    seed: int
    replications: int
    table: pd.DataFrame

    def of(self, metric: str) -> pd.DataFrame:
        """Return the rows of one metric, the largest difference first."""
        rows = self.table[self.table["metric"] == metric]
        order = rows["difference"].abs().sort_values(ascending=False, kind="stable").index
        return rows.loc[order].reset_index(drop=True)

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called in tables; they may be the same scenario with other values."""
        same = self.a.name == self.b.name
        return (self.a.name, f"{self.b.name}, changed" if same else self.b.name)

    @property
    def id(self) -> str:
        """Name of the question, so that the same question has the same folder, and another question another."""
        inputs = "-".join(input_hash(world)[:12] for world in (self.a, self.b))
        return f"{inputs}-s{self.seed}-n{self.replications}-{self.window[0]}-up-to-{self.window[1]}"

    @cached_property
    def totals(self) -> pd.DataFrame:
        """What is needed, delivered, short, given up and late by all buyers together, in this order; they add up."""
        rows = self.table[(self.table["element"] == ALL) & (self.table["region"] == ALL)].set_index("metric")
        return rows.loc[list(MASSES)].reset_index()

    def headline(self) -> str:
        """Return in one sentence what is different."""
        rows = {row["metric"]: row for row in self.totals.to_dict("records")}
        short, saved = rows["short_t"], rows["given_up_t"]
        days = f"{self.window[0].isoformat()} up to {self.window[1].isoformat()}"
        together = _written(short["difference"]) + _written(saved["difference"])
        return (
            f"From {days}, “{self.b.title}” against “{self.a.title}”: {_signed(together)} t not delivered, "
            f"{_signed(short['difference'])} t of it short{_bounds(short)} and {_signed(saved['difference'])} t given "
            f"up{_bounds(saved)}; mean of {self.replications} pair{'' if self.replications == 1 else 's'} of runs."
            f"{self._beginnings()}"
        )

    def _beginnings(self) -> str:
        """Say that part of the difference may be how the runs began, where they began on different days."""
        first, second = (world.horizon.start for world in (self.a, self.b))
        if first == second:
            return ""
        return (
            f" The runs begin on different days ({first.isoformat()} and {second.isoformat()}), each after a warm-up "
            "of its own: part of what differs may come from that. Give both the same 'horizon'."
        )

    def plot(self) -> Any:
        """Return a figure of the largest differences with their intervals."""
        return hooks.call("plot_comparison", self)

    def save(self, folder: Path) -> Path:
        """Write ``comparison.csv`` and return the folder."""
        write_table(self.table, folder / "comparison.csv")
        return folder

    def __repr__(self) -> str:
        """Return the sentence and the totals."""
        return f"{self.headline()}\n\n{self.totals[['metric', 'a', 'b', 'difference', 'low', 'high']]}"


def compare(
    a: Scenario,
    b: Scenario,
    replications: int = 20,
    seed: int | None = None,
    workers: int | None = None,
    since: date | None = None,
    until: date | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run two scenarios side by side, each pair with the same seed and replication, and return what differs.

    ``seed`` is that of ``a`` if None. Counted are the days from ``since`` up to, and without, ``until``; all that both
    runs cover if None. Raises AskedError for a span that they do not cover. The answer does not depend on ``workers``.
    """
    if replications < 1:
        raise RunError("at least one replication is needed")
    window = _window(a, b, since, until)
    chosen = a.seed if seed is None else seed
    for world in (a, b):
        warm_world(world)
    done: dict[int, tuple[Account, Account]] = {}
    for number, pair in spread(_pair, (a, b, window, _exporters(a, b), chosen), range(replications), workers):
        done[number] = pair
        if progress:
            progress(len(done), replications)
    pairs = [done[i] for i in range(replications)]
    return Comparison(a, b, window, chosen, replications, _table(pairs))


def _window(a: Scenario, b: Scenario, since: date | None, until: date | None) -> Window:
    """Return the days to count. Raises AskedError if one of the runs does not cover them."""
    first = max(a.horizon.start, b.horizon.start)
    last = min(a.horizon.end, b.horizon.end)
    window = (since or first, until or last)
    check_window(window, first, last, "both runs cover")
    return window


def _exporters(a: Scenario, b: Scenario) -> tuple[str, ...]:
    """Return the countries that have an export desk."""
    return tuple(dict.fromkeys(desk.country for world in (a, b) for desk in world.desks.values()))


def _pair(
    a: Scenario, b: Scenario, window: Window, exporters: Sequence[str], seed: int, replication: int
) -> tuple[Account, Account]:
    """Run both once and keep what they come to; their tables never leave the process."""
    results = [run(world, seed, replication) for world in (a, b)]
    seen = min(last_use(result) for result in results)
    first, second = (account(result, window, exporters, seen) for result in results)
    return first, second


def _table(pairs: Sequence[tuple[Account, Account]]) -> pd.DataFrame:
    keys = list(dict.fromkeys(key for pair in pairs for one in pair for key in one.figures))
    rank = {metric: i for i, metric in enumerate(UNITS)}
    keys.sort(key=lambda key: rank[key[0]])
    rows = []
    for key in keys:
        values = np.array([[one.figures.get(key, np.nan) for one in pair] for pair in pairs])
        if np.nan_to_num(values).any() or key[1:] == (ALL, ALL, ALL):
            rows.append((*key, UNITS[key[0]], *_figures(values)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _figures(values: "np.ndarray[Any, Any]") -> tuple[float, ...]:
    """Return means, mean difference, its interval and the counts, from a row a pair with a value for a and for b."""
    known = ~np.isnan(values)
    means = [float(values[known[:, i], i].mean()) if known[:, i].any() else float("nan") for i in (0, 1)]
    both = values[known.all(axis=1)]
    apart = both[:, 1] - both[:, 0]
    mean = float(apart.mean()) if len(apart) else float("nan")
    margin = float("nan")
    if len(apart) > 1:
        quantile = float(stats.t.ppf(0.5 + CONFIDENCE / 2, len(apart) - 1))
        margin = quantile * float(apart.std(ddof=1)) / len(apart) ** 0.5
    counts = (int(known[:, 0].sum()), int(known[:, 1].sum()), len(apart))
    return (*means, mean, mean - margin, mean + margin, *counts)


def differs(table: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows differ by more than chance: the interval leaves out zero, and the difference is not nothing."""
    sure = (table["low"] > 0) | (table["high"] < 0) | (table["pairs"] == 1)
    return sure & (table["difference"].abs() >= LEAST)


def _signed(value: float) -> str:
    value = value if abs(value) >= LEAST else 0.0
    return f"{value:+,.0f}" if abs(value) >= 99.5 else f"{value:+.3g}" if value else "0"


def _written(value: float) -> float:
    """Return a difference as it is written, so that the parts of a sentence add up to its whole."""
    return float(_signed(value).replace(",", ""))


def _bounds(row: dict[Any, Any]) -> str:
    if row["low"] != row["low"] or abs(row["difference"]) < LEAST:
        return ""
    return f" (95 %: {_signed(row['low'])} to {_signed(row['high'])})"
