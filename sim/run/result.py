"""The result of one run: tables, a summary, a sentence, and files."""

import logging
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.calendar import minutes_between
from sim.base.weeks import Weeks
from sim.base.words import words
from sim.run.heaps import heaps, told
from sim.run.manifest import manifest_of, run_id
from sim.run.nearest import Nearest, nearest
from sim.run.readable import Table
from sim.run.recording import Recording
from sim.run.saving import LEDGER, folder_of, save_run
from sim.run.shortfall import weekly_frame
from sim.run.summary import Shortages, Window
from sim.run.tables import RunTables
from sim.run.told import Told
from sim.scenario.model import Scenario
from sim.world.grid import Grid

log = logging.getLogger(__name__)
TABLES: Final = ("shortfall", "flows", "production", "stocks", "desks", "prices", "projects", "events", "metrics")
"""The tables that go to disk; weekly detail stays in Python."""
METRIC_COLUMNS: Final = ("metric", "subject", "element", "value", "unit")


class Result(RunTables, Told):
    """What came of one run. Tables are data frames, made when first asked for.

    With a ``baseline`` beside it (see :meth:`beside`), summary and headline count what is short here and not there.
    """

    def __init__(
        self, scenario: Scenario, grid: Grid, recording: Recording, seed: int, replication: int,
        baseline: "Result | None" = None, fixed: Window | None = None,
    ) -> None:  # fmt: skip
        super().__init__(scenario, grid, recording)
        self.seed = seed
        self.replication = replication
        self.baseline = baseline
        self._fixed = fixed

    def beside(self, baseline: "Result") -> "Result":
        """Return this result read against the run of another scenario with the same seed and replication."""
        if (baseline.seed, baseline.replication) != (self.seed, self.replication):
            raise ValueError("the two runs are not paired: seed or replication differ")
        return Result(self.scenario, self._grid, self.recording, self.seed, self.replication, baseline, self._fixed)

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """The shortfall table week by week, with the day on which firms that count ran dry."""
        return weekly_frame(self._grid, self.weeks)

    @cached_property
    def since_shock(self) -> Weeks:
        """The weeks from the first disruption on (all, if there is none), less what the baseline lacks too."""
        return self._excess.since(self.shock_minute or 0)

    @cached_property
    def _excess(self) -> Weeks:
        """All weeks, less what the baseline lacks too."""
        return self.weeks if self.baseline is None else self.weeks.beyond(self.baseline.weeks)

    @cached_property
    def unchanged(self) -> bool | None:
        """Whether goods moved and were used exactly as in the baseline; None without one."""
        return None if self.baseline is None else self.baseline.recording.same_goods(self.recording)

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """Every metric word, one below the other: metric, subject, element, value, unit."""
        return self.measure(*words("metric"))

    def measure(self, *names: str) -> pd.DataFrame:
        """Return some metrics only. Raises KeyError for a word that does not exist."""
        known: Mapping[str, Any] = words("metric")
        found: list[pd.DataFrame] = [known[name]().compute(self) for name in names]
        nothing = pd.DataFrame(columns=list(METRIC_COLUMNS))
        return pd.concat([frame for frame in found if len(frame)] or [nothing], ignore_index=True)

    @cached_property
    def shortages(self) -> Shortages:
        """What the weeks since the first disruption say about shortages, kept small; or those that were asked for."""
        weeks = self.since_shock
        if self._fixed is not None:
            weeks = self._excess.since(minutes_between(self.start, self._fixed[0]))
        return Shortages.of(weeks, self.start, self.shock, self.recording.end, self._fixed)

    def _shocked(self) -> date:
        return self.shock or self.start

    @cached_property
    def _summary(self) -> pd.DataFrame:
        return self.shortages.summary(self.window[1])

    def summary(self) -> pd.DataFrame:
        """Return who ran short of what, the worst first, within the :attr:`window`.

        Columns: element, form, region, sector, demand_t, delivered_t, shortfall_t, thrifted_t, shortfall_share,
        peak_share, first_day_short, recovery, short_again.
        """
        return Table(self._summary)

    def _span(self) -> tuple[Window, bool | None]:
        window = self.shortages.window
        return window, self.shortages.over(window[1])

    @cached_property
    def came_nearest(self) -> Nearest | None:
        """Who came nearest to running short; None if somebody does, if nothing changed, or without a baseline."""
        if self.baseline is None or self.unchanged or self._somebody_short():
            return None
        return nearest(self, self.baseline)

    def _given_up_later(self) -> float:
        return 0.0 if self._fixed else self.shortages.given_up_after(self.window[1])

    def _nearest(self) -> Nearest | None:
        return self.came_nearest

    def _ledger(self) -> tuple[pd.DataFrame, int]:
        return self.shortfall_by_cause, 1

    def _changed_nothing(self) -> bool | None:
        return self.unchanged

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the run was made from and with, and the fingerprint of what came of it."""
        found = manifest_of(self.scenario, self.seed, 1, self.recording.fingerprint)
        found["causes"] = bool(self.recording.causes)
        found["replication"] = self.replication
        found["window"] = [day.isoformat() for day in self.window]
        if self.baseline is not None:
            found["baseline"] = self.baseline.scenario.name
        return found

    def save(self, folder: Path | str | None = None, wall_seconds: float | None = None) -> Path:
        """Write tables, summary and manifest to a folder and return it; each file appears whole or not at all.

        The folder is ``results/<scenario>/<run id>`` if None. Stocks that grow without end are warned of in the log.
        """
        for heap in heaps(self._grid, self._held):
            log.warning(told(heap))
        names = (*TABLES, LEDGER) if self.recording.causes else TABLES
        frames: dict[str, pd.DataFrame] = {name: getattr(self, name) for name in names}
        name = run_id(self.scenario, self.seed, 1, self.replication, self._fixed)
        target = folder_of(self.scenario, name) if folder is None else Path(folder)
        return save_run(target, self.scenario, frames | {"summary": self.summary()}, self.manifest, wall_seconds)
