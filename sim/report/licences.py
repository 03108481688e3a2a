"""What export desks had before them: cases that wait and cases approved, month by month."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from sim.report.colours import DELIVERED, SHORT
from sim.report.pivots import MARGIN, Spread, spread_of
from sim.report.style import band, data_uri, days_of, lay_out, shade, style
from sim.run.frame import whole_months

if TYPE_CHECKING:
    from sim.report.figures import Stretches
    from sim.run import Replications, Result

COUNTS = ("pending", "approved", "applied")


@dataclass(frozen=True)
class DeskLine:
    """Cases of one desk by month: those that wait at its end, and those approved and applied for in it."""

    desk: str
    title: str
    country: str
    pending: Spread
    approved: Spread
    applied: Spread

    @property
    def peak(self) -> tuple[pd.Timestamp, float]:
        """Return the month with most cases waiting, and how many."""
        month = self.pending.mean.idxmax()
        return pd.Timestamp(str(month)), float(self.pending.mean.max())


def desk_lines(result: "Result | Replications") -> list[DeskLine]:
    """Return the desks that had cases within the window and a year around it."""
    found = [_line(result, str(desk), rows) for desk, rows in result.desks.groupby("desk", sort=True)]
    return [line for line in found if line is not None]


def _line(result: "Result | Replications", desk: str, rows: pd.DataFrame) -> DeskLine | None:
    """Return the cases of one desk; a month in which nothing lay there is one of zeros."""
    runs = rows["replication"] if "replication" in rows else pd.Series(0, index=rows.index)
    by_run: Any = rows.assign(run=runs).groupby(["month", "run"])[list(COUNTS)].sum().unstack("run")
    horizon = result.scenario.horizon
    months = pd.DatetimeIndex(pd.to_datetime(sorted(result.shortfall["month"].unique())))
    months = months[whole_months(months, horizon.start, horizon.end)]
    every = [month.date().isoformat() for month in months]
    near = [pd.Timestamp(day) for day in result.window]
    lines = [
        spread_of(by_run[name].reindex(every).fillna(0.0)).between(near[0] - MARGIN, near[1] + MARGIN)
        for name in COUNTS
    ]
    if not len(lines[0].mean) or not any(line.mean.any() for line in lines):
        return None
    about = result.scenario.desks[desk]
    return DeskLine(desk, about.title or desk, about.country, *lines)


def desk_image(line: DeskLine, stretches: "Stretches") -> str:
    """Return one desk as an image: bars for what is approved in a month, a line for what waits at its end."""
    with style():
        figure = Figure(figsize=(5.4, 2.2), layout="constrained")
        axis = figure.subplots()
        months = days_of(line.pending.mean.index)
        shade(axis, stretches)
        ends = months + 28
        band(axis, ends, line.pending, SHORT)
        axis.bar(months + 14, line.approved.mean.to_numpy(), width=20, color=DELIVERED, alpha=0.75, linewidth=0)
        axis.plot(ends, line.pending.mean.to_numpy(), color=SHORT, linewidth=1.6)
        tops = [float(s.high.max()) for s in (line.pending, line.approved)]
        tops += [float(line.approved.mean.max())]
        lay_out(axis, months, max(tops))
        return data_uri(figure)
