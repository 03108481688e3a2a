"""What one run and many runs have in common: what they tell of who runs short."""

from abc import ABC, abstractmethod
from typing import Any

import pandas as pd

from sim.base import hooks
from sim.run.elements import by_element
from sim.run.headline import headline
from sim.run.summary import Window
from sim.scenario.model import Scenario


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
    def _span(self) -> tuple[Window, bool]:
        """Return the window of the summary, and whether all who were hit have recovered by its end."""

    @abstractmethod
    def _changed_nothing(self) -> bool | None:
        """Return whether all goods went as in the baseline; None without one."""

    @property
    def window(self) -> Window:
        """The span that the summary counts, the same for all its rows.

        From the first disruption (or the start) to the day on which the last of those who had to stop is well for
        good, so that shares are not diluted by the years after; to the end of the horizon if one is not well by
        then, or if nobody had to stop. Of many runs it is the median of where theirs begin and end.
        """
        return self._span()[0]

    def by_element(self) -> pd.DataFrame:
        """Return the summary by element and group of forms; see :func:`sim.run.elements.by_element`.

        Columns: element, form, demand_t, shortfall_t, shortfall_share, hit_share, worst_hit, worst_share,
        region_share, first_day_short, first_hit, recovery, short_again, role.
        """
        return by_element(self.summary(), self.scenario, frozenset(self.events["cause"]))

    def headline(self) -> str:
        """Return the result in one plain sentence."""
        window, over = self._span()
        return headline(self.scenario.title, self.summary(), self._changed_nothing(), window, over)

    def plot(self) -> Any:
        """Return a figure of the hardest hit elements."""
        return hooks.call("plot", self)

    def _repr_html_(self) -> str:
        return str(hooks.call("html", self))
