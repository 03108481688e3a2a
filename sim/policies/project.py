"""A mine or plant that is still a plan: it makes nothing until it has passed its gates, and then it ramps up."""

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from sim.base.distributions import Distribution
from sim.base.doors import Condition, Process, World
from sim.base.ramps import MONTH_D, HeldBack, output_after
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn
from sim.base.words import param, word

_YEAR_D = 365.25
_MEASURED = (0.05, 0.18, 0.40, 0.57, 0.70, 0.80, 0.88)
_Why = Generator[Any, Any, str]
"""A part of the way that ends with why the project is given up, or with nothing."""
_TAKEN_BACK = "permit taken back"
_WHY = {"survey": "no reserve", "permit": "no permit", "finance": "no money", "build": "not finished"}


@word("policy", "project")
@dataclass(frozen=True)
class Project:
    """Nodes stand still until survey, permit, finance and building are done, and then ramp up month by month.

    Give the nodes a capacity of 0 up to the earliest day on which they could run and nameplate from then on; the
    project holds them at nothing until it has passed its gates. Each gate takes its time and has its odds; who
    fails one has failed for good. No money comes while the price is too low, and a half-built or ramping plant is
    given up when the price falls under what it costs to run; an offtake contract with a floor price helps against
    both. The host may take the permit back; what he then owes is written into the event table (the award over Reko
    Diq was 5,840 million USD). Who answers a project, or waits for it, counts it from its first product on, and as
    ended when it is given up after that.

    Times: 6 to 32 years from discovery to mine, 15.7 on average over 127 mines (S&P Global), 8 for a refinery (IEA,
    October 2025). Ramp: median of Lynas, Mountain Pass, Molycorp and Serra Verde (USGS MCS 2016-2026 and company
    reports): 5 % of nameplate in the first year, 18 % in the second. Odds are judgement.
    """

    of_the_world: ClassVar[bool] = True
    """Without its project a plant would run as if it had been finished on its first possible day."""
    example: ClassVar[str] = (
        "node: [eneabba, eneabba_refinery], start: 2024-01-01, survey: 0 d, survey_odds: 100 %, "
        "build: triangular 3/3.5/5 yr"
    )

    node: tuple[str, ...] = param("node", "What is built; several nodes pass their gates together.", many=True)
    start: date = param("date", "First day of the survey.")
    survey: Distribution = param(
        "distribution", "From first survey to a certified reserve.",
        default=Distribution("triangular", (1096.0, 2192.0, 3653.0)),
    )  # fmt: skip
    survey_odds: float = param("share", "Odds that there is something worth digging.", default=0.3, low=0, high=1)
    permit: Distribution = param(
        "distribution", "Studies and permits.", default=Distribution("triangular", (731.0, 1461.0, 2922.0))
    )
    permit_odds: float = param("share", "Odds of a permit.", default=0.6, low=0, high=1)
    finance: Distribution = param(
        "distribution", "From permit to money.", default=Distribution("triangular", (365.0, 548.0, 1461.0))
    )
    finance_odds: float = param("share", "Odds that somebody pays.", default=0.5, low=0, high=1)
    build: Distribution = param(
        "distribution", "From money to first product.", default=Distribution("triangular", (548.0, 913.0, 1826.0))
    )
    build_odds: float = param("share", "Odds that it is finished.", default=0.8, low=0, high=1)
    ramp: tuple[float, ...] = param(
        "share", "Output over nameplate in the first year, the second and so on.", default=_MEASURED,
        low=0, high=1, many=True,
    )  # fmt: skip
    pace: float = param("factor", "How fast it ramps: 2 is twice as fast as that.", default=1.0, low=0.1, high=20)
    caps: dict[str, float] = param(
        "share", "Part of nameplate for which there is water, power, room for residue; the least binds.", default=None,
        low=0, high=1, keys="text",
    )  # fmt: skip
    priced_by: str = param("element", "The element whose price outside decides.", default="Nd")
    price: float = param("price", "Below it nobody finances; 0: the price does not matter.", default=0.0, low=0)
    patience: float = param("duration", "How long it looks for money at too low a price.", default=1461.0, low=0)
    ruin: float = param("price", "Below it what is half built or ramping is given up.", default=0.0, low=0)
    floor: float = param("price", "What an offtake contract pays at least.", default=0.0, low=0)
    support: float = param(
        "share", "Part of the capital that a state pays: it takes as much off the time to money and the odds of none.",
        default=0.0, low=0, high=1,
    )  # fmt: skip
    reversal: float = param("share", "Odds a year that the host takes the permit back.", default=0.0, low=0, high=0.99)
    penalty: float = param("count", "What he then owes, million USD.", default=0.0, low=0)
    held_up_by: tuple[str, ...] = param(
        "cause", "Disruptions or policies whose beginning holds up building and ramp, each once.", default=(), many=True
    )
    holdup: Distribution = param(
        "distribution", "For how long.", default=Distribution("triangular", (365.0, 730.0, 1461.0))
    )

    def doubt(self, makes: Mapping[str, float]) -> tuple[str, str]:
        """Say that a plant which runs already is held at nothing, and what to do; two empty texts if none is."""
        running = [f"{node} ({makes[node]:,.0f} t/yr)" for node in self.node if makes.get(node, 0.0) > 0]
        if not running:
            return "", ""
        message = f"{', '.join(running)} runs on the first day, and a project holds it at nothing until it is built"
        return message, "let its capacity be 0 until its first possible day"

    def run(self, world: World, cause: str) -> Process:
        """Hold the nodes at nothing, pass the gates one after another and ramp up, to the end of the run."""
        held: dict[str, date] = {}
        for name in self.held_up_by:
            world.start(self._hear(world, name, held, cause))
        standing = HeldBack(world, self.node, cause)
        yield world.until(self.start)
        self._pass(world, "start", "begun", cause)
        host = date.max
        for gate in ("survey", "permit", "finance", "build"):
            if (yield from self._fails(world, gate, held, host, cause)):
                yield world.wait(ENDLESS.mean())
            host = self._reversal(world, cause) if gate == "permit" else host
        yield from self._ramp_up(world, standing, held, host, cause)
        yield world.wait(ENDLESS.mean())

    def _hear(self, world: World, name: str, held: dict[str, date], cause: str) -> Process:
        """Write down until when the first beginning of a disruption holds the project up."""
        yield world.on(name, "begins")
        held[name] = world.today + timedelta(days=drawn(world, self.holdup, cause, f"held up by {name}"))

    def _pass(self, world: World, gate: str, outcome: str, cause: str) -> None:
        world.plants.pass_gate(cause, self.node[0], gate, outcome, cause)

    def _fails(self, world: World, gate: str, held: dict[str, date], host: date, cause: str) -> _Why:
        """Spend the time of a gate and draw its outcome; return why the project ends here, or nothing."""
        help_ = self.support if gate == "finance" else 0.0
        days = drawn(world, getattr(self, gate), cause, gate) * (1.0 - help_)
        odds = getattr(self, f"{gate}_odds")
        why = yield from self._spend(world, gate, days, held, host)
        if not why and world.draw(cause, f"{gate} odds", 0) >= odds + (1.0 - odds) * help_:
            why = _WHY[gate]
        if not why and gate == "finance" and self.floor < self.price:
            why = yield from self._await_price(world)
        self._tell(world, gate, why, cause)
        return why

    def _tell(self, world: World, gate: str, why: str, cause: str) -> None:
        """Write down how a gate was left, and the claim against a host who has taken the permit back."""
        self._pass(world, gate, f"cancelled, {why}" if why else "passed", cause)
        if why == _TAKEN_BACK and self.penalty > 0:
            world.note("claim", cause, "against the host, million USD", cause, self.penalty)

    def _spend(self, world: World, gate: str, days: float, held: dict[str, date], host: date) -> _Why:
        """Let time pass month by month, not counting months held up; return why the project ends, or nothing."""
        left = days
        while left > 0:
            step = min(left, MONTH_D)
            yield world.wait(step)
            why = self._ends(world, gate, host)
            if why:
                return why
            holds = gate in ("build", "ramp") and world.today < max(held.values(), default=date.min)
            left -= 0.0 if holds else step
        return ""

    def _ends(self, world: World, gate: str, host: date) -> str:
        """Return why a project cannot go on today, or nothing."""
        if world.today >= host:
            return _TAKEN_BACK
        exposed = gate in ("build", "ramp") and self.floor < self.ruin
        return "price collapsed" if exposed and world.market.price(self.priced_by, "outside") < self.ruin else ""

    def _await_price(self, world: World) -> _Why:
        """Wait until the price is high enough; return why nobody pays if it stays low for too long."""
        enough = world.when(Condition("price", Selector(), (self.priced_by,), "above", self.price))
        happened = yield enough | world.wait(self.patience)
        return "" if enough in happened else "price too low"

    def _reversal(self, world: World, cause: str) -> date:
        """Return the day on which the host takes the permit back."""
        if self.reversal == 0:
            return date.max
        years = math.log(1.0 - world.draw(cause, "reversal", 0)) / math.log(1.0 - self.reversal)
        return world.today + timedelta(days=min(years, 1000.0) * _YEAR_D)

    def _ramp_up(self, world: World, standing: HeldBack, held: dict[str, date], host: date, cause: str) -> Process:
        """Raise output month by month to what the curve and the caps allow; stop for good if the project ends."""
        most = min((self.caps or {}).values(), default=1.0)
        months = math.ceil(12 * len(self.ramp) / self.pace)
        for month in range(months):
            standing.grow(min(output_after((month + 0.5) / 12 * self.pace, self.ramp), most))
            why = yield from self._spend(world, "ramp", MONTH_D, held, host)
            if why:
                self._tell(world, "ramp", why, cause)
                standing.hold(0.0)
                return
        self._tell(world, "ramp", "", cause)
        if host < date.max:
            yield world.until(host)
            self._tell(world, "operation", _TAKEN_BACK, cause)
            standing.hold(0.0)
