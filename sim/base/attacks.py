"""Attacks that breed attacks: a self-exciting (Hawkes) process, week by week.

Each attack raises the rate of those to come, which falls back over its memory. With ``branching`` b a base rate of
(1 - b) x the mean is carried to the mean by the attacks that attacks bring. The process is kept on the weeks of the
calendar: the attacks of a week are a Poisson quantile at that week's rate, which holds all weeks before it. More
base rate, more grievance or more branching never means fewer attacks in any week.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sim.base.counts import DAYS_PER_WEEK, DAYS_PER_YEAR, poisson, weeks_from
from sim.base.grievance import Temper

RECENT_D: Final = 120.0
"""Memory of the public, in days: attacks are usual or unusual by their mean over about so long (judgement)."""


class Week(NamedTuple):
    """Attacks of a week: its number in the calendar, its Monday in days from the start, and the grievance then."""

    number: int
    day: float
    attacks: int
    grievance: float


class Blow(NamedTuple):
    """A hit that gets through: when (days from the start), on what, and for how long it shuts it (0: it burns)."""

    at: float
    kind: str
    target: str
    days: float


@dataclass(frozen=True)
class Tempo:
    """The rhythm of a campaign.

    ``yearly`` attacks a year on the mean of the first year; ``branching`` attacks that each attack brings, within a
    memory of ``memory_d`` days; ``season`` the swing of the base rate about its mean, highest on day ``peak_d`` of
    the year; ``trend`` its growth a year, for ``trend_for_d`` days.
    """

    yearly: float
    branching: float = 0.0
    memory_d: float = 30.0
    season: float = 0.0
    peak_d: float = 0.0
    trend: float = 0.0
    trend_for_d: float = 0.0

    def usual(self, start: date, day: float) -> float:
        """Return the attacks a week that season and trend let expect, ``day`` days after ``start``."""
        into_year = start.timetuple().tm_yday + day - self.peak_d
        season = 1.0 + self.season * math.cos(2 * math.pi * into_year / DAYS_PER_YEAR)
        grown = math.pow(1.0 + self.trend, min(max(day, 0.0), self.trend_for_d) / DAYS_PER_YEAR)
        return self.yearly * DAYS_PER_WEEK / DAYS_PER_YEAR * season * grown


def whole() -> float:
    """Return how much new terms are felt where nobody looks at what is shipped: wholly."""
    return 1.0


def weekly(
    tempo: Tempo, temper: Temper, start: date, draw: Callable[[int], float], felt: Callable[[], float] = whole
) -> Iterator[Week]:
    """Return the weeks of a campaign, without end. ``draw`` gives the uniform number of a week's attacks.

    ``felt`` is asked before each week but the first how much of the new terms is felt by then. The campaign starts
    in full swing: at the rate, and the grievance, that its parameters keep up.
    """
    kept = math.exp(-DAYS_PER_WEEK / tempo.memory_d)
    forgotten = math.exp(-DAYS_PER_WEEK / RECENT_D)
    bred = tempo.branching * tempo.yearly * DAYS_PER_WEEK / DAYS_PER_YEAR
    grievance, recent = temper.before.grievance(), 1.0
    for number, day in weeks_from(start):
        usual = tempo.usual(start, day)
        base = usual * (1.0 - tempo.branching) * temper.factor(grievance, day)
        attacks = poisson(draw(number), base + bred)
        yield Week(number, day, attacks, grievance)
        bred = kept * bred + (1.0 - kept) * tempo.branching * attacks
        if usual > 0.0:
            recent = forgotten * recent + (1.0 - forgotten) * attacks / usual
        grievance = temper.moved(grievance, day, recent - 1.0, DAYS_PER_WEEK, felt())
