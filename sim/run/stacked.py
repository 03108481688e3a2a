"""The tables of many runs, one below the other with the number of the run in front."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sim.run.nearest import Nearest
from sim.run.recording import Recording
from sim.run.summary import Shortages
from sim.run.tables import RunTables
from sim.scenario.model import Scenario
from sim.world.template import warm_world


@dataclass(frozen=True)
class Outcome:
    """What is kept of one replication. Recordings, of which the large tables are made, are kept of the first some."""

    replication: int
    fingerprint: str
    unchanged: bool | None
    shortages: Shortages
    metrics: pd.DataFrame
    events: pd.DataFrame
    recording: Recording | None
    nearest: Nearest | None


class StackedTables:
    """Tables by month of the replications that kept their recordings, with a ``replication`` column in front."""

    scenario: Scenario
    outcomes: Sequence[Outcome]

    @cached_property
    def _tables(self) -> dict[int, RunTables]:
        grid = warm_world(self.scenario).grid
        kept = [(o.replication, o.recording) for o in self.outcomes]
        return {i: RunTables(self.scenario, grid, recording) for i, recording in kept if recording is not None}

    def _stacked(self, name: str) -> pd.DataFrame:
        return stack({i: getattr(tables, name) for i, tables in self._tables.items()})

    @cached_property
    def shortfall(self) -> pd.DataFrame:
        """Demand, delivery, shortfall and backlog by month, element, form, region and sector."""
        return self._stacked("shortfall")

    @cached_property
    def flows(self) -> pd.DataFrame:
        """What left and what arrived, by month, lane, channel and element."""
        return self._stacked("flows")

    @cached_property
    def production(self) -> pd.DataFrame:
        """What every plant took in, made and lost, by month and element."""
        return self._stacked("production")

    @cached_property
    def stocks(self) -> pd.DataFrame:
        """Who holds what at the end of each month, and for how many days."""
        return self._stacked("stocks")

    @cached_property
    def desks(self) -> pd.DataFrame:
        """What was applied for, approved and refused at export desks, by month."""
        return self._stacked("desks")

    @cached_property
    def prices(self) -> pd.DataFrame:
        """What an element cost inside and outside, the mean of each month; no rows in a world without a market."""
        return self._stacked("prices")

    @cached_property
    def projects(self) -> pd.DataFrame:
        """Which projects passed which gates, and how."""
        return self._stacked("projects")

    @cached_property
    def shortfall_by_cause(self) -> pd.DataFrame:
        """Who is to blame for each missing gram. Raises NoLedgerError for runs that kept none."""
        return self._stacked("shortfall_by_cause")

    @property
    def _traced(self) -> bool:
        """Whether the runs kept the ledger of causes."""
        return all(tables.recording.causes for tables in self._tables.values())


def stack(frames: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the frames of replications one below the other, with the replication in front."""
    labelled = []
    for replication, frame in frames.items():
        copy = frame.copy(deep=False)
        copy.insert(0, "replication", replication)
        labelled.append(copy)
    filled = [frame for frame in labelled if len(frame)] or labelled[:1]
    return pd.concat(filled, ignore_index=True)
