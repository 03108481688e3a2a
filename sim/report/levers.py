"""What the levers that were tried come to, in words: which of them deliver, and which only let buyers give up more."""

from datetime import date
from typing import Any, Final

import pandas as pd

from sim.base.figures import tonnes
from sim.report.phrases import listed, long_day, percent
from sim.report.plain import entry

NO_LEVER: Final = "No lever of the library fits this world, so none was tried."
NAMED: Final = 2
DEAR: Final = 0.05
"""A lever that gives up more than this part of what it saves is told with its price."""


def best_levers(remedies: pd.DataFrame) -> str:
    """Return in a sentence or two which levers deliver most; where none does, what they do instead."""
    if remedies.empty:
        return NO_LEVER
    rows = remedies.to_dict("records")
    best = [row for row in rows if row["delivered_t"] > 0 and row["saved_t"] > 0][:NAMED]
    if not best:
        nothing = f"None of {len(rows)} levers by themselves would have delivered what is short."
        return " ".join([nothing, *moving(remedies)])
    told = [f"{entry(str(row['lever']))} ({_saved(row)})" for row in best]
    late = best[0]["last_day_that_helps"]
    spared = (
        f"decided by {long_day(late)} it spares those who stop first"
        if isinstance(late, date)
        else "no day of decision spares those who stop first"
    )
    return f"Of {len(rows)} levers by themselves, most would be delivered by {listed(told)}; of the best, {spared}."


def _saved(row: dict[Any, Any]) -> str:
    """Say how much less is short, and how much more is given up, where that is what saves."""
    dear = row["given_up_t"] > DEAR * row["saved_t"]
    price = f", with {tonnes(row['given_up_t'])} t more given up" if dear else ""
    return f"{tonnes(row['saved_t'])} t less short, {percent(row['saved_share'])}{price}"


def moving(remedies: pd.DataFrame) -> list[str]:
    """Return a sentence for each lever that makes less short and delivers no more of it: what it moves, and where to.

    What is needed is the same with a lever and without, so what is neither short any more nor delivered was given up,
    or comes late.
    """
    return [
        f"{entry(str(row['lever'])).capitalize()} delivers no more: by the end of the run {tonnes(row['saved_t'])} t "
        f"less are short, and {tonnes(row['saved_t'] - row['delivered_t'])} t more given up or late."
        for row in remedies.to_dict("records")
        if row["delivered_t"] <= 0 < row["saved_t"]
    ]
