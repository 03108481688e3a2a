"""What a metric may look at: the tables of one run."""

from datetime import date
from typing import TYPE_CHECKING, Protocol

from sim.base.weeks import Weeks

if TYPE_CHECKING:
    import pandas as pd


class Tables(Protocol):
    """One run as tidy frames, by month. Masses are t REO, ``product_t`` is gross weight, covers are days."""

    @property
    def start(self) -> date:
        """First day of the horizon."""
        ...

    @property
    def end(self) -> date:
        """First day after the horizon."""
        ...

    @property
    def shock(self) -> date | None:
        """Day on which the first disruption began; None if there was none."""
        ...

    @property
    def shock_minute(self) -> int | None:
        """Minute of the run at which the first disruption began; None if there was none."""
        ...

    @property
    def since_shock(self) -> Weeks:
        """What buyers needed, got and missed, week by week, from the first disruption on (all weeks without one).

        Where the run is read beside its baseline, what the baseline lacks too is taken off.
        """
        ...

    @property
    def nodes(self) -> "pd.DataFrame":
        """Columns: node, title, stage, form (of its product, or what a buyer buys), country, region, sector, owner."""
        ...

    @property
    def shortfall(self) -> "pd.DataFrame":
        """Columns: month, element, form, region, sector, demand_t, delivered_t, shortfall_t, thrifted_t, backlog_t."""
        ...

    @property
    def flows(self) -> "pd.DataFrame":
        """What left and what arrived.

        Columns: month, form, element, channel, from_country, to_country, from_node, to_node, shipped_t, arrived_t,
        product_t.
        """
        ...

    @property
    def trade(self) -> "pd.DataFrame":
        """What crossed a border.

        Columns: month, form, element, channel, from_country, to_country, shipped_t, arrived_t.
        """
        ...

    @property
    def freight(self) -> "pd.DataFrame":
        """What was carried, and what that cost; no row for a lane in a month in which nothing left.

        Columns: month, mode, form, from_country, to_country, from_node, to_node, product_t, freight_usd.
        """
        ...

    @property
    def consumption(self) -> "dict[str, pd.DataFrame]":
        """What each country made, traded and used up, by group of forms; see :func:`sim.base.trade.consumption`."""
        ...

    @property
    def production(self) -> "pd.DataFrame":
        """Columns: month, node, country, stage, element, input_t, output_t, loss_t, product_t."""
        ...

    @property
    def stocks(self) -> "pd.DataFrame":
        """Columns: month, node, owner, form, element, stock_t, cover_d. Stocks stand as at the end of the month."""
        ...

    @property
    def opening_stocks(self) -> "pd.DataFrame":
        """Stocks at the start of the horizon. Columns: node, owner, form, element, stock_t."""
        ...
