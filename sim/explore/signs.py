"""Do scenarios move things the way their sign tables say? Each is run beside its baseline, with the same chance.

Change is (all masses t REO):

* shortfall: (short in the scenario - short in the baseline) / demand in the baseline, of buyers in a region, over the
  horizon. A share of ten years' need: a full stop of five weeks is one per cent.
* production, exports: total / baseline's total - 1, from the month on in which the scenario's first disruption begins
  (the whole horizon, if it has none). Production is the main product of plants of a stage in a country; exports are
  what crosses the border of a country by any channel.
* price: mean / baseline's mean - 1, over the same months; of several elements the mean of their changes.
* thrifted: use given up because of price, as shortfall.

A direction is ``up`` from +1 % on, ``down`` from -1 % on, and ``none`` in between.
"""

import math
from collections.abc import Sequence
from functools import cached_property
from statistics import fmean
from typing import Final

import pandas as pd

from sim.base.elements import DIDYMIUM, class_of
from sim.base.errors import SelectorError
from sim.explore.sign_tables import ALL, Direction, Sign, read_signs, sign_files
from sim.run import Result, paired, run
from sim.scenario import load
from sim.scenario.model import Scenario

LEAST: Final = 0.01
"""A change that counts."""
BASELINE: Final = "baseline"
COLUMNS: Final = ("scenario", "measure", "element", "form", "place", "direction", "change", "ok")


class SignCheck:
    """Holds scenarios against their sign tables. Runs of the baseline are kept, and shared by all scenarios.

    The baseline is the scenario of that name; a scenario with another horizon, such as a replay of the past, is held
    against its own world without disruptions and without policies that act. If it has no disruptions, as where
    projects are all that is new, it is held against the baseline played for as many years.
    """

    def __init__(self, replications: int = 1, seed: int = 0) -> None:
        self._replications = replications
        self._seed = seed
        self._kept: dict[int, Result] = {}

    def of(self, name: str) -> pd.DataFrame:
        """Return the rows of one scenario's table with the mean change found and whether it is as written.

        Columns: scenario, measure, element, form, place, direction (the amended one where amended), change, ok.
        Raises KeyError if the scenario has no table, ScenarioError if the table has mistakes, SelectorError
        naming file and row if a row selects nothing, ValueError for a price where runs have none.
        """
        return self.check(load(name), read_signs(sign_files()[name]))

    def check(self, scenario: Scenario, signs: Sequence[Sign]) -> pd.DataFrame:
        """Return the rows of :meth:`of` for a scenario that is loaded and signs that are read."""
        pairs = [self._pair(scenario, replication) for replication in range(self._replications)]
        rows = []
        for sign in signs:
            change = fmean(pair.change(sign) for pair in pairs)
            told = (sign.scenario, sign.measure, sign.element, sign.form, sign.place, sign.direction)
            rows.append((*told, change, direction_of(change) == sign.direction))
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _pair(self, scenario: Scenario, replication: int) -> "Pair":
        return Pair(run(scenario, self._seed, replication), self._baseline(scenario, replication))

    def _baseline(self, scenario: Scenario, replication: int) -> Result:
        if scenario.horizon != self._usual.horizon:
            longer = not scenario.disruptions and scenario.horizon.start == self._usual.horizon.start
            other = load(BASELINE, [f"horizon.years={scenario.horizon.years:g}"]) if longer else paired(scenario)
            return run(other, self._seed, replication)
        if replication not in self._kept:
            self._kept[replication] = run(self._usual, self._seed, replication)
        return self._kept[replication]

    @cached_property
    def _usual(self) -> Scenario:
        return load(BASELINE)


def direction_of(change: float) -> Direction:
    """Return the direction of a change."""
    if abs(change) < LEAST:
        return "none"
    return "up" if change > 0 else "down"


class Pair:
    """A run of a scenario and the run of its baseline with the same chance."""

    def __init__(self, result: Result, baseline: Result) -> None:
        self._result = result
        self._baseline = baseline
        first = result.start if result.shock is None else result.shock
        self._since = first.replace(day=1).isoformat()

    def change(self, sign: Sign) -> float:
        """Return the change that a sign is about; infinite where the baseline has nothing. Raises SelectorError."""
        if sign.measure in ("shortfall", "thrifted"):
            return self._missed(sign, f"{sign.measure}_t")
        if sign.measure == "price":
            return self._price(sign)
        now, before = (self._total(played, sign) for played in (self._result, self._baseline))
        return _relative(now, before)

    def _missed(self, sign: Sign, column: str) -> float:
        wanted = {"form": sign.form, "region": sign.place}
        now, before = (_chosen(played.shortfall, sign, wanted) for played in (self._result, self._baseline))
        demand = float(before["demand_t"].sum())
        if demand == 0:
            raise _nothing(sign)
        return float(now[column].sum() - before[column].sum()) / demand

    def _total(self, played: Result, sign: Sign) -> float:
        if sign.measure == "production":
            frame, value = played.production, "output_t"
            wanted = plants = {"stage": sign.form, "country": sign.place}
        else:
            frame, value = played.trade, "shipped_t"
            wanted, plants = {"form": sign.form, "from_country": sign.place}, {"country": sign.place}
        if _matching(self._result.nodes, plants).empty:
            raise _nothing(sign)
        chosen = _chosen(frame, sign, wanted)
        return float(chosen.loc[chosen["month"] >= self._since, value].sum())

    def _price(self, sign: Sign) -> float:
        means = []
        for played in (self._result, self._baseline):
            prices: pd.DataFrame | None = getattr(played, "prices", None)
            if prices is None:
                raise ValueError(f"{sign.where.file}:{sign.where.line}: runs have no prices yet")
            prices = prices[prices["month"] >= self._since]
            if sign.place != ALL:
                prices = prices[prices["zone"] == sign.place]
            if sign.element != ALL:
                prices = prices[prices["element"].isin(_names(sign.element))]
            means.append(prices.groupby(["element", "zone"])["price_usd_per_kg"].mean())
        changes = (means[0] / means[1] - 1.0).dropna()
        if changes.empty:
            raise _nothing(sign)
        return float(changes.mean())


def _chosen(frame: pd.DataFrame, sign: Sign, wanted: dict[str, str]) -> pd.DataFrame:
    chosen = _matching(frame, wanted)
    if sign.element != ALL:
        chosen = chosen[chosen["element"].isin(_names(sign.element))]
    return chosen


def _matching(frame: pd.DataFrame, wanted: dict[str, str]) -> pd.DataFrame:
    for column, value in wanted.items():
        if value != ALL:
            frame = frame[frame[column] == value]
    return frame


def _names(element: str) -> tuple[str, ...]:
    """Return the names under which tables list an element: NdPr is also Nd and Pr, where they are told apart."""
    if element == DIDYMIUM:
        return ("Nd", "Pr", DIDYMIUM)
    return (element, class_of(element))


def _relative(now: float, before: float) -> float:
    if before == 0:
        return math.inf if now > 0 else 0.0
    return now / before - 1.0


def _nothing(sign: Sign) -> SelectorError:
    what = ", ".join((sign.measure, sign.element, sign.form, sign.place))
    return SelectorError(f"{sign.where.file}:{sign.where.line}: there is nothing of which to tell: {what}")
