"""What came of many runs: their tables one below the other, and what is true of them together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.run.manifest import manifest_of, run_id
from sim.run.middle import middle_day, middle_summary
from sim.run.nearest import Nearest, furthest
from sim.run.odds import odds_frame
from sim.run.readable import Table
from sim.run.saving import LEDGER, folder_of, save_run
from sim.run.stacked import Outcome, StackedTables, stack
from sim.run.summary import Window
from sim.run.told import Told
from sim.scenario.model import Scenario

WHOLE: Final = ("shortfall", "prices", "projects", "events", "metrics")
OF_THE_FIRST: Final = ("flows", "production", "stocks", "desks")
"""Tables that go to disk of all the runs that are kept, and those so large that one run's must do."""


class Replications(StackedTables, Told):
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

    def odds(self) -> pd.DataFrame:
        """Return how likely a region lacks more than some part of its need of an element, by when.

        Columns: element, region, months, over_share, probability, runs. ``probability`` is the part of the runs in
        which, from the first disruption to ``months`` months after it, more than ``over_share`` (1, 5, 20 %) of what
        the region needed in that time was short (beyond the baseline's, if there is one), all forms and sectors
        together. ``runs`` are the runs whose horizon holds that day; days that no run reaches have no row. With N
        runs a probability comes in steps of 1/N, and one of 0 or 1 is certain of no more than about 3/N.
        """
        return Table(self._odds)

    @cached_property
    def _odds(self) -> pd.DataFrame:
        return odds_frame([o.shortages for o in self.outcomes])

    def _ledger(self) -> tuple[pd.DataFrame, int]:
        return self.shortfall_by_cause, len(self._tables)

    def _shocked(self) -> date:
        return middle_day([o.shortages.shock or o.shortages.start for o in self.outcomes])

    def _span(self) -> tuple[Window, bool | None]:
        begins, ends = zip(*(o.shortages.window for o in self.outcomes), strict=True)
        end = middle_day(ends)
        return (middle_day(begins), end), self.outcomes[0].shortages.over(end)

    def _given_up_later(self) -> float:
        if self.outcomes[0].shortages.fixed:
            return 0.0
        end = self.window[1]
        return fmean(o.shortages.given_up_after(end) for o in self.outcomes)

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
        found["causes"] = self._traced
        found["window"] = [day.isoformat() for day in self.window]
        return found | {"fingerprints": prints}

    def save(self, folder: Path | str | None = None, wall_seconds: float | None = None) -> Path:
        """Write summary, shortfall, odds, metrics and events of the runs, and the manifest, and return the folder.

        The larger tables are those of the first replication. Each file appears whole or not at all.
        """
        frames = {name: getattr(self, name) for name in (*WHOLE, *((LEDGER,) if self._traced else ()))}
        first, tables = next(iter(self._tables.items()))
        frames |= {name: stack({first: getattr(tables, name)}) for name in OF_THE_FIRST}
        frames |= {"summary": self.summary(), "odds": self.odds()}
        asked_for = self.outcomes[0].shortages.fixed
        name = run_id(self.scenario, self.seed, len(self.outcomes), asked_for=asked_for)
        target = folder_of(self.scenario, name) if folder is None else Path(folder)
        return save_run(target, self.scenario, frames, self.manifest, wall_seconds)


def _sharing_demand(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Keep demand, which chance seldom touches, once for all runs that have the same."""
    first = outcomes[0].shortages.demand
    same = [np.array_equal(o.shortages.demand, first) for o in outcomes]
    return tuple(
        replace(o, shortages=replace(o.shortages, demand=first)) if alike else o
        for o, alike in zip(outcomes, same, strict=True)
    )
