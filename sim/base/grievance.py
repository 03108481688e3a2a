"""Grievance: how wronged a province feels by mines and roads, from 0 (not at all) to 1, and what that does to attacks.

The direction is the claim of those who write about Balochistan: little revenue left in the province, groundwater
taken and jobs for outsiders feed the attacks, and sharing the benefits lowers them. Nobody has measured the sizes:
every weight, time and response here is judgement of the project, to be varied and not to be believed.
"""

import math
from dataclasses import dataclass
from typing import Final

REVENUE, WATER, JOBS = 0.5, 0.25, 0.25
"""Weights of the three sources of grievance (judgement); they add up to one."""
FAIR_REVENUE: Final = 0.5
"""Part of the revenue left in the province at which nobody feels robbed (judgement)."""
WORST_WATER: Final = 0.4
"""Part of the local water at which the grievance about it is full: the most that has been claimed mining would take."""


@dataclass(frozen=True)
class Terms:
    """What a province gets and gives, as parts of one: revenue left there, local water taken, jobs held by locals."""

    revenue_left: float
    water_taken: float
    local_jobs: float

    def grievance(self) -> float:
        """Return the grievance that these terms lead to if they last."""
        robbed = 1.0 - min(self.revenue_left / FAIR_REVENUE, 1.0)
        thirsty = min(self.water_taken / WORST_WATER, 1.0)
        return REVENUE * robbed + WATER * thirsty + JOBS * (1.0 - self.local_jobs)


@dataclass(frozen=True)
class Temper:
    """How grievance moves and what it does.

    ``before`` are the terms to which the rate of attacks was fitted, ``after`` those in force from day ``from_d`` of
    the campaign. Grievance goes two thirds of its way in ``time_d`` days; one whole step of it multiplies the rate
    of attacks by e to the power ``response``. ``reprisal`` is what a doubling of attacks adds to the level that
    grievance moves to, because the state answers with force and the force is resented. ``shared_stake`` is the
    part of attacks that vanishes from ``from_d`` because all great powers have money in the province.
    """

    before: Terms
    after: Terms
    from_d: float = math.inf
    time_d: float = 730.0
    response: float = 1.4
    reprisal: float = 0.0
    shared_stake: float = 0.0

    def moved(self, grievance: float, day: float, excess: float, days: float, felt: float = 1.0) -> float:
        """Return the grievance ``days`` later; ``excess`` is by what part attacks exceed what is usual.

        ``felt`` is how much of the way from the terms before to those after is felt: of a mine that ships half of
        what would make it notorious, half.
        """
        level = self.before.grievance()
        if day >= self.from_d:
            level += felt * (self.after.grievance() - level)
        target = min(max(level + self.reprisal * excess, 0.0), 1.0)
        return grievance + (target - grievance) * -math.expm1(-days / self.time_d)

    def factor(self, grievance: float, day: float) -> float:
        """Return what the rate of attacks is multiplied by."""
        stake = self.shared_stake if day >= self.from_d else 0.0
        return (1.0 - stake) * math.exp(self.response * (grievance - self.before.grievance()))
