"""The tables of one run, each made when it is first asked for."""

from datetime import date
from functools import cached_property

import pandas as pd

from sim.base.calendar import date_after
from sim.base.trade import consumption
from sim.base.weeks import Weeks
from sim.run.desks import desks_frame
from sim.run.events import events_frame, nodes_frame, shock_minute
from sim.run.explained import Explained
from sim.run.flows import flows_frame, trade_frame
from sim.run.production import production_frame
from sim.run.recording import Recording, in_one_month
from sim.run.shortfall import shortfall_frame
from sim.run.stocks import Holdings, holdings, opening_frame, stocks_frame
from sim.run.weekly import weeks_of
from sim.scenario.model import Scenario
from sim.world.grid import Grid


class RunTables(Explained):
    """Tidy frames of one run. Masses are t REO (``product_t`` gross weight), months are first days in ISO form.

    ``start`` and ``end`` bound the horizon, ``shock`` is the day on which the first disruption began.
    """

    def __init__(self, scenario: Scenario, grid: Grid, recording: Recording) -> None:
        self.scenario = scenario
        self.recording = recording
        self.start: date = scenario.horizon.start
        self.end: date = date_after(self.start, recording.end)
        self.shock_minute = shock_minute(scenario, recording)
        self.shock: date | None = None if self.shock_minute is None else date_after(self.start, self.shock_minute)
        self._grid = grid

    @cached_property
    def weeks(self) -> Weeks:
        """What buyers needed, got and missed, week by week, in whole grams."""
        return weeks_of(self._grid, self.recording)

    @cached_property
    def since_shock(self) -> Weeks:
        """The weeks from the first disruption on; all weeks if there is none."""
        return self.weeks.since(self.shock_minute or 0)

    @cached_property
    def shortfall(self) -> pd.DataFrame:
        """Demand, delivery, shortfall and backlog by month, element, form, region and sector."""
        return shortfall_frame(self._grid, self.recording, self.weeks)

    @cached_property
    def flows(self) -> pd.DataFrame:
        """What left and what arrived, by month, lane, channel and element."""
        return flows_frame(self._grid, self.recording)

    @cached_property
    def trade(self) -> pd.DataFrame:
        """What went from country to country, by month, form, channel and element."""
        return trade_frame(self._grid, self.recording)

    @cached_property
    def consumption(self) -> dict[str, pd.DataFrame]:
        """What each country made, traded and used up, t a year, by group of forms.

        It is about the whole horizon, so masses are added up in grams before they become text rows.
        """
        return consumption(RunTables(self.scenario, self._grid, in_one_month(self.recording)))

    @cached_property
    def production(self) -> pd.DataFrame:
        """What every plant took in, made and lost, by month and element."""
        return production_frame(self._grid, self.recording)

    @cached_property
    def _held(self) -> Holdings:
        return holdings(self._grid, self.recording)

    @cached_property
    def stocks(self) -> pd.DataFrame:
        """Who holds what at the end of each month, and for how many days."""
        return stocks_frame(self._grid, self.recording, self._held)

    @cached_property
    def opening_stocks(self) -> pd.DataFrame:
        """Who held what at the start."""
        return opening_frame(self._grid, self._held)

    @cached_property
    def desks(self) -> pd.DataFrame:
        """What was applied for, approved and refused at export desks, by month."""
        return desks_frame(self._grid, self.recording)

    @cached_property
    def events(self) -> pd.DataFrame:
        """What happened to the world, and who did it."""
        return events_frame(self.scenario, self.recording)

    @cached_property
    def nodes(self) -> pd.DataFrame:
        """The nodes of the scenario."""
        return nodes_frame(self._grid)
