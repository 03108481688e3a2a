"""What the elements that moved most cost inside the controlling country and outside, month by month."""

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from sim.report.colours import DELIVERED, INSIDE
from sim.report.pivots import MARGIN, Spread, spread_of
from sim.report.style import band, data_uri, days_of, lay_out, shade, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.report.figures import Stretches
    from sim.run import Replications, Result

SHOWN: Final = 6
COST: Final = "price_usd_per_kg"
LEAST_MOVE: Final = 1.1
"""A price that never is so many times what it was, or its inverse, has not moved."""
TWINS: Final = {"Pr": "Nd"}
"""Elements sold as one: the second has the price of the first, and is not drawn again."""
LINES: Final = (("inside", INSIDE), ("outside", DELIVERED))


@dataclass(frozen=True)
class PriceLine:
    """USD/kg of oxide of one element by month, inside and outside; ``moved`` is the log of highest over lowest."""

    element: str
    zones: dict[str, Spread]
    moved: float

    @property
    def ends(self) -> tuple[float, float]:
        """Return the first price outside (inside where there is none) and the one furthest from it."""
        mean = self.zones.get("outside", next(iter(self.zones.values()))).mean
        first = float(mean.iloc[0])
        return first, max(map(float, mean), key=lambda price: abs(log(price / first)))


def price_lines(result: "Result | Replications") -> list[PriceLine]:
    """Return the elements whose prices moved most in the window and a year around it, the furthest first."""
    prices = result.prices
    if prices.empty:
        return []
    prices = moved_by_the_scenario(prices, getattr(result.baseline, "prices", None))
    start, end = (pd.Timestamp(day) for day in result.window)
    near = (start - MARGIN, end + MARGIN)
    found = [_line(str(e), rows, near) for e, rows in prices.groupby("element", sort=False) if e not in TWINS]
    moved = [line for line in found if line.moved >= log(LEAST_MOVE)]
    return sorted(moved, key=lambda line: -line.moved)[:SHOWN]


def moved_by_the_scenario(prices: pd.DataFrame, usual: pd.DataFrame | None) -> pd.DataFrame:
    """Leave out elements whose price is never far from that of the undisturbed run, where there is one to tell."""
    if usual is None or usual.empty:
        return prices
    keys = ["month", "element", "zone"]
    both = prices.merge(usual[[*keys, COST]], on=keys, suffixes=("", "_usual"))
    ratio = both[COST] / both[f"{COST}_usual"]
    far = both.loc[(ratio >= LEAST_MOVE) | (ratio <= 1 / LEAST_MOVE), "element"]
    return prices[prices["element"].isin(far.unique())]


def _line(element: str, rows: pd.DataFrame, near: tuple[pd.Timestamp, pd.Timestamp]) -> PriceLine:
    runs = rows["replication"] if "replication" in rows else pd.Series(0, index=rows.index)
    zones = {}
    for zone, of_zone in rows.assign(run=runs).groupby("zone", sort=False):
        by_run: Any = of_zone.pivot(index="month", columns="run", values=COST)
        spread = spread_of(by_run).between(*near)
        if len(spread.mean):
            zones[str(zone)] = spread
    moves = [log(float(s.mean.max()) / float(s.mean.min())) for s in zones.values()]
    return PriceLine(element, zones, max(moves, default=0.0))


def price_image(line: PriceLine, stretches: "Stretches") -> str:
    """Return the prices of one element as an image, on a logarithmic axis."""
    with style():
        figure = Figure(figsize=(5.4, 1.85), layout="constrained")
        axis = figure.subplots()
        shade(axis, stretches)
        lows, highs = [], []
        for zone, colour in LINES:
            if zone not in line.zones:
                continue
            spread = line.zones[zone]
            months = days_of(spread.mean.index)
            band(axis, months, spread, colour)
            axis.plot(months, spread.mean.to_numpy(), color=colour, linewidth=1.5)
            lay_out(axis, months, 1.0)
            lows.append(float(spread.low.min()))
            highs.append(float(spread.high.max()))
        _logarithmic(axis, min(lows), max(highs))
        return data_uri(figure)


def _logarithmic(axis: "Axes", low: float, high: float) -> None:
    """Give an axis whole figures of one digit at equal ratios, and room enough for two of them."""
    axis.set_yscale("log")
    room = max(high / low, 2.5) / (high / low)
    axis.set_ylim(low / (1.1 * room**0.5), high * 1.15 * room**0.5)
    decades = log(axis.get_ylim()[1] / axis.get_ylim()[0], 10)
    axis.yaxis.set_major_locator(LogLocator(subs=(1.0,) if decades > 2.2 else (1.0, 2.0, 5.0)))
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    axis.yaxis.set_minor_formatter(NullFormatter())
    axis.tick_params(axis="y", which="minor", length=0)
