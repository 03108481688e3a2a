"""The closed list of what a point may measure of a run."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np

from sim.base.calendar import MINUTES_PER_DAY, minutes_between
from sim.base.weeks import NEVER
from sim.explore.backtest.points import Period, Point, month_number, period
from sim.explore.backtest.seen import Floats, Seen, Where

NOTHING: Final = float("nan")
_FLOW_KEYS: Final = ("from_country", "to_country", "form", "element", "channel", "from_node", "to_node")
_MADE_KEYS: Final = ("node", "country", "stage", "element")
_PRICE: Final = "price_usd_per_kg"
_PRICE_KEYS: Final = ("zone", "element")
_NEED_KEYS: Final = ("region", "sector", "form", "element")
NULL: Final = "largest_change"
"""Points of this measure say that nothing happened; they are a test, and nothing is fitted to them."""
LOGARITHMIC: Final = ("price", "unit_value", "unit_value_index")
"""Measures whose misses are counted in logarithms: twice as much is as far off as half as much."""


@dataclass(frozen=True)
class Measure:
    """A function of a run and a point, the parameters it may have in ``of``, and those it must have."""

    value: Callable[[Seen, Point], float]
    keys: tuple[str, ...]
    required: tuple[str, ...] = ()


def value_of(seen: Seen, point: Point) -> float:
    """Return what a run says of a point, over what it is relative to; not a number where the run has no answer."""
    value = MEASURES[point.measure].value(seen, point)
    if isinstance(point.relative_to, Period):
        return _over(value, _mean(point.measure, seen, point, point.relative_to))
    return value if point.relative_to is None else _over(value, point.relative_to)


def _over(value: float, whole: float) -> float:
    return value / whole if whole else NOTHING


def _where(point: Point, keys: tuple[str, ...]) -> Where:
    return {key: point.of[key] for key in keys if key in point.of}


def _mean(what: str, seen: Seen, point: Point, period: Period) -> float:
    """Return flow, output, price or unit value in a period: the mean of its months, weighted by tonnes for values."""
    return _MEANS[what](seen, point, period)


def _flow(seen: Seen, point: Point, period: Period) -> float:
    return _sum(seen, "flows", point.one("column", "shipped_t"), _where(point, _FLOW_KEYS), period)


def _output(seen: Seen, point: Point, period: Period) -> float:
    return _sum(seen, "production", point.one("column", "output_t"), _where(point, _MADE_KEYS), period)


def _sum(seen: Seen, table: str, column: str, where: Where, period: Period) -> float:
    """Return the mean of the months of a period."""
    found = seen.table(table)
    return float(found.monthly(column, where)[found.within(period)].mean())


def _price(seen: Seen, point: Point, period: Period) -> float:
    """Return the mean price; of several elements, that of a kg of each."""
    prices = _prices(seen, point)[seen.table("prices").within(period)]
    return float(prices.mean()) if (prices > 0).all() else NOTHING


def _prices(seen: Seen, point: Point) -> Floats:
    """Return the price by month, 0 in months that have none."""
    where = {"zone": (point.one("zone", "outside"),), "element": point.of["element"]}
    return seen.table("prices").monthly(_PRICE, where) / len(where["element"])


def _unit_value(seen: Seen, point: Point, period: Period) -> float:
    """Return the value of what matches at the prices of its elements outside, per kg of product."""
    flows, prices, where = seen.table("flows"), seen.table("prices"), _where(point, _FLOW_KEYS)
    months = flows.within(period)
    tonnes = flows.monthly("product_t", where)[months].sum()
    shipped = flows.monthly("shipped_t", where, by="element")[months]
    price = prices.monthly(_PRICE, {"zone": (point.one("zone", "outside"),)}, by="element")[months]
    priced = prices.codes("element")[1]
    worth = sum(
        float(shipped[:, i] @ price[:, priced.index(element)])
        for i, element in enumerate(flows.codes("element")[1])
        if element in priced
    )
    return _over(worth, float(tonnes)) if worth else NOTHING


def _half_life(seen: Seen, point: Point, element: str | None = None) -> float:
    """Return the months from a price's peak until half of it is lost; without end if it never is."""
    chosen = point if element is None else replace(point, of={**point.of, "element": (element,)})
    prices = _prices(seen, chosen)
    searched = prices[seen.table("prices").within(point.period)]
    if not (searched > 0).any():
        return NOTHING
    peak = seen.months.index(point.period.first.isoformat()) + int(searched.argmax())
    after = prices[peak:]
    after = after[after > 0]
    low = np.flatnonzero(after <= after[0] / 2)
    if not len(low):
        return float("inf")
    last = int(low[0])
    return float(last - (after[0] / 2 - after[last]) / (after[last - 1] - after[last]))


def _order(seen: Seen, point: Point) -> float:
    """Return which part of neighbours in a list of elements have their half-lives in that order."""
    lives = [_half_life(seen, point, element) for element in point.of["element"]]
    pairs = [a < b for a, b in pairwise(lives)]
    return sum(pairs) / len(pairs)


def _peak_month(seen: Seen, point: Point) -> float:
    months = [Period(day, day) for day in (date.fromisoformat(m) for m in point.period.months)]
    peak = _highest(seen, point, months)
    return NOTHING if peak is None else month_number(peak.first)


def _peak_year(seen: Seen, point: Point) -> float:
    peak = _highest(seen, point, list(point.period.years))
    return NOTHING if peak is None else float(peak.first.year)


def _highest(seen: Seen, point: Point, periods: list[Period]) -> Period | None:
    values = np.array([_mean(point.one("what"), seen, point, period) for period in periods])
    return None if np.isnan(values).all() else periods[int(np.nanargmax(values))]


def _first_stop(seen: Seen, point: Point) -> float:
    """Return the days until firms that count cannot run; without end if all can."""
    start = seen.result.scenario.horizon.start
    since = minutes_between(start, date.fromisoformat(point.one("since", start.isoformat())))
    weeks = seen.result.weeks
    where = _where(point, _NEED_KEYS)
    rows = [all(getattr(need, key) in values for key, values in where.items()) for need in weeks.needs]
    dry = weeks.dry_at[np.array(rows, dtype=bool)]
    dry = dry[(dry >= since) & (dry < NEVER)]
    return float((dry.min() - since) // MINUTES_PER_DAY) if dry.size else float("inf")


def _recovered(seen: Seen, point: Point) -> float:
    """Return what came on top of the usual, over what was lost against it: the year before, or ``usual`` day by day."""
    lost, usual = period(point.one("lost")), point.one("usual")

    def more(months: Period) -> float:
        before = period(usual) if usual else months.year_before
        days = months.days / before.days if usual else 1.0
        return _flow(seen, point, months) * len(months.months) - _flow(seen, point, before) * len(before.months) * days

    return _over(more(point.period), -more(lost))


def _largest_change(seen: Seen, point: Point) -> float:
    """Return the largest relative change of a monthly flow against the run without a disruption."""
    setting, least = point.one("set"), float(point.one("least", "50"))
    here = seen.other("", setting) if setting else seen
    there = seen.other(point.one("without"), setting)
    now, usual = (_by_origin(s, point) for s in (here, there))
    nothing = np.zeros(len(point.period.months))
    worst = 0.0
    for key in sorted({*now, *usual}):
        a, b = now.get(key, nothing), usual.get(key, nothing)
        large = np.maximum(a, b) >= least
        worst = max(worst, float((np.abs(a - b) / np.maximum(b, least))[large].max(initial=0.0)))
    return worst


def _by_origin(seen: Seen, point: Point) -> dict[tuple[str, str, bool], Floats]:
    """Return what is shipped by month, for each form, sender's country, and whether it goes abroad."""
    flows, where = seen.table("flows"), _where(point, ("element", "channel"))
    column, months = point.one("column", "shipped_t"), flows.within(point.period)
    found = {}
    for form in point.of.get("form") or flows.codes("form")[1]:
        for sender in point.of.get("from_country") or flows.codes("from_country")[1]:
            for abroad, to in ((True, f"!{sender}"), (False, sender)):
                wanted = {**where, "form": (form,), "from_country": (sender,), "to_country": (to,)}
                found[form, sender, abroad] = flows.monthly(column, wanted)[months]
    return found


_MEANS: Final[dict[str, Callable[[Seen, Point, Period], float]]] = {
    "flow": _flow, "output": _output, "price": _price, "unit_value": _unit_value, "unit_value_index": _unit_value,
}  # fmt: skip


def _in_its_period(what: str) -> Callable[[Seen, Point], float]:
    return lambda seen, point: _MEANS[what](seen, point, point.period)


_ANY: Final = tuple(dict.fromkeys(("what", "column", "zone", *_FLOW_KEYS, *_MADE_KEYS)))
MEASURES: Final[dict[str, Measure]] = {
    "flow": Measure(_in_its_period("flow"), ("column", *_FLOW_KEYS), ("column",)),
    "output": Measure(_in_its_period("output"), ("column", *_MADE_KEYS)),
    "price": Measure(_in_its_period("price"), _PRICE_KEYS, ("element",)),
    "unit_value": Measure(_in_its_period("unit_value"), ("zone", *_FLOW_KEYS)),
    "unit_value_index": Measure(_in_its_period("unit_value_index"), ("zone", *_FLOW_KEYS)),
    "half_life": Measure(_half_life, _PRICE_KEYS, ("element",)),
    "order": Measure(_order, _PRICE_KEYS, ("element",)),
    "peak_month": Measure(_peak_month, _ANY, ("what",)),
    "peak_year": Measure(_peak_year, _ANY, ("what",)),
    "first_stop": Measure(_first_stop, ("since", *_NEED_KEYS)),
    "recovered": Measure(_recovered, ("lost", "usual", "column", *_FLOW_KEYS), ("lost", "column")),
    NULL: Measure(
        _largest_change,
        ("without", "set", "least", "column", "form", "from_country", "element", "channel"),
        ("without",),
    ),
}
