"""What left a country a day, month by month, and the trough: one definition for tables, page and comparison.

Months have different lengths, and a short one looks like a slump; so exports are tonnes of product a day. The trough
is the whole month, of those counted, with least exports a day; its share is of the mean day of the year before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from sim.run.frame import whole_months

MONTHS_BEFORE: Final = 12
"""The usual day is the mean of so many whole months before the first disruption."""


@dataclass(frozen=True)
class Trough:
    """The month with least exports a day (its first day), t of product a day then, and on a usual day before.

    ``usual`` is None where no whole month comes before.
    """

    month: date
    daily_t: float
    usual_t: float | None

    @property
    def share(self) -> float | None:
        """Return the exports a day of the trough as a part of those of a usual day."""
        return self.daily_t / self.usual_t if self.usual_t else None


def daily_exports(
    flows: pd.DataFrame, country: str, forms: Collection[str], start: date, end: date
) -> "pd.Series[float]":
    """Return t of product a day that left a country for others, by the first day of the month of departure.

    Months that the run from ``start`` to ``end`` covers in part only are left out; one without exports has a zero.
    """
    gone = flows[(flows["from_country"] == country) & (flows["to_country"] != country)]
    gone = gone[gone["form"].isin(list(forms))]
    months = pd.DatetimeIndex(pd.to_datetime(sorted(flows["month"].unique())))
    sums = gone.groupby("month")["product_t"].sum().reindex(months.strftime("%Y-%m-%d"), fill_value=0.0)
    daily = pd.Series(sums.to_numpy() / months.days_in_month.to_numpy(), index=months)
    return daily[whole_months(months, start, end)]


def usual_day(daily: "pd.Series[float]", shock: date) -> float | None:
    """Return the mean exports a day of up to a year of whole months before the month of the shock."""
    before = daily[daily.index < pd.Timestamp(shock.replace(day=1))][-MONTHS_BEFORE:]
    return float(before.mean()) if len(before) else None


def trough(daily: "pd.Series[float]", shock: date, end: date | None = None) -> Trough | None:
    """Return the trough from the month of the shock on (up to ``end``); None if no whole month follows."""
    after = daily[daily.index >= pd.Timestamp(shock.replace(day=1))]
    after = after if end is None else after[after.index < pd.Timestamp(end)]
    if after.empty:
        return None
    month = pd.Timestamp(str(after.idxmin()))
    return Trough(month.date(), float(after.min()), usual_day(daily, shock))
