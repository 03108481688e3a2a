"""An episode as somebody would write it, and made-up tables of a run."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from sim.explore.backtest.points import Period, Point, period
from sim.explore.backtest.seen import Seen
from sim.scenario.model import Horizon, Where

HEAD = "case,point,measure,of,period,relative_to,observed,low,high,naive,unit,source,grade,mark"
OPEN_HEAD = "path,low,mode,high,law,source,note"
SCENARIO = """
title: Magnets wait for licences
extends: baseline
use: [today]
horizon: {start: 2025-01-01, years: 0.5}
"""
MAGNETS = "form=magnet;from_country=CN;to_country=!CN;column=product_t"
ROWS = (
    f"M1,May,flow,{MAGNETS},2025-05,2025-01..2025-03,0.26,0.15,0.40,1|0,,customs,A,",
    "M2,first stop,first_stop,since=2025-04-04,,,45,30,75,,d,press,A,",
    "N1,nothing,largest_change,without=october_package,,,0,,0.1,1,,press,A,",
)
OPEN = ("disruptions.customs_testing.lag.mode,28,33,40,triangular,,judgement",)


def write_episode(folder: Path, rows: tuple[str, ...] = ROWS, unknowns: tuple[str, ...] = OPEN) -> Path:
    """Write the three files of an episode and return that of its scenario."""
    path = folder / "licences.yaml"
    path.write_text(SCENARIO)
    path.with_suffix(".csv").write_text("\n".join((HEAD, *rows)) + "\n")
    (folder / "licences_inputs.csv").write_text("\n".join((OPEN_HEAD, *unknowns)) + "\n")
    return path


def point(measure: str, when: str = "2010-01..2010-12", relative_to: Any = None, **of: str) -> Point:
    """Return a point whose band does not matter."""
    parameters = {key: tuple(value.split("|")) for key, value in of.items()}
    relative: float | Period | None = period(relative_to) if isinstance(relative_to, str) else relative_to
    return Point("e", "C", "p", measure, parameters, period(when), relative, 1.0, 0.5, 1.5, (), "", "", "A", "",
                 Where())  # fmt: skip


FLOW_COLUMNS = ["month", "form", "element", "channel", "from_country", "to_country", "from_node", "to_node",
                "shipped_t", "arrived_t", "product_t"]  # fmt: skip
NEEDED = pd.DataFrame(columns=["month", "node", "country", "stage", "element", "output_t", "product_t"])


def flow(month: str, shipped: float, element: str = "Dy", form: str = "oxide", to: str = "JP", **more: Any) -> Any:
    """Return a row of the flows table."""
    row = {"month": f"{month}-01", "form": form, "element": element, "channel": "official", "from_country": "CN",
           "to_country": to, "from_node": "a", "to_node": "b", "shipped_t": shipped, "arrived_t": shipped,
           "product_t": 2 * shipped}  # fmt: skip
    return row | more


def seen(flows: list[Any] | None = None, prices: dict[str, list[float]] | None = None, again: Any = None) -> Seen:
    """Return a run of the years 2010 and 2011 with these flows, and with prices outside by month from January 2010."""
    months = [f"{2010 + i // 12}-{i % 12 + 1:02d}-01" for i in range(24)]
    rows = [
        (month, "outside", element, value)
        for element, values in (prices or {}).items()
        for month, value in zip(months, values, strict=False)
    ]
    result: Any = SimpleNamespace(
        scenario=SimpleNamespace(horizon=Horizon(date(2010, 1, 1), 2.0)),
        flows=pd.DataFrame(flows or [], columns=FLOW_COLUMNS),
        prices=pd.DataFrame(rows, columns=["month", "zone", "element", "price_usd_per_kg"]),
        production=NEEDED,
    )
    return Seen(result, again)
