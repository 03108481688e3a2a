"""What came of many runs: their tables one below the other, and what is true of them together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.run.manifest import manifest_of, run_id
from sim.run.middle import middle_day, middle_summary
from sim.run.nearest import Nearest, furthest
from sim.run.readable import Table
from sim.run.recording import Recording
from sim.run.saving import folder_of, save_run
from sim.run.summary import Shortages, Window
from sim.run.tables import RunTables
from sim.run.told import Told
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


class Replications(Told):
    """What came of many runs. Tables have a ``replication`` column in front.

    Summary, metrics and events hold every replication; the tables by month hold the first 32.
    """

    def __init__(
        self, scenario: Scenario, seed: int, outcomes: Sequence[Outcome], baseline: Scenario | None = None
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.outcomes = _sharing_demand(outcomes)
        self.baseline = baseline

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
    def events(self) -> pd.DataFrame:
        """What happened to the world, and who did it."""
        return stack({o.replication: o.events for o in self.outcomes})

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """Every metric word of every replication."""
        return stack({o.replication: o.metrics for o in self.outcomes})

    @cached_property
    def _summary(self) -> pd.DataFrame:
        return middle_summary([o.shortages.summary(self.window[1]) for o in self.outcomes])

    def summary(self) -> pd.DataFrame:
        """Return who runs short of what in the :attr:`window`, the worst first: mean tonnes and shares, median dates.

        ``shortfall_t_p10`` and ``shortfall_t_p90`` bound the middle four fifths of the runs. A date is None if
        it did not come in half of the runs.
        """
        return Table(self._summary)

    def _span(self) -> tuple[Window, bool]:
        begins, ends = zip(*(o.shortages.window for o in self.outcomes), strict=True)
        end = middle_day(ends)
        return (middle_day(begins), end), self.outcomes[0].shortages.over(end)

    def _nearest(self) -> Nearest | None:
        return furthest(o.nearest for o in self.outcomes)

    def _changed_nothing(self) -> bool | None:
        return None if self.baseline is None else all(o.unchanged for o in self.outcomes)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the runs were made from and with, and the fingerprint of what came of them."""
        prints = [o.fingerprint for o in self.outcomes]
        together = blake2b("\n".join(prints).encode(), digest_size=16).hexdigest()
        found = manifest_of(self.scenario, self.seed, len(prints), together)
        if self.baseline is not None:
            found["baseline"] = self.baseline.name
        found["window"] = [day.isoformat() for day in self.window]
        return found | {"fingerprints": prints}

    def save(self, folder: Path | str | None = None, wall_seconds: float | None = None) -> Path:
        """Write summary, shortfall, metrics and events of the runs, and the manifest, and return the folder.

        The larger tables are those of the first replication. Each file appears whole or not at all.
        """
        default = folder_of(self.scenario, run_id(self.scenario, self.seed, len(self.outcomes)))
        frames = {name: getattr(self, name) for name in ("shortfall", "events", "metrics")}
        first, tables = next(iter(self._tables.items()))
        frames |= {name: stack({first: getattr(tables, name)}) for name in ("flows", "production", "stocks", "desks")}
        frames["summary"] = self.summary()
        target = default if folder is None else Path(folder)
        return save_run(target, self.scenario, frames, self.manifest, wall_seconds)


def _sharing_demand(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Keep demand, which chance seldom touches, once for all runs that have the same."""
    first = outcomes[0].shortages.demand
    same = [np.array_equal(o.shortages.demand, first) for o in outcomes]
    return tuple(
        replace(o, shortages=replace(o.shortages, demand=first)) if alike else o
        for o, alike in zip(outcomes, same, strict=True)
    )


def stack(frames: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the frames of replications one below the other, with the replication in front."""
    labelled = []
    for replication, frame in frames.items():
        copy = frame.copy(deep=False)
        copy.insert(0, "replication", replication)
        labelled.append(copy)
    filled = [frame for frame in labelled if len(frame)] or labelled[:1]
    return pd.concat(filled, ignore_index=True)
