"""Which rows of the summaries the page shows, and in what order."""

from typing import Any

import pandas as pd

from sim.run.short import LEAST_T, is_short

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame by column name."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def worst(summary: pd.DataFrame, count: int) -> tuple[list[Row], int]:
    """Return the rows that are short, the largest shortfall first, and how many more there are.

    If they are too many, the worst row of every element stays: scandium is short in kilograms, and short all the same.
    """
    short = summary[is_short(summary["shortfall_t"], summary["demand_t"])]
    short = short.sort_values("shortfall_t", ascending=False, kind="stable")
    heads = short.index[~short["element"].duplicated()]
    kept = heads.append(short.index.difference(heads, sort=False))[: max(count, len(heads))]
    return records(short[short.index.isin(kept)]), len(short) - len(kept)


def short_elements(elements: pd.DataFrame) -> list[Row]:
    """Return the elements and groups of forms that come short, the largest shortfall first."""
    missing = elements["shortfall_t"]
    short = is_short(missing, elements["demand_t"]) | (elements["first_day_short"].notna() & (missing >= LEAST_T))
    return records(elements[short].sort_values("shortfall_t", ascending=False, kind="stable"))


def supplied_elements(elements: pd.DataFrame, short: list[Row]) -> list[str]:
    """Return the elements that nobody lacks in any form."""
    lacked = [row["element"] for row in short]
    return [element for element in dict.fromkeys(elements["element"]) if element not in lacked]
