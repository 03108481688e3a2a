"""The tables that a comparison prints: totals that add up, elements and regions, first stops, and troughs."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sim.base.figures import tonnes
from sim.cli.grid import day, grid, percent

if TYPE_CHECKING:
    import pandas as pd

    from sim.explore import Comparison

ALL: Final = "all"
ROWS: Final = 20
NAMES: Final = {
    "needed_t": "needed", "delivered_t": "  delivered", "not_delivered_t": "  not delivered", "short_t": "    short",
    "given_up_t": "    given up", "late_t": "  late",
}  # fmt: skip
GOODS: Final = {"compounds_metals": "compounds, metals", "magnet": "magnets"}
NOT: Final = "–"
LEAST_SHARE: Final = 0.001
"""Differences below this part of the need are left to the table on disk."""


def total_table(found: "Comparison") -> str:
    """Return what all buyers need as the sum of what became of it, in both scenarios."""
    rows = [
        (NAMES[row["metric"]], tonnes(row["a"]), tonnes(row["b"]), *_difference(row))
        for row in found.totals.to_dict("records")
        if row["metric"] != "late_t" or max(abs(row["a"]), abs(row["b"])) >= 0.5
    ]
    head = ("all buyers, t", *found.names, "difference", "95 %")
    return grid(head, rows, frozenset({1, 2, 3, 4}))


def place_table(found: "Comparison") -> str:
    """Return where deliveries differ most, by element and region; only what is more than chance and 0.1 % of need."""
    from sim.explore.comparison import differs

    whole = found.of("not_delivered_t")
    whole = whole[(whole["element"] != ALL) & (whole["region"] != ALL)]
    parts = {name: found.of(name).set_index(["element", "region"]) for name in ("needed_t", "short_t", "given_up_t")}
    sure = [
        row
        for row, beyond_chance in zip(whole.to_dict("records"), differs(whole), strict=True)
        if beyond_chance and abs(row["difference"]) >= LEAST_SHARE * _value(parts["needed_t"], _place(row), "a")
    ]
    if not sure:
        return "In no region does what is not delivered of an element differ by 0.1 % of need and more than chance."
    rows = []
    for row in sure[:ROWS]:
        place = _place(row)
        need = _value(parts["needed_t"], place, "a")
        share = percent(row["difference"] / need) if need > 0 else NOT
        apart = [_signed(_value(parts[name], place, "difference")) for name in ("short_t", "given_up_t")]
        rows.append((*place, tonnes(row["a"]), tonnes(row["b"]), *_difference(row), share, *apart))
    both = (f"{name}, t" for name in found.names)
    head = ("element", "region", *both, "difference", "95 %", "of need", "short", "given up")
    text = grid(head, rows, frozenset({2, 3, 4, 5, 6, 7, 8}))
    more = f"\n… and {len(sure) - ROWS} more rows in comparison.csv" if len(sure) > ROWS else ""
    return f"Not delivered, where it differs by more than chance and 0.1 % of need:\n{text}{more}"


def stop_table(found: "Comparison") -> str:
    """Return when the first stop and the last have recovered, region by region; nothing if nobody stops."""
    rows = []
    first, last = (found.table[found.table["metric"] == name] for name in ("first_stop", "recovery"))
    recovered = last[last["element"] == ALL].set_index("region")
    for row in first[first["element"] == ALL].sort_values("a", kind="stable").to_dict("records"):
        end = recovered.loc[row["region"]].to_dict() if row["region"] in recovered.index else {}
        rows.append(
            (row["region"], _date(found, row, "a"), _date(found, row, "b"), *_days(row),
             _date(found, end, "a"), _date(found, end, "b"), *_days(end))
        )  # fmt: skip
    if not rows:
        return ""
    stops, recoveries = ([f"{what}, {name}" for name in found.names] for what in ("first stop", "recovery"))
    head = ("region", *stops, "days", "95 %", *recoveries, "days", "95 %")
    note = "Mean days, in brackets the runs in which it came, if not in all. A dash: in none by the end."
    return f"{grid(head, rows, frozenset({3, 4, 7, 8}))}\n{note}"


def export_table(found: "Comparison") -> str:
    """Return the troughs of exports that differ, t of product a day."""
    rows = [
        (row["region"], GOODS.get(row["form"], row["form"]), tonnes(row["a"]), tonnes(row["b"]), *_difference(row))
        for row in found.of("export_trough").to_dict("records")
    ]
    head = ("exporter", "trough, t a day", *found.names, "difference", "95 %")
    return grid(head, rows, frozenset({2, 3, 4, 5})) if rows else ""


def _place(row: dict[Any, Any]) -> tuple[str, str]:
    return str(row["element"]), str(row["region"])


def _value(rows: "pd.DataFrame", place: tuple[str, str], column: str) -> float:
    return float(rows.loc[place, column]) if place in rows.index else 0.0  # type: ignore[arg-type]


def _difference(row: dict[Any, Any]) -> tuple[str, str]:
    """Return a difference with its sign, and its interval; nothing for an interval that one pair does not give."""
    if row["low"] != row["low"]:
        return _signed(row["difference"]), ""
    return _signed(row["difference"]), f"{_signed(row['low'])} to {_signed(row['high'])}"


def _signed(value: float) -> str:
    text = tonnes(value)
    return f"+{text}" if value >= 0.005 else "0" if text == "0.00" else text


def _date(found: "Comparison", row: dict[Any, Any], which: str) -> str:
    """Return a mean number of days as a date, with the number of runs where it did not come in all."""
    runs = int(row.get(f"runs_{which}", 0))
    if runs == 0:
        return NOT
    when = day(found.window[0] + timedelta(days=round(row[which])))
    return when if runs == found.replications else f"{when} ({runs})"


def _days(row: dict[Any, Any]) -> tuple[str, str]:
    if not row or row["difference"] != row["difference"]:
        return "", ""
    low, high = (_whole(row[name]) for name in ("low", "high"))
    return _whole(row["difference"]), f"{low} to {high}" if low else ""


def _whole(days: float) -> str:
    """Return days with their sign, none as 0, and nothing for what is not known."""
    return "" if days != days else f"{days:+.0f}" if abs(days) >= 0.5 else "0"
