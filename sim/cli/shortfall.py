"""The tables that a run prints: how the totals hang together, what is short by element, and who is short of it."""

from typing import TYPE_CHECKING, Any

from sim.base.figures import tonnes
from sim.cli.grid import day, grid, percent

if TYPE_CHECKING:
    import pandas as pd

    from sim.run.bridge import Bridge

ROWS = 30
ROWS_AN_ELEMENT = 2
"""So many rows of each element that is short are shown before tonnes decide: kilograms of Tb matter, too."""
NOT_YET = "not yet"
NO_STOP = "–"

GROUPS = {"compounds_metals": "compounds, metals", "magnet": "magnets"}
ELEMENT_HEAD = (
    "element", "form", "demand t", "shortfall t", "of world", "of those hit", "worst hit", "of its region",
    "first day short", "recovery", "role",
)  # fmt: skip
ELEMENT_NUMBERS = frozenset({2, 3, 4, 5, 7})
ELEMENT_THRIFTED = 4
HEAD = (
    "element", "region", "sector", "form", "demand t", "delivered t", "shortfall t", "share", "first day short",
    "recovery",
)  # fmt: skip
NUMBERS = frozenset({4, 5, 6, 7})
THRIFTED = 7
"""Where the column of what buyers give up stands, if any of those shown does."""
GIVEN_UP = "given up t"
NAMED = 4
"""So many regions, and elements, are named of what is given up."""
BRIDGE_HEAD = ("all buyers together", "t", "of need")


def short_rows(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the rows that are short by more than an echo of what happens elsewhere, largest first."""
    from sim.run.short import is_short

    short: pd.DataFrame = frame[is_short(frame["shortfall_t"], frame["demand_t"])]
    return short.sort_values("shortfall_t", ascending=False, kind="stable", ignore_index=True)


def bridge_table(bridge: "Bridge", compared: bool = False) -> str:
    """Return what is needed as the sum of what is delivered, short, given up, and neither.

    ``compared`` says that what the undisturbed world lacks, too, was taken off.
    """
    rows = [
        ("needed", bridge.needed_t, tonnes(bridge.needed_t)),
        ("  delivered", bridge.delivered_t, tonnes(bridge.delivered_t)),
        ("  not delivered", bridge.not_delivered_t, bridge.whole(tonnes)),
        ("    short", bridge.short_t, tonnes(bridge.short_t)),
        ("    given up", bridge.given_up_t, tonnes(bridge.given_up_t)),
    ]
    if bridge.has_rest:
        rest = "  late, traces, and short in the undisturbed world, too" if compared else "  late, and traces"
        rows.append((rest, bridge.rest_t, tonnes(bridge.rest_t)))
    shown = [(name, text, percent(_share(mass, bridge.needed_t))) for name, mass, text in rows]
    if bridge.has_later:  # the need of those years is not counted, so there is nothing to hold it against
        shown.append(("given up later, to the end of the run", tonnes(bridge.given_up_later_t), ""))
    return grid(BRIDGE_HEAD, shown, frozenset({1, 2}))


def saved_line(summary: "pd.DataFrame", bridge: "Bridge") -> str:
    """Say where most is given up, and of what; nothing if it is little beside what is short."""
    from sim.run.short import is_short

    if not bridge.saves_much:
        return ""
    saved = summary[is_short(summary["thrifted_t"], summary["demand_t"])]
    most = (
        saved.groupby(key, sort=False)["thrifted_t"].sum().sort_values(ascending=False, kind="stable").head(NAMED)
        for key in ("region", "element")
    )
    where, what = (", ".join(f"{name} {tonnes(mass)} t" for name, mass in sums.items()) for sums in most)
    return f"Given up most: {where}; of {what}."


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def element_table(by_element: "pd.DataFrame") -> str:
    """Return what is short as text, one row per element and group of forms, largest first.

    Shares are of the demand of all the world, of those who are short, of the worst hit, and of all in its region.
    """
    short = short_rows(by_element)
    rows: list[tuple[str, ...]] = [
        (
            row["element"], GROUPS.get(row["form"], row["form"]), tonnes(row["demand_t"]), tonnes(row["shortfall_t"]),
            percent(row["shortfall_share"]), percent(row["hit_share"]), _worst(row), percent(row["region_share"]),
            day(row["first_day_short"]), _recovery(row, "some again from"), row["role"],
        )
        for row in short.to_dict("records")
    ]  # fmt: skip
    return _with_given_up(ELEMENT_HEAD, rows, ELEMENT_NUMBERS, ELEMENT_THRIFTED, short)


def shortfall_table(summary: "pd.DataFrame") -> str:
    """Return who is short as text, largest first, no element left out, and say how many more rows there are.

    What they themselves give up, for its price or by decision, has a column if it is anything at all.
    """
    short = short_rows(summary)
    chosen = _chosen(short)
    rows: list[tuple[str, ...]] = [
        (
            row["element"], row["region"], row["sector"], row["form"],
            tonnes(row["demand_t"]), tonnes(row["delivered_t"]), tonnes(row["shortfall_t"]),
            percent(row["shortfall_share"]), day(row["first_day_short"]), _recovery(row),
        )
        for row in chosen.to_dict("records")
    ]  # fmt: skip
    table = _with_given_up(HEAD, rows, NUMBERS, THRIFTED, chosen)
    more = len(short) - len(rows)
    return f"{table}\n… and {more} more rows in summary.csv" if more > 0 else table


def _with_given_up(
    head: tuple[str, ...], rows: list[tuple[str, ...]], numbers: frozenset[int], place: int, frame: "pd.DataFrame"
) -> str:
    """Return a table with a column of what those shown give up, in its place, if it is anything at all."""
    saved = [tonnes(value) for value in frame["thrifted_t"]]
    if not set(saved) - {tonnes(0.0)}:
        return grid(head, rows, numbers)
    rows = [(*row[:place], mass, *row[place:]) for row, mass in zip(rows, saved, strict=True)]
    moved = frozenset(number + (number >= place) for number in numbers)
    return grid((*head[:place], GIVEN_UP, *head[place:]), rows, moved | {place})


def _chosen(short: "pd.DataFrame") -> "pd.DataFrame":
    """Return the rows to show: each element's worst first, then its second, then whoever lacks most."""
    place = short.groupby("element", sort=False).cumcount().clip(upper=ROWS_AN_ELEMENT)
    return short.loc[sorted(place.sort_values(kind="stable").index[:ROWS])]


def _worst(row: dict[Any, Any]) -> str:
    return f"{row['worst_hit']} {percent(row['worst_share'])}" if row["worst_hit"] else NO_STOP


def _recovery(row: dict[Any, Any], again: str = "again") -> str:
    """Return the day of recovery and of a relapse; who never had to stop has none, who is still short none yet."""
    if day(row["recovery"]) != day(None):
        relapse = "" if day(row["short_again"]) == day(None) else f", {again} {day(row['short_again'])}"
        return day(row["recovery"]) + relapse
    return NO_STOP if day(row["first_day_short"]) == day(None) else NOT_YET
