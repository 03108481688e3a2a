"""A run in five lines for somebody who has a minute: what happened, who is short of what, when, how much, and why."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sim.base.figures import tonnes
from sim.report.happenings import Happening, happenings
from sim.report.levers import best_levers
from sim.report.phrases import ELEMENTS, listed, long_day, percent
from sim.report.plain import entry
from sim.report.spans import end_of
from sim.run.headline import REGIONS, buyers, good, worth_naming
from sim.run.short import is_short

if TYPE_CHECKING:
    from sim.run import Replications, Result

    Answer = Result | Replications

NAMED: Final = 3
EVENTS: Final = 2
"""So many buyers and elements, and so many events, are named; more are counted."""
LEAST_CAUSE: Final = 0.02
CAUSES: Final = {
    "hoarding": "orders swollen by fear",
    "supply below demand": "supply that is below demand anyway",
    "breakdowns": "breakdowns",
    "other causes": "several smaller causes",
}
"""How a cause is said that no part of the scenario answers for."""
_SYMBOL: Final = re.compile(rf"\b({'|'.join(ELEMENTS)})\b")


def brief(result: "Answer", remedies: pd.DataFrame | None = None) -> dict[str, str]:
    """Return the lines by name: What, Who, When, How much, Why; and Help, if remedies were tried.

    Without the ledger of causes the line Why says that nobody asked.
    """
    summary = result.summary()
    short = summary[is_short(summary["shortfall_t"], summary["demand_t"])]
    lines = {
        "What": _what(result),
        "Who": _who(short),
        "When": _when(result, short),
        "How much": _how_much(result, short),
        "Why": _why(result, short),
    }
    return lines if remedies is None else lines | {"Help": best_levers(remedies)}


def _what(result: "Answer") -> str:
    """Say what the disruptions did, the first ones by name; where there are none, the title must do."""
    found = happenings(result.events, result.scenario, end_of(result.shortfall))
    told = [event for event in found if event.cause in result.scenario.disruptions]
    if not told:
        return f"{result.scenario.title}: no disruption begins; what differs lies in the world itself or in its rules."
    rest = len(told) - EVENTS
    more = [f"and {rest} thing{'' if rest == 1 else 's'} more"] if rest > 0 else []
    return f"{result.scenario.title}. {'; '.join([*map(_dated, told[:EVENTS]), *more])}."


def _dated(event: Happening) -> str:
    text = _SYMBOL.sub(lambda found: ELEMENTS[found.group(1)], event.text)
    if event.end is None:
        return f"From {long_day(event.start)} on: {text}"
    days = long_day(event.start) if event.end <= event.start else f"{long_day(event.start)} to {long_day(event.end)}"
    return f"{days}: {text}"


def _who(short: pd.DataFrame) -> str:
    if short.empty:
        return "Nobody runs short of any rare earth."
    regions = list(dict.fromkeys(short["region"]))
    named = [_place(region) for region in regions]
    where = f"buyers in {len(named)} regions" if len(named) > NAMED + 1 else f"buyers in {listed(named)}"
    worst = short[short["shortfall_t"] >= 1.0] if (short["shortfall_t"] >= 1.0).any() else short
    worst = worst.sort_values(["shortfall_share", "shortfall_t"], ascending=False, kind="stable")
    worst = worst.drop_duplicates(["region", "sector"]).head(NAMED)
    hardest = [
        f"{buyers(row)} ({percent(row['shortfall_share'])} of their {good(row)})" for row in worst.to_dict("records")
    ]
    return f"Short are {where}; hardest hit, for what they need: {'; '.join(hardest)}."


def _when(result: "Answer", short: pd.DataFrame) -> str:
    stopped = short[short["first_day_short"].notna()]
    if stopped.empty:
        return "No line has to stand still." if len(short) else "Never, while this run lasts."
    named = worth_naming(stopped, result.window)
    first = named.iloc[int(named["first_day_short"].to_numpy().argmin())]
    day: date = first["first_day_short"]
    who = buyers(first)
    return f"The first stop on {long_day(day)}{_after(result, day)} ({who}); {_until(result, stopped)}."


def _until(result: "Answer", stopped: pd.DataFrame) -> str:
    """Say when the last recover, as the headline has it; of days that were asked for, as the rows have it."""
    days = [value for value in stopped["recovery"] if isinstance(value, date)]
    recovered = len(days) == len(stopped) if result.recovered is None else result.recovered
    if not recovered:
        return "not all of those who stop have recovered by the end"
    again = ", some after relapses" if stopped["short_again"].notna().any() else ""
    return f"the last recover on {long_day(max(days) if result.recovered is None else result.window[1])}{again}"


def _after(result: "Answer", day: date) -> str:
    """Say how long after the first disruption a day is; nothing where none began, or not before that day."""
    days = (day - result.first_disruption).days
    disturbed = bool(result.events["cause"].isin(list(result.scenario.disruptions)).any())
    return f", {days} days after the first disruption" if disturbed and days >= 0 else ""


def _how_much(result: "Answer", short: pd.DataFrame) -> str:
    found = result.bridge()
    if found.not_delivered_t <= 0:
        return "Nothing that is needed is missing."
    whole = (
        f"{found.whole(tonnes)} t of {tonnes(found.needed_t)} t needed "
        f"({percent(found.not_delivered_t / found.needed_t)}) are not delivered: {tonnes(found.short_t)} t short and "
        f"{tonnes(found.given_up_t)} t given up"
    )
    sums = short.groupby("element", sort=False)[["shortfall_t", "demand_t"]].sum()
    sums = sums.sort_values("shortfall_t", ascending=False, kind="stable").head(NAMED)
    most = [f"{ELEMENTS.get(str(name), str(name))} {tonnes(row['shortfall_t'])} t" for name, row in sums.iterrows()]
    return f"{whole}{f'; most short: {listed(most)}' if most else ''}."


def _why(result: "Answer", short: pd.DataFrame) -> str:
    if short.empty:
        return "Nothing is short that somebody could be blamed for."
    if not result.manifest["causes"]:
        return "Not asked: the ledger of causes was not kept."
    by_cause = result.by_cause()
    found = [row for row in by_cause.to_dict("records") if row["share"] >= LEAST_CAUSE][:NAMED]
    (first, *rest) = [f"{percent(row['share'])} {{}}by {_cause(row)}" for row in found] or ["{}by several small causes"]
    return f"{listed([first.format('of what is short was held up '), *(part.format('') for part in rest)])}."


def _cause(row: dict[Any, Any]) -> str:
    if not row["kind"]:
        return CAUSES.get(row["cause"], entry(str(row["cause"])))
    return f"“{entry(str(row['cause']))}” ({entry(str(row['kind']).rpartition('/')[2])})"


def _place(code: str) -> str:
    return REGIONS.get(code, code)
