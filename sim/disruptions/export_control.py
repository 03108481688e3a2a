"""An export-control desk bans, rations or licenses what leaves its country."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from sim.base.controlling import AT_ONCE, TIGHT, alarming, frightens, magnets_caught
from sim.base.distributions import Distribution
from sim.base.doors import Handle, Process, World
from sim.base.regime import Hub, Leak, Office, Regime
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn, in_turn
from sim.base.words import param, word

_STEP_D = 365.25 / 12
_EASED = Distribution("triangular", (10.0, 20.0, 45.0))
_IN_MAGNETS = ("Nd", "Pr", "Dy", "Tb", "Gd", "Ho", "Sm")
"""Elements for whose magnets a list of oxides and metals is easily mistaken."""


@word("disruption", "export_control")
@dataclass(frozen=True)
class ExportControl:
    """What leaves a country is banned, rationed by quota, or needs a licence.

    A list of elements catches separated oxide and metal; magnets are caught by what they hold. With a
    destination it is a targeted embargo. After the tight phase a licence desk may be eased: month by month
    its times fall and the part approved rises in equal steps, from the tight terms to the eased ones, which
    the last month has. Then the control ends, unless it ``stays``; what still waits at the desk may then leave.

    A licence takes the wait for an officer, his work on the case (again for papers that come back), testing where
    goods are tested, and the lag at other offices. Buyers abroad hear of the control on its first day and are
    alarmed; it bites when the grace is over, unless it was suspended by then (``tight: 0 d``).

    Of several measures on the same goods the one that lets least out rules alone: a ban before all others, a licence by
    what is approved of the cases that its officers can decide, a quota by its part of the normal flow. Each has
    officers of its own, and who waits at one applies anew at the next: terms that change are one entry, not two.
    """

    example: ClassVar[str] = (
        "regime: licence, element: [Dy, Tb], magnets_containing: [Dy, Tb], start: 2026-03-01, tight: 1 yr, "
        "approved: 60 %"
    )

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
    content_from: str = param(
        "country", "Reaches abroad: goods made there with matter or technology from this country.", default=""
    )
    content_share: float = param("share", "From what content on it reaches.", default=0.001, low=0, high=1)
    start: date = param("date", "First day in force.")
    grace: float = param("duration", "Days until it bites.", default=0.0, low=0, high=731)
    tight: Distribution = param(
        "distribution", "How long the strict terms hold; without it, to the end of the run.", default=ENDLESS
    )
    eased: float = param("duration", "How long the easing takes, after the tight phase.", default=0.0, low=0, high=7305)
    stays: bool = param("flag", "Stays in force on the eased terms to the end of the run.", default=False)
    alarm: float | None = param(
        "share", "Part of the calm abroad that its announcement takes. Without it: 30 % of the part of the trade over "
        "all borders in what it lists that it means (of a quota, what is above it).", default=None, low=0, high=1,
    )  # fmt: skip
    officers: int = param("count", "Licence: people who decide; 0: as many as needed.", default=0, low=0, high=32)
    work: Distribution = param("distribution", "Licence: working days an officer takes for a case.", default=AT_ONCE)
    eased_work: Distribution | None = param(
        "distribution", "Licence: the same when eased; without it, as before.", default=None
    )
    papers: float = param("share", "Licence: odds that papers are found wanting.", default=0.0, low=0, high=0.9)
    mending: Distribution = param("distribution", "Licence: working days to mend papers.", default=AT_ONCE)
    tested: float = param(
        "share", "Licence: part of the cases whose goods are tested; none once eased.", default=0.0, low=0, high=1
    )
    tested_form: tuple[str, ...] = param("form", "Licence: what is tested; none: all.", default=(), many=True)
    testing: Distribution = param("distribution", "Licence: working days that testing adds.", default=AT_ONCE)
    lag: Distribution = param("distribution", "Licence: days at other offices, where nobody queues.", default=TIGHT)
    eased_lag: Distribution = param("distribution", "Licence: the lag when eased.", default=_EASED)
    approved: float = param(
        "share", "Licence: part of what is applied for that is approved.", default=1.0, low=0, high=1
    )
    eased_approved: float = param("share", "Licence: part approved when eased.", default=1.0, low=0, high=1)
    approved_by: dict[str, float] = param(
        "share", "Licence: most that is approved for a country, region or sector.", default=None,
        low=0, high=1, keys="text",
    )  # fmt: skip
    general: dict[str, float] = param(
        "share", "Licence: part of the normal flow of a country, region or sector that goes under general "
        "licences once the desk is eased.", default=None, low=0, high=1, keys="text",
    )  # fmt: skip
    quota: float = param("mass", "Quota: product that may leave in a period.", default=0.0, low=0)
    period: float = param("duration", "Quota: how long a period is.", default=182.625, low=7)
    carry_over: bool = param("flag", "Quota: what is left over adds to the next period.", default=True)
    outside_quota: float = param(
        "share", "Part of the normal flow that goes all the same, seen by customs.", default=0.0, low=0, high=1
    )
    smuggled: float = param(
        "share", "Part of the normal flow that goes all the same, unseen by customs.", default=0.0, low=0, high=1
    )
    smuggled_gain: float = param(
        "share", "What an e-folding of price outside over inside adds to it.", default=0.0, low=0, high=1
    )
    most_smuggled: float = param("share", "Most that is smuggled.", default=1.0, low=0, high=1)
    hub: float = param("rate", "Goods that a third country can pass on, relabelled.", default=0.0, low=0)
    hub_gain: float = param(
        "share", "Part of the normal flow that goes there for each e-folding of price.", default=0.5, low=0, high=5
    )
    hub_delay: float = param("duration", "Days that the way through it adds.", default=30.0, low=0, high=60)
    hub_risk: float = param("share", "Odds a week that a full hub is found out.", default=0.0, low=0, high=1)
    hub_shut: float = param("duration", "Days that it then lies low.", default=90.0, low=0, high=3653)
    leak_lag: float = param("duration", "Time in which leaks follow the price.", default=90.0, low=7, high=1461)

    def __post_init__(self) -> None:
        if self.regime != "licence" and (self.eased > 0 or self.stays):
            raise ValueError(f"a {self.regime} has no eased terms; give a second disruption for what follows it")
        if self.regime == "quota" and self.quota == 0:
            raise ValueError("a quota needs an amount; nothing at all is a ban")

    def doubt(self, makes: Mapping[str, float]) -> tuple[str, str]:
        """Say that a list of elements lets the magnets that hold them go; two empty texts if it does not."""
        held = [e for e in self.element if e in _IN_MAGNETS]
        if not held or self.form or self.magnets_containing:
            return "", ""
        message = f"separated {', '.join(held)} is caught, and the magnets that hold it are not"
        return message, f"give magnets_containing: [{', '.join(held)}], or form: [oxide, metal] if it is meant so"

    def run(self, world: World, cause: str) -> Process:
        """Play the control: the alarm of its first day, and after the grace its tight phase to its end."""
        yield world.until(self.start)
        tight_d = drawn(world, self.tight, cause, "tight")
        announced = tight_d > 0 or self.eased > 0 or self.stays or self.grace > 0
        if announced and (world.today - self.start).days <= self.grace:
            amount = frightens(world, self.alarm, self.desk, self._terms(0.0))
            world.market.alarm(alarming(self.element, self.form, self.magnets_containing), amount, cause)
        phases = self._phases(tight_d)
        bites = self.start + timedelta(days=round(self.grace))
        yield from in_turn(world, bites, [(days, [self._door(world, r, cause)]) for days, r in phases])

    def _door(self, world: World, regime: Regime, cause: str) -> Handle:
        return world.desks.control(self.desk, regime, cause)

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
            magnets_containing=magnets_caught(self.element, self.form, self.magnets_containing),
            lag=_between(self.lag, self.eased_lag, eased),
            office=self._office(eased),
            approved_share=self.approved + (self.eased_approved - self.approved) * eased,
            approved_by=self.approved_by or {},
            general_by={who: part * eased for who, part in sorted((self.general or {}).items())},
            quota_t=self.quota,
            period_d=self.period,
            carry_over=self.carry_over,
            leaks=self._leaks(),
            hub=self._hub(),
            content_from=self.content_from,
            content_share=self.content_share,
        )

    def _office(self, eased: float) -> Office:
        return Office(
            officers=self.officers,
            work=_between(self.work, self.eased_work or self.work, eased),
            papers_share=self.papers,
            papers=self.mending,
            tested_share=self.tested * (1.0 - eased),
            tested_form=self.tested_form,
            testing=self.testing,
        )

    def _leaks(self) -> dict[str, Leak]:
        leaks = {
            "outside_quota": Leak(self.outside_quota, self.outside_quota, 0.0, self.leak_lag),
            "smuggled": Leak(self.smuggled, self.most_smuggled, self.smuggled_gain, self.leak_lag),
            "transshipped": Leak(0.0, 1.0 if self.hub > 0 else 0.0, self.hub_gain, self.leak_lag),
        }
        return {channel: leak for channel, leak in leaks.items() if leak.most > 0}

    def _hub(self) -> Hub | None:
        return Hub(self.hub / 365.25, self.hub_delay, self.hub_risk, self.hub_shut) if self.hub > 0 else None


def _between(tight: Distribution, eased: Distribution, part: float) -> Distribution:
    """Return the lag at a part of the way: the shape of the tight lag, its mean moved towards that of the eased."""
    if part == 0 or part == 1 or tight.mean() == 0:
        return tight if part == 0 else eased
    return tight.scaled(1.0 + part * (eased.mean() / tight.mean() - 1.0))
