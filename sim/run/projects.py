"""The projects table: which gate a project passed when, and how it ended."""

import pandas as pd

from sim.base.calendar import date_after
from sim.run.recording import Recording
from sim.scenario.model import Scenario


def projects_frame(scenario: Scenario, recording: Recording) -> pd.DataFrame:
    """Return a row for each gate that a project left, in order; dates are ISO."""
    start = scenario.horizon.start
    rows = [
        (g.project, g.node, g.gate, date_after(start, g.entered).isoformat(), date_after(start, g.left).isoformat(),
         g.outcome)
        for g in recording.gates
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["project", "node", "gate", "entered", "left", "outcome"])
