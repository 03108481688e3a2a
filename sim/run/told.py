"""What one run and many runs have in common: what they tell of who runs short."""

from abc import ABC, abstractmethod
from datetime import date
from typing import Any, Final

import pandas as pd

from sim.base import hooks
from sim.run.bridge import Bridge
from sim.run.causes import by_cause
from sim.run.elements import by_element
from sim.run.headline import headline, nearest_line
from sim.run.nearest import Nearest
from sim.run.readable import Table, as_text
from sim.run.short import is_short
from sim.run.summary import Window
from sim.scenario.model import Scenario

ROWS: Final = 12
"""Of a summary, so many rows are shown where somebody prints the result itself."""


class Told(ABC):
    """The summary of one or many runs, and what is drawn from it."""

    scenario: Scenario

    @abstractmethod
    def summary(self) -> pd.DataFrame:
        """Return who ran short of what within the window, the worst first."""

    @property
    @abstractmethod
    def events(self) -> pd.DataFrame:
        """What happened to the world, and who did it."""

    @abstractmethod
    def _span(self) -> tuple[Window, bool | None]:
        """Return the window of the summary, and whether all who were hit have recovered by its end.

        None if the window was asked for.
        """

    @abstractmethod
    def _given_up_later(self) -> float:
        """Return t given up after the window to the end of the run, the mean of many; 0 for days asked for."""

    @abstractmethod
    def _shocked(self) -> date:
        """Return the day of the first disruption."""

    @abstractmethod
    def _changed_nothing(self) -> bool | None:
        """Return whether all goods went as in the baseline; None without one."""

    @abstractmethod
    def _nearest(self) -> Nearest | None:
        """Return who came nearest to running short; None if that was not looked for or nobody's stock fell."""

    @abstractmethod
    def _ledger(self) -> tuple[pd.DataFrame, int]:
        """Return the shortfall by cause, and of how many runs; raises NoLedgerError if there is none."""

    @property
    def window(self) -> Window:
        """The span that the summary counts, the same for all its rows.

        From the first disruption (or the start) to the day on which the last of those who had to stop is well for
        good, so that shares are not diluted by the years after; to the end of the horizon if one is not well by
        then, or if nobody had to stop. Of many runs it is the median of where theirs begin and end. Days that somebody
        asked for take its place.
        """
        return self._span()[0]

    @property
    def recovered(self) -> bool | None:
        """Whether all who had to stop are well for good by the end of the window; None if it was asked for."""
        return self._span()[1]

    @property
    def first_disruption(self) -> date:
        """The day on which the first disruption began, the median of many runs; the start of the run if none did."""
        return self._shocked()

    def by_element(self) -> pd.DataFrame:
        """Return the summary by element and group of forms; see :func:`sim.run.elements.by_element`.

        Columns: element, form, demand_t, shortfall_t, thrifted_t, shortfall_share, hit_share, worst_hit,
        worst_share, region_share, first_day_short, first_hit, recovery, short_again, role.
        """
        return Table(by_element(self.summary(), self.scenario, frozenset(self.events["cause"])))

    def by_cause(self) -> pd.DataFrame:
        """Return who is to blame for what is short within the window; see :func:`sim.run.causes.by_cause`.

        Columns: cause, kind, shortfall_t, share, most, most_t. Raises NoLedgerError for runs that kept none.
        """
        ledger, runs = self._ledger()
        return Table(by_cause(ledger, runs, self.scenario, self.window))

    def bridge(self) -> Bridge:
        """Return how the totals hang together: needed, delivered, short, given up, and the rest."""
        return Bridge.of(self.summary(), self._given_up_later())

    def headline(self) -> str:
        """Return the result in one plain sentence."""
        window, over = self._span()
        decided = bool((self.events["kind"] == "thrift").any())
        bridge = self.bridge()
        later = bridge.given_up_later_t if bridge.has_later else 0.0
        return headline(self.scenario.title, self.summary(), self._changed_nothing(), window, over, decided, later)

    def nearest(self) -> str:
        """Return in one sentence who came nearest to running short, by days of cover against the baseline.

        Empty if somebody does run short, if no buyer's stock falls, or if there is no baseline to tell it from.
        """
        found = self._nearest()
        return nearest_line(found) if found and not self._somebody_short() else ""

    def _somebody_short(self) -> bool:
        summary = self.summary()
        return bool(is_short(summary["shortfall_t"], summary["demand_t"]).any())

    def applicability(self) -> Any:
        """Return how far the scenario lies from what was replayed; see :mod:`sim.explore.applicability`."""
        return hooks.call("applicability", self.scenario)

    def plot(self) -> Any:
        """Return a figure of the hardest hit elements."""
        return hooks.call("plot", self)

    def __repr__(self) -> str:
        """Return the headline, and below it who lacks most."""
        summary = self.summary()
        short = summary[is_short(summary["shortfall_t"], summary["demand_t"])]
        return f"{self.headline()}\n\n{as_text(short, ROWS)}" if len(short) else self.headline()

    def _repr_html_(self) -> str:
        return str(hooks.call("html", self))
