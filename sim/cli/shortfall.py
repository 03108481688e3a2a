"""The table that a run prints: who runs short of what, worst first."""

from typing import TYPE_CHECKING

from sim.cli.grid import day, grid, percent, tonnes

if TYPE_CHECKING:
    import pandas as pd

ROWS = 25
HEAD = (
    "element", "region", "sector", "form", "demand t", "delivered t", "shortfall t", "share",
    "first day short", "recovery",
)  # fmt: skip
NUMBERS = frozenset({4, 5, 6, 7})
LEAST_T = 0.005
"""Less than this prints as 0.00 t and is not worth a line."""


def shortfall_table(summary: "pd.DataFrame") -> str:
    """Return the worst rows of a summary as text, and say how many more there are."""
    short = summary[summary["shortfall_t"] >= LEAST_T].sort_values("shortfall_t", ascending=False, kind="stable")
    if short.empty:
        return f"Nobody runs short: {len(summary)} buyers' rows, all delivered in full."
    rows = [
        (
            row["element"], row["region"], row["sector"], row["form"],
            tonnes(row["demand_t"]), tonnes(row["delivered_t"]), tonnes(row["shortfall_t"]),
            percent(row["shortfall_share"]), day(row["first_day_short"]), day(row["recovery"]),
        )
        for row in short.head(ROWS).to_dict("records")
    ]  # fmt: skip
    table = grid(HEAD, rows, NUMBERS)
    more = len(short) - len(rows)
    return f"{table}\n… and {more} more rows in summary.csv" if more > 0 else table
