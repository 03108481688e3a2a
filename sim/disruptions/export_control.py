"""An export-control desk bans, rations or licenses what leaves its country."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.base.distributions import Distribution
from sim.base.doors import Handle, Process, Regime, Selector, World
from sim.base.elements import ELEMENTS
from sim.base.spans import ENDLESS, drawn, in_turn
from sim.base.words import param, word

_STEP_D = 365.25 / 12
_TIGHT = Distribution("triangular", (30.0, 63.0, 120.0))
"""Around the 45 working days that the regulations allow (63 calendar days): a judgement."""
_EASED = Distribution("triangular", (10.0, 20.0, 45.0))


@word("disruption", "export_control")
@dataclass(frozen=True)
class ExportControl:
    """What leaves a country is banned, rationed by quota, or needs a licence.

    A list of elements catches separated oxide and metal; magnets are caught by what they hold. With a
    destination it is a targeted embargo. After the tight phase a licence desk may be eased: month by month
    the lag falls and the part approved rises in equal steps, from the tight terms to the eased ones, which
    the last month has. Then the control ends, unless it ``stays``; what still waits at the desk may then leave.
    """

    desk: str = param("desk", "Whose exports.", default="mofcom")
    regime: Literal["ban", "quota", "licence"] = param(
        "choice", "Nothing leaves, so much leaves, or what is approved leaves.",
        default="licence", choices=("ban", "quota", "licence"),
    )  # fmt: skip
    element: tuple[str, ...] = param("element", "Elements listed; none: all.", default=(), many=True)
    form: tuple[str, ...] = param("form", "Forms listed; none: all.", default=(), many=True)
    destination: tuple[str, ...] = param("destination", "Countries or regions meant; none: all.", default=(), many=True)
    magnets_containing: tuple[str, ...] = param(
        "element", "Magnets that hold any of these are caught too. Without it, magnets are caught only where "
        "they are named as a form, or where neither elements nor forms are listed.", default=(), many=True,
    )  # fmt: skip
    start: date = param("date", "First day in force.")
    tight: Distribution = param(
        "distribution", "How long the strict terms hold; without it, to the end of the run.", default=ENDLESS
    )
    eased: float = param("duration", "How long the easing takes, after the tight phase.", default=0.0, low=0, high=7305)
    stays: bool = param("flag", "Stays in force on the eased terms to the end of the run.", default=False)
    lag: Distribution = param("distribution", "Licence: from application to decision.", default=_TIGHT)
    eased_lag: Distribution = param("distribution", "Licence: the lag when eased.", default=_EASED)
    approved: float = param(
        "share", "Licence: part of what is applied for that is approved.", default=1.0, low=0, high=1
    )
    eased_approved: float = param("share", "Licence: part approved when eased.", default=1.0, low=0, high=1)
    throughput: float = param(
        "count", "Licence: decisions a week; without it, as many as are due.", default=float("inf"), low=0.01
    )
    eased_throughput: float = param(
        "count", "Licence: decisions a week when eased; without it, as many as are due.", default=float("inf"), low=0.01
    )
    quota: float = param("mass", "Quota: product that may leave in a period.", default=0.0, low=0)
    period: float = param("duration", "Quota: how long a period is.", default=182.625, low=7)
    carry_over: bool = param("flag", "Quota: what is left over adds to the next period.", default=True)
    leakage: float = param("share", "Part of the normal flow that goes out all the same.", default=0.0, low=0, high=1)
    channel: Literal["smuggled", "outside_quota"] = param(
        "choice", "How it goes out: unseen, or seen by customs.",
        default="smuggled", choices=("smuggled", "outside_quota"),
    )  # fmt: skip

    def __post_init__(self) -> None:
        if self.regime != "licence" and (self.eased > 0 or self.stays):
            raise ValueError(f"a {self.regime} has no eased terms; give a second disruption for what follows it")
        if self.regime == "quota" and self.quota == 0:
            raise ValueError("a quota needs an amount; nothing at all is a ban")

    def run(self, world: World, cause: str) -> Process:
        """Play the control, from its tight phase to its end."""
        phases = self._phases(drawn(world, self.tight, cause, "tight"))
        yield from in_turn(world, self.start, [(days, [self._door(world, r, cause)]) for days, r in phases])

    def _door(self, world: World, regime: Regime, cause: str) -> Handle:
        return world.control(self.desk, regime, cause)

    def _phases(self, tight_d: float) -> Iterator[tuple[float, Regime]]:
        """Return the terms one after another, each with its days in force."""
        yield tight_d, self._terms(0.0)
        steps = max(round(self.eased / _STEP_D), 1) if self.eased > 0 else 0
        for step in range(1, steps + 1):
            yield self.eased / steps, self._terms(step / steps)
        if self.stays:
            yield ENDLESS.mean(), self._terms(1.0)

    def _terms(self, eased: float) -> Regime:
        """Return the terms at a stage of the easing: 0 tight, 1 eased."""
        return Regime(
            kind=self.regime,
            what=Selector(element=self.element, form=self.form, destination=self.destination),
            magnets_containing=self._magnets(),
            lag=_between(self.lag, self.eased_lag, eased),
            approved_share=self.approved + (self.eased_approved - self.approved) * eased,
            throughput_per_week=self._throughput(eased),
            quota_t=self.quota,
            period_d=self.period,
            carry_over=self.carry_over,
            leakage_share=self.leakage,
            leakage_channel=self.channel,
        )

    def _throughput(self, eased: float) -> float:
        """Return decisions a week: the time that one takes moves in equal steps from tight to eased."""
        per_decision = (1.0 - eased) / self.throughput + eased / self.eased_throughput
        return 1.0 / per_decision if per_decision > 0 else math.inf

    def _magnets(self) -> tuple[str, ...]:
        if not self.magnets_containing and ("magnet" in self.form or not (self.form or self.element)):
            return self.element or ELEMENTS
        return self.magnets_containing


def _between(tight: Distribution, eased: Distribution, part: float) -> Distribution:
    """Return the lag at a part of the way: the shape of the tight lag, its mean moved towards that of the eased."""
    if part == 0 or part == 1 or tight.mean() == 0:
        return tight if part == 0 else eased
    return tight.scaled(1.0 + part * (eased.mean() / tight.mean() - 1.0))
