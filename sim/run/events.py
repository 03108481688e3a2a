"""The events table, and the day of the first shock."""

import pandas as pd

from sim.base.calendar import moment_after
from sim.run.recording import Recording
from sim.scenario.model import Scenario
from sim.world.grid import Grid

COLUMNS = ("time", "kind", "subject", "what", "cause", "magnitude")


def events_frame(scenario: Scenario, recording: Recording) -> pd.DataFrame:
    """Return what happened, in order; ``time`` is ISO, to the minute."""
    start = scenario.horizon.start
    rows = [
        (moment_after(start, int(row.minute)).isoformat(timespec="minutes"), *row[1:5], float(row.magnitude))
        for row in recording.events
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def shock_minute(scenario: Scenario, recording: Recording) -> int | None:
    """Return the minute at which the first disruption began; None if none did."""
    minutes = [int(row.minute) for row in recording.events if row.cause in scenario.disruptions]
    return min(minutes, default=None)


def nodes_frame(grid: Grid) -> pd.DataFrame:
    """Return the nodes of a network, one a row; ``form`` is what a plant makes or a buyer buys."""
    columns = ("node", "title", "stage", "form", "country", "region", "sector", "owner")
    forms = [r.product_form or str(getattr(n.stage, "form", "")) for n, r in zip(grid.nodes, grid.recipes, strict=True)]
    rows = [
        (n.id, n.title, n.kind, form, n.country, n.region, n.sector, n.owner)
        for n, form in zip(grid.nodes, forms, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(columns))
