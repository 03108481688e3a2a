"""The tables that say why: prices and freight, the gates of projects, and the causes of what is missing."""

from functools import cached_property

import pandas as pd

from sim.run.causes import by_cause_frame
from sim.run.freight import freight_frame
from sim.run.prices import prices_frame
from sim.run.projects import projects_frame
from sim.run.recording import Recording
from sim.scenario.model import Scenario
from sim.world.grid import Grid


class Explained:
    """What moved the goods of a run, as far as it is written down."""

    scenario: Scenario
    recording: Recording
    _grid: Grid

    @cached_property
    def prices(self) -> pd.DataFrame:
        """What an element cost inside and outside, the mean of each month; no rows in a world without a market."""
        return prices_frame(self._grid, self.recording)

    @cached_property
    def freight(self) -> pd.DataFrame:
        """What was carried and what that cost, by month and lane."""
        return freight_frame(self._grid, self.recording)

    @cached_property
    def projects(self) -> pd.DataFrame:
        """Which projects passed which gates, and how."""
        return projects_frame(self.scenario, self.recording)

    @cached_property
    def shortfall_by_cause(self) -> pd.DataFrame:
        """Who is to blame for each missing gram. Raises NoLedgerError for a run that kept none."""
        return by_cause_frame(self._grid, self.recording)
