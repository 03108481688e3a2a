"""The summary drawn together by element: what is short, where it is worst, what is hit only along with others."""

from collections.abc import Collection
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
    "element", "form", "demand_t", "shortfall_t", "thrifted_t", "shortfall_share", "hit_share", "worst_hit",
    "worst_share", "region_share", "first_day_short", "first_hit", "recovery", "short_again", "role",
)  # fmt: skip


def by_element(summary: pd.DataFrame, scenario: Scenario, began: Collection[str]) -> pd.DataFrame:
    """Return one row per element and group of forms (``compounds_metals``, ``magnet``), in order of element.

    ``shortfall_t`` is what those lack who run short, ``thrifted_t`` what those do without who give up, as in the
    totals of :class:`sim.run.bridge.Bridge`: traces count in neither. ``shortfall_share`` is of the whole world's
    demand, ``hit_share`` of the demand of those who are short. ``worst_hit`` is the region and sector (``EU/ev``) that
    lacks the largest share of its need (in whole thousandths; of several the one that lacks most tonnes), among those
    with at least 1 % of the row's shortfall; ``worst_share`` is that share, and ``region_share`` what its region
    lacks of the demand of all
    sectors. ``first_day_short`` is the first day on which firms stopped, ``first_hit`` where, ``recovery`` the day on
    which the last of those who are short recover (None: not all do), and ``short_again`` the first day on which one
    of them is short again after his own recovery. ``role`` is ``controlled`` for elements that an export control
    names, if it is among those that ``began``, and ``collateral`` for others that come short with them in magnets.
    """
    groups = summary.assign(group=summary["form"].map(_GROUP_OF).fillna(summary["form"]))
    rows = [_row(str(key[0]), str(key[1]), found) for key, found in groups.groupby(["element", "group"], sort=False)]
    named = controlled(scenario, began)
    held_up = any(row["form"] == MAGNET and _short(row) and row["element"] in named for row in rows)
    for row in rows:
        row["role"] = _role(row, named, held_up)
    rank = {name: i for i, name in enumerate((*ELEMENTS, *_GROUP_OF.values()))}
    rows.sort(key=lambda row: (rank[row["element"]], rank.get(row["form"], len(rank))))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def controlled(scenario: Scenario, began: Collection[str]) -> frozenset[str]:
    """Return the elements that export controls name, themselves or for the magnets that hold them.

    Only controls count that are among those that ``began``. One that names goods by their form alone, or all goods,
    singles no element out.
    """
    words = [use.word for i, use in scenario.disruptions.items() if use.kind == "export_control" and i in began]
    return frozenset(element for word in words for element in (*word.element, *word.magnets_containing))


def _row(element: str, group: str, found: pd.DataFrame) -> dict[str, Any]:
    listed = found[is_short(found["shortfall_t"], found["demand_t"])]
    saving = found[is_short(found["thrifted_t"], found["demand_t"])]
    demand, short = float(found["demand_t"].sum()), float(listed["shortfall_t"].sum())
    row: dict[str, Any] = {"element": element, "form": group, "demand_t": demand, "shortfall_t": short}
    row["thrifted_t"] = float(saving["thrifted_t"].sum())
    row["shortfall_share"] = short / demand if demand > 0 else 0.0
    row |= {"hit_share": 0.0, "worst_hit": "", "worst_share": 0.0, "region_share": 0.0}
    row |= {"first_day_short": None, "first_hit": "", "recovery": None, "short_again": None}
    if listed.empty:
        return row
    row["hit_share"] = _share(listed)
    worth = listed[listed["shortfall_t"] >= WORTH_NAMING * short]
    if len(worth):
        rounded = worth.assign(shown=worth["shortfall_share"].round(3))
        worst = rounded.sort_values(["shown", "shortfall_t"], ascending=False, kind="stable").iloc[0]
        row |= {"worst_hit": _who(worst), "worst_share": float(worst["shortfall_share"])}
        row["region_share"] = _share(found[found["region"] == worst["region"]])
    return row | _dates(listed)


def _share(rows: pd.DataFrame) -> float:
    """Return what is short over what is needed, of some rows together."""
    return float(rows["shortfall_t"].sum() / rows["demand_t"].sum())


def _dates(listed: pd.DataFrame) -> dict[str, Any]:
    """Return who stops first, when, and when the last have recovered."""
    stopped = [row for row in listed.to_dict("records") if isinstance(row["first_day_short"], date)]
    if not stopped:
        return {}
    first = min(stopped, key=lambda row: row["first_day_short"])
    ends = [row["recovery"] for row in stopped if isinstance(row["recovery"], date)]
    again = [row["short_again"] for row in stopped if isinstance(row["short_again"], date)]
    return {
        "first_day_short": first["first_day_short"],
        "first_hit": _who(first),
        "recovery": max(ends) if len(ends) == len(stopped) else None,
        "short_again": min(again, default=None),
    }


def _role(row: dict[str, Any], named: frozenset[str], held_up: bool) -> str:
    if row["element"] in named:
        return CONTROLLED
    return COLLATERAL if held_up and row["form"] == MAGNET and _short(row) else ""


def _short(row: dict[str, Any]) -> bool:
    return bool(is_short(row["shortfall_t"], row["demand_t"]))


def _who(row: Any) -> str:
    return f"{row['region']}/{row['sector']}"
