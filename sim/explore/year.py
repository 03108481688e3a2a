"""The tables of one year, and the sums that a comparison with statistics asks for."""

from typing import Any, Final, Protocol

import pandas as pd

HOME: Final = "CN"
"""Exports are counted as what leaves this country."""


class Tables(Protocol):
    """The tables of a run."""

    @property
    def production(self) -> pd.DataFrame:
        """See :class:`sim.base.tables.Tables`."""
        ...

    @property
    def flows(self) -> pd.DataFrame:
        """See :class:`sim.base.tables.Tables`."""
        ...

    @property
    def metrics(self) -> pd.DataFrame:
        """Every metric of the run."""
        ...


class Year:
    """Sums over a year. A condition may be one value or a list of values."""

    def __init__(self, tables: Tables) -> None:
        self._production = tables.production
        self._flows = tables.flows
        self._metrics = tables.metrics

    def made(self, column: str = "output_t", without: tuple[str, ...] = (), **where: Any) -> float:
        """Return t of production in rows that match, leaving out some nodes."""
        rows = _matching(self._production, where)
        return float(rows[~rows["node"].isin(without)][column].sum())

    def shipped(self, column: str = "shipped_t", **where: Any) -> float:
        """Return t of flows in rows that match."""
        return float(_matching(self._flows, where)[column].sum())

    def exported(self, column: str, form: list[str], to_country: str | None = None) -> float:
        """Return t that left China in these forms."""
        where: dict[str, Any] = {"from_country": HOME, "form": form}
        rows = _matching(self._flows, where if to_country is None else where | {"to_country": to_country})
        return float(rows[rows["to_country"] != HOME][column].sum())

    def imported(self, country: str, form: list[str]) -> float:
        """Return t that reached a country from abroad in these forms."""
        rows = _matching(self._flows, {"to_country": country, "form": form})
        return float(rows[rows["from_country"] != country]["arrived_t"].sum())

    def metric(self, name: str, subject: str, element: str) -> float:
        """Return a metric."""
        (row,) = _matching(self._metrics, {"metric": name, "subject": subject, "element": element})["value"]
        return float(row)


def _matching(frame: pd.DataFrame, where: dict[str, Any]) -> pd.DataFrame:
    for column, value in where.items():
        frame = frame[frame[column].isin(value) if isinstance(value, list) else frame[column] == value]
    return frame
