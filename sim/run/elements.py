"""The summary drawn together by element: what is short, where it is worst, what is hit only along with others."""

from datetime import date
from typing import Any, Final

import pandas as pd

from sim.base.elements import ELEMENTS
from sim.base.trade import GROUPS
from sim.run.short import is_short
from sim.scenario.model import Scenario

CONTROLLED: Final = "controlled"
COLLATERAL: Final = "collateral"
WORTH_NAMING: Final = 0.01
"""Who lacks less than this share of an element's shortfall is not named as its worst hit."""
MAGNET: Final = "magnet"
_GROUP_OF: Final = {form: group for group, forms in GROUPS.items() for form in forms}
COLUMNS: Final = (
    "element", "form", "demand_t", "shortfall_t", "shortfall_share", "worst_hit", "worst_share", "first_day_short",
    "first_hit", "recovery", "role",
)  # fmt: skip


def by_element(summary: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return one row per element and group of forms (``compounds_metals``, ``magnet``), in order of element.

    ``worst_hit`` is the region and sector (``EU/ev``) that lacks the largest share of its need, among those with at
    least 1 % of the row's shortfall, and ``worst_share`` that share. ``first_day_short`` is the first day on which
    firms stopped, ``first_hit`` where, and ``recovery`` the day on which the last of those who are short recover
    (None: not all do). ``role`` is ``controlled`` for elements that an export control of the scenario names,
    ``collateral`` for others that come short with them in magnets.
    """
    groups = summary.assign(group=summary["form"].map(_GROUP_OF).fillna(summary["form"]))
    rows = [_row(str(key[0]), str(key[1]), found) for key, found in groups.groupby(["element", "group"], sort=False)]
    named = controlled(scenario)
    held_up = any(row["form"] == MAGNET and _short(row) and row["element"] in named for row in rows)
    for row in rows:
        row["role"] = _role(row, named, held_up)
    rank = {name: i for i, name in enumerate((*ELEMENTS, *_GROUP_OF.values()))}
    rows.sort(key=lambda row: (rank[row["element"]], rank.get(row["form"], len(rank))))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def controlled(scenario: Scenario) -> frozenset[str]:
    """Return the elements that export controls of a scenario name; one that names none is meant for all."""
    words = [use.word for use in scenario.disruptions.values() if use.kind == "export_control"]
    return frozenset(element for word in words for element in (word.element or ELEMENTS))


def _row(element: str, group: str, found: pd.DataFrame) -> dict[str, Any]:
    demand, short = float(found["demand_t"].sum()), float(found["shortfall_t"].sum())
    row: dict[str, Any] = {"element": element, "form": group, "demand_t": demand, "shortfall_t": short}
    row["shortfall_share"] = short / demand if demand > 0 else 0.0
    row |= {"worst_hit": "", "worst_share": 0.0, "first_day_short": None, "first_hit": "", "recovery": None}
    listed = found[is_short(found["shortfall_t"], found["demand_t"])]
    worth = listed[listed["shortfall_t"] >= WORTH_NAMING * short]
    if len(worth):
        worst = worth.loc[worth["shortfall_share"].idxmax()]
        row |= {"worst_hit": _who(worst), "worst_share": float(worst["shortfall_share"])}
    return row | _dates(listed)


def _dates(listed: pd.DataFrame) -> dict[str, Any]:
    """Return who stops first, when, and when the last have recovered."""
    stopped = [row for row in listed.to_dict("records") if isinstance(row["first_day_short"], date)]
    if not stopped:
        return {}
    first = min(stopped, key=lambda row: row["first_day_short"])
    ends = [row["recovery"] for row in stopped if isinstance(row["recovery"], date)]
    return {
        "first_day_short": first["first_day_short"],
        "first_hit": _who(first),
        "recovery": max(ends) if len(ends) == len(stopped) else None,
    }


def _role(row: dict[str, Any], named: frozenset[str], held_up: bool) -> str:
    if row["element"] in named:
        return CONTROLLED
    return COLLATERAL if held_up and row["form"] == MAGNET and _short(row) else ""


def _short(row: dict[str, Any]) -> bool:
    return bool(is_short(row["shortfall_t"], row["demand_t"]))


def _who(row: Any) -> str:
    return f"{row['region']}/{row['sector']}"
