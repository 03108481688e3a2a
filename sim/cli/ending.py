"""What stands below the tables of a run: which days were counted, against what, and how many runs speak."""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.run import Replications, Result

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


UNITS = "Tonnes are oxide equivalent; the first day short is when firms with 0.1 % of a region's use have to stop."

GIVEN_UP = "Given up: what buyers do without for its price or by decision. Not delivered is short and given up."


def ending(result: "Result | Replications", compared: bool) -> str:
    """Return a few plain sentences; ``compared`` says that the run was read against its undisturbed twin."""
    runs = int(result.manifest.get("replications", 1))
    many = f"Mean tonnes and median days of {runs} runs." if runs > 1 else "One run; --replications 20 gives a mean."
    saved = f" {GIVEN_UP}" if (result.summary()["thrifted_t"] > 0).any() else ""
    told = [_counted(result), f"{_against(compared)} {many}", f"{UNITS}{saved}", _never(result)]
    return "\n".join([*(line for line in told if line), result.applicability().says])


def _never(result: "Result | Replications") -> str:
    """Name what could have acted and never did: its line was not crossed, or it had nothing to act with."""
    acted = set(result.events["cause"])
    used = {**result.scenario.disruptions, **result.scenario.policies}
    idle = [name for name, use in used.items() if hasattr(use.word, "run") and name not in acted]
    return f"Never acted in the run: {', '.join(idle)}." if idle else ""


def _counted(result: "Result | Replications") -> str:
    scenario, (begin, end) = result.scenario, result.window
    if result.recovered is None:
        return f"Counted from {in_words(begin)} up to {in_words(end)}, the days asked for."
    since = "the start" if begin == scenario.horizon.start else "the day of the first disruption"
    until = "when the run ends" if end >= scenario.horizon.end else "when the last who had to stop are well again"
    return f"Counted from {in_words(begin)}, {since}, to {in_words(end)}, {until}."


def _against(compared: bool) -> str:
    if not compared:
        return "All that is not delivered counts: the scenario disturbs nothing, so there is nothing to compare with."
    return "Shortfall is what is short here but not in the same world without its disruptions and policies."


def in_words(day: date) -> str:
    """Return a day as one says it: 1 January 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
