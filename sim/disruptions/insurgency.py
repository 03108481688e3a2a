"""An insurgency: attacks that come in waves and close roads and railways, stop plants and burn convoys."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.attacks import Blow, Tempo, Week, weekly, whole
from sim.base.counts import DAYS_PER_WEEK, DAYS_PER_YEAR, binomial, to_minute, weeks_from
from sim.base.distributions import Distribution
from sim.base.doors import Handle, Process, World
from sim.base.grievance import Temper, Terms
from sim.base.selector import Selector
from sim.base.spans import during
from sim.base.words import param, word

_ROAD = Distribution("lognormal", (2.9, 1.0))
_RAIL = Distribution("lognormal", (11.6, 1.09))
_PLANT = Distribution("lognormal", (5.0, 1.0))
_MASS = Distribution("uniform", (365.0, 517.0))
_SLOTS = 8
"""Most hits on one target in a week; each has a slot of its own in the streams of the target."""


@word("disruption", "insurgency")
@dataclass(frozen=True)
class Insurgency:
    """Attacks over a province, as a self-exciting process; few of them shut or burn what the model knows.

    **Attacks** come by weeks: each brings ``branching`` others within ``memory``, on a base rate with a season and a
    trend. Defaults are the Balochistan of 2025 (Pak Institute for Peace Studies: 254 attacks, some 21 a month);
    branching, memory and season are judgement, set so that months vary as the counts do (a negative binomial
    with k about 4). Apart from them come days of co-ordinated attack, one in 12 to 17 months (26 August 2024, 31
    January 2026), some 20 attacks each, which hit roads, railways and trucks in many places at once.

    **What gets through.** Each road, railway, plant and lane named has its own part of the attacks, from press
    reports of 2022 to 2025: with the days of co-ordinated attack 4.4 closures a year of one railway, and 3.5 over
    three roads, half of all multi-day road closures (the other half are protests: see ``unrest``). Lengths are
    lognormal fits to few events. Parts for plants and lanes, the loss of a convoy and the length of a plant's stop
    are judgement. Hits that overlap end with the longest.

    **Protection**, from ``protected_from``: guards stop a part of the hits on roads, railways and plants, convoys a
    part of those on goods; crews shorten repairs and drones the wait for security clearance, which is ``clearance``
    of each closure (the railway stood for clearance, not for repair, in March 2025). A night ban halves the hours
    in which trucks move: a delay. What protection does is judgement. It never changes when attacks come.

    **Grievance** (off while terms stay) moves with revenue left in the province, water taken and local jobs, and with
    ``reprisal``; see :mod:`sim.base.grievance`. Its sizes are judgement. ``shared_stake`` is the counter-claim that
    joint American and Chinese stakes deter attacks; nothing supports it but an opinion, so it is off.

    With ``shipped_by`` the new terms are felt only as far as those mines ship: by the value of what they shipped over
    about a year, at the prices of each week (of which a concentrate earns ``payable``), against ``felt_at``, at which
    they are felt in full. So a mine that stands robs nobody, and one that earns more on the same terms angers more.
    Both figures are judgement.

    Every draw belongs to a week of the calendar and a target: other parameters, targets and disruptions move none.
    """

    example: ClassVar[str] = "road: kachin_road, start: 2026-03-01, length: 2 yr, road_share: 2 %"

    road: tuple[str, ...] = param("passage", "Roads under attack.", default=(), many=True)
    rail: tuple[str, ...] = param("passage", "Railways under attack.", default=(), many=True)
    node: tuple[str, ...] = param("node", "Mines and plants under attack.", default=(), many=True)
    lane: tuple[str, ...] = param("lane", "Lanes whose trucks are attacked and kept from night driving.", default=(),
                                  many=True)  # fmt: skip
    start: date = param("date", "First day of the campaign.")
    length: float = param("duration", "How long it lasts; without it, to the end of the run.", default=365_250.0, low=0)

    attacks: float = param(
        "count", "Attacks a year at the start, days of co-ordinated attack apart.", default=238.0, low=0, high=3000
    )
    branching: float = param("share", "Attacks that each attack brings.", default=0.75, low=0, high=0.9)
    memory: float = param("duration", "How long an attack brings others, on the mean.", default=10.0, low=1, high=365)
    season: float = param("share", "Swing of the base rate over the year.", default=0.25, low=0, high=1)
    peak: float = param("count", "Day of the year at which the season is highest.", default=227, low=1, high=366)
    trend: float = param("share", "Growth of the base rate a year.", default=0.0, low=-1, high=2)
    trend_for: float = param("duration", "How long it grows.", default=730.0, low=0)
    mass_gap: Distribution = param(
        "distribution", "Time from one day of co-ordinated attack to the next.", default=_MASS
    )
    mass_hit: float = param(
        "share", "Odds that such a day hits each road, railway and lane.", default=0.5, low=0, high=1
    )

    road_share: float = param("share", "Part of attacks that shuts a road, for each.", default=0.0032, low=0, high=1)
    rail_share: float = param("share", "Part that shuts a railway, for each.", default=0.0168, low=0, high=1)
    plant_share: float = param("share", "Part that stops a plant, for each.", default=0.002, low=0, high=1)
    convoy_share: float = param("share", "Part that hits trucks, for each lane.", default=0.004, low=0, high=1)
    road_closure: Distribution = param("distribution", "How long a road is shut.", default=_ROAD)
    rail_closure: Distribution = param("distribution", "How long a railway is shut.", default=_RAIL)
    plant_stop: Distribution = param("distribution", "How long a plant stands.", default=_PLANT)
    convoy_loss: float = param(
        "share", "Part of the goods under way that burns when trucks are hit.", default=0.5, low=0, high=1
    )
    clearance: float = param("share", "Part of a closure that waits for clearance.", default=0.5, low=0, high=1)

    protected_from: date | None = param("date", "First day of protection; without it, the start.", default=None)
    guards: float = param("share", "Hits on roads, railways, plants that guards stop.", default=0.0, low=0, high=1)
    convoys: float = param("share", "Hits on trucks that escorts stop.", default=0.0, low=0, high=1)
    crews: float = param("share", "Repair time that crews at the ready save.", default=0.0, low=0, high=1)
    drones: float = param("share", "Time for clearance that drones save.", default=0.0, low=0, high=1)
    night_ban: date | None = param("date", "First night without driving; without it, nights are free.", default=None)
    night_delay: float = param("duration", "What half the hours add to a lane.", default=2.0, low=0, high=30)

    terms_from: date | None = param("date", "First day of new terms; without it, terms stay.", default=None)
    revenue_left: float = param("share", "Revenue left in the province before.", default=0.25, low=0, high=1)
    water_taken: float = param("share", "Local water taken before.", default=0.0, low=0, high=1)
    local_jobs: float = param("share", "Jobs held by locals before.", default=0.5, low=0, high=1)
    new_revenue_left: float | None = param(
        "share", "Revenue left under the new terms; without it, as before.", default=None, low=0, high=1
    )
    new_water_taken: float | None = param(
        "share", "Local water taken under the new terms; without it, as before.", default=None, low=0, high=1
    )
    new_local_jobs: float | None = param(
        "share", "Jobs held by locals under the new terms; without it, as before.", default=None, low=0, high=1
    )
    shipped_by: tuple[str, ...] = param(
        "node", "Mines by whose shipments the new terms are felt; none: they are felt in full.", default=(), many=True
    )
    felt_at: float = param(
        "count", "Value shipped a year, million USD, at which they are felt in full.", default=20.0, low=0.001
    )
    payable: float = param("share", "Part of the price of its oxides that the goods earn.", default=0.3, low=0, high=1)
    grievance_time: float = param("duration", "Time in which grievance moves.", default=730.0, low=30)
    response: float = param("count", "E-foldings of attacks for all of grievance.", default=1.4, low=0, high=5)
    reprisal: float = param("share", "Grievance that a doubling of attacks adds.", default=0.0, low=0, high=1)
    shared_stake: float = param("share", "Part of attacks that joint stakes deter.", default=0.0, low=0, high=1)

    def __post_init__(self) -> None:
        if not (self.road or self.rail or self.node or self.lane):
            raise ValueError("say what is attacked: road, rail, node or lane")
        if self.night_ban is not None and not self.lane:
            raise ValueError("a night ban slows lanes: say which")
        if self.shipped_by and self.terms_from is None:
            raise ValueError("what is shipped is felt by the new terms: say from when on, with 'terms_from'")

    def run(self, world: World, cause: str) -> Process:
        """Play the campaign: the weeks with their hits, the days of co-ordinated attack, the night ban."""
        self._check(world, cause)
        yield world.until(self.start)
        world.start(self._land(world, cause, self.weekly_blows(world, cause), paced=bool(self.shipped_by)))
        world.start(self._land(world, cause, self.mass_blows(world, cause)))
        if self.terms_from is not None or self.reprisal > 0:
            world.start(self._tell(world, cause))
        if self.night_ban is not None:
            begin = max(self.night_ban, self.start)
            left = self.length - (begin - self.start).days
            slower = world.freight.delay(Selector(lane=self.lane), self.night_delay, cause)
            yield from during(world, begin, left, slower)

    def weeks(self, world: World, cause: str) -> Iterator[Week]:
        """Return the weeks of the campaign, without end: attacks and grievance, days of co-ordinated attack apart."""
        felt = self._felt(world) if self.shipped_by else whole
        return weekly(self._tempo(), self._temper(), self.start, lambda slot: world.draw(cause, "attacks", slot), felt)

    def _felt(self, world: World) -> Callable[[], float]:
        """Return who says each week how much the new terms are felt, by the value shipped over about a year."""
        shipped, yearly = self._shipped(world), 0.0

        def felt() -> float:
            nonlocal shipped, yearly
            now = self._shipped(world)
            kg = {element: (now[element] - shipped[element]) * 1000 for element in now}
            value = sum(mass * world.market.price(element, "outside") for element, mass in kg.items() if mass > 0)
            a_year = value * self.payable / 1e6 * DAYS_PER_YEAR / DAYS_PER_WEEK
            yearly += (a_year - yearly) * -math.expm1(-DAYS_PER_WEEK / DAYS_PER_YEAR)
            shipped = now
            return min(yearly / self.felt_at, 1.0)

        return felt

    def _shipped(self, world: World) -> dict[str, float]:
        """Return t by element that the mines have shipped so far."""
        by_mine = [world.plants.shipped(mine) for mine in self.shipped_by]
        return {element: sum(masses[element] for masses in by_mine) for element in by_mine[0]}

    def _tempo(self) -> Tempo:
        return Tempo(
            self.attacks, self.branching, self.memory, self.season, self.peak, self.trend, self.trend_for
        )  # fmt: skip

    def _temper(self) -> Temper:
        before = Terms(self.revenue_left, self.water_taken, self.local_jobs)
        after = Terms(
            self.revenue_left if self.new_revenue_left is None else self.new_revenue_left,
            self.water_taken if self.new_water_taken is None else self.new_water_taken,
            self.local_jobs if self.new_local_jobs is None else self.new_local_jobs,
        )
        from_d = math.inf if self.terms_from is None else float((self.terms_from - self.start).days)
        return Temper(
            before, after, from_d, self.grievance_time, self.response, self.reprisal, self.shared_stake
        )  # fmt: skip

    def _check(self, world: World, cause: str) -> None:
        """Ask for every door once, so that a target that does not exist is told on the first day."""
        for passage in (*self.road, *self.rail):
            world.freight.close(passage, cause)
        for node in self.node:
            world.plants.throttle(Selector(node=(node,)), 0.0, cause)
        for lane in self.lane:
            world.freight.destroy(Selector(lane=(lane,)), 0.0, cause)

    def _targets(self) -> Iterator[tuple[str, str, float]]:
        """Return every target with its kind and its part of the attacks."""
        kinds = (
            ("road", self.road, self.road_share), ("rail", self.rail, self.rail_share),
            ("plant", self.node, self.plant_share), ("convoy", self.lane, self.convoy_share),
        )  # fmt: skip
        return ((kind, target, share) for kind, targets, share in kinds for target in targets)

    def weekly_blows(self, world: World, cause: str) -> Iterator[list[Blow]]:
        """Return what gets through, week by week."""
        if self.attacks == 0:
            return
        for week in self.weeks(world, cause):
            if week.day >= self.length:
                return
            yield [
                Blow(at, kind, target, days)
                for kind, target, share in self._targets()
                for at, days in self._hits(world, f"{cause}:{target}", week, kind, share)
                if 0 <= at < self.length
            ]

    def _hits(self, world: World, stream: str, week: Week, kind: str, share: float) -> Iterator[tuple[float, float]]:
        """Return when a target is hit in a week, and for how long."""
        if week.attacks == 0 or share == 0:
            return
        number = binomial(world.draw(stream, "hits", week.number), week.attacks, share)
        for slot in range(week.number * _SLOTS, week.number * _SLOTS + min(number, _SLOTS)):
            at = week.day + 7.0 * world.draw(stream, "day", slot)
            if not self._stopped(world, stream, "guard", slot, kind, at):
                yield at, self._days(world, stream, "length", slot, kind, at)

    def mass_blows(self, world: World, cause: str) -> Iterator[list[Blow]]:
        """Return what gets through on each day of co-ordinated attack. The first comes at a random part of a gap."""
        number = 0
        at = self.mass_gap.quantile(world.draw(cause, "mass", 0)) * world.draw(cause, "mass phase", 0)
        while at < self.length and self.mass_hit > 0 and self.mass_gap.mean() > 0:
            yield [
                Blow(at, kind, target, self._days(world, stream, "mass length", number, kind, at))
                for kind, target, _ in self._targets()
                if kind != "plant"
                and world.draw(stream := f"{cause}:{target}", "mass hit", number) < self.mass_hit
                and not self._stopped(world, stream, "mass guard", number, kind, at)
            ]
            number += 1
            at += max(self.mass_gap.quantile(world.draw(cause, "mass", number)), 1.0)

    def _protected(self, at: float) -> bool:
        return self.protected_from is None or at >= (self.protected_from - self.start).days

    def _stopped(self, world: World, stream: str, purpose: str, slot: int, kind: str, at: float) -> bool:
        stopped = self.convoys if kind == "convoy" else self.guards
        return stopped > 0 and self._protected(at) and world.draw(stream, purpose, slot) < stopped

    def _days(self, world: World, stream: str, purpose: str, slot: int, kind: str, at: float) -> float:
        """Return for how long a hit shuts its target: its repair and its clearance, shortened where protected."""
        if kind == "convoy":
            return 0.0
        lengths = {"road": self.road_closure, "rail": self.rail_closure, "plant": self.plant_stop}
        days = lengths[kind].quantile(world.draw(stream, purpose, slot))
        if not self._protected(at):
            return days
        return days * ((1.0 - self.clearance) * (1.0 - self.crews) + self.clearance * (1.0 - self.drones))

    def _land(self, world: World, cause: str, blows: Iterator[list[Blow]], paced: bool = False) -> Process:
        """Let blow after blow fall. Days count from the start of the campaign.

        ``paced`` blows are not thought of before their week has come: they hang on what is shipped until then.
        """
        today = float((world.today - self.start).days)
        for _, monday in weeks_from(self.start):
            if paced and monday > today:
                yield world.wait(monday - today)
                today = monday
            together = next(blows, None)
            if together is None:
                return
            for blow in sorted(together):
                at = to_minute(blow.at)
                if at > today:
                    yield world.wait(at - today)
                    today = at
                self._strike(world, cause, self._let_through(world, cause, blow), today)

    def _strike(self, world: World, cause: str, blow: Blow | None, today: float) -> None:
        """Burn what is under way, or begin a stop that lasts for what is left of its days."""
        if blow is None:
            return
        over = to_minute(blow.at + blow.days)
        if blow.kind == "convoy":
            if to_minute(blow.at) == today:
                world.freight.destroy(Selector(lane=(blow.target,)), self.convoy_loss, cause)
        elif over > today:
            world.start(during(world, world.today, over - today, self._door(world, blow, cause)))

    def _let_through(self, world: World, cause: str, blow: Blow) -> Blow | None:
        """Return what the protection that others give lets through of a blow."""
        live = world.protection(blow.target)
        stopped = live.convoys if blow.kind == "convoy" else live.guards
        slot = round(blow.at * 1440)
        if stopped > 0 and world.draw(f"{cause}:{blow.target}", "others' guard", slot) < stopped:
            return None
        if live.crews == 0 and live.drones == 0:
            return blow
        left = (1.0 - self.clearance) * (1.0 - live.crews) + self.clearance * (1.0 - live.drones)
        return blow._replace(days=blow.days * left)

    def _tell(self, world: World, cause: str) -> Process:
        """Write down each year's attacks, and the grievance at its end."""
        today, years, attacks = float((world.today - self.start).days), 1, 0
        weeks = self.weeks(world, cause)
        for _, monday in weeks_from(self.start):
            if self.shipped_by and today < monday < self.length:
                yield world.wait(monday - today)
                today = monday
            week = next(weeks)
            if week.day >= self.length:
                return
            attacks += week.attacks
            if week.day >= years * DAYS_PER_YEAR:
                if week.day >= today:
                    yield world.wait(week.day - today)
                    today = week.day
                    world.note("grievance", "province", f"{attacks} attacks in a year", cause, week.grievance)
                years, attacks = years + 1, 0

    def _door(self, world: World, blow: Blow, cause: str) -> Handle:
        if blow.kind == "plant":
            return world.plants.throttle(Selector(node=(blow.target,)), 0.0, cause)
        return world.freight.close(blow.target, cause)
