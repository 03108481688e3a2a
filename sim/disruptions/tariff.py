"""An import duty: what comes from some countries is dearer, so buyers turn to others and do with less."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn
from sim.base.words import param, word

_MONTH_D = 365.25 / 12
_LEAST_STEP = 0.005


@word("disruption", "tariff")
@dataclass(frozen=True)
class Tariff:
    """Goods of some forms that go from an origin to a destination pay a duty of a part of their value.

    **Preference.** Everybody there who orders from several suppliers orders less on lanes from the origin: for each
    kg by a factor (1 + rate) to the power of minus ``substitution``, and more from the others. As all models of that
    kind it moves shares that are there: an alternative that needs qualification joins when goods fail to come, and
    not for a duty, and who buys from the origin alone pays. The default of 2 is judgement, within what trade
    models use.

    **Demand.** The prices of the world stay as they are, one inside and one outside, because a duty parts one
    destination from the rest; what buyers there pay is that price with the duty on the part of their orders
    that comes from the origin. They give up what the elasticities of the market say of that, beyond what the price
    makes them give up anyway: a part at once, the rest by design at up to ``speed`` a year, back half as fast.
    A duty that by itself raises what they pay by less than a quarter moves their demand only when goods are dear
    as well (``least_rise`` of the market). It is read once a month. Plants pass no duty on to their customers, and
    nothing is sent round through third countries: what is smuggled past a duty is not known.
    """

    origin: tuple[str, ...] = param("country", "Countries whose goods pay.", many=True)
    destination: tuple[str, ...] = param("destination", "Countries or regions that levy it.", many=True)
    form: tuple[str, ...] = param("form", "Which forms pay; none: all.", default=(), many=True)
    rate: float = param("share", "Duty as a part of the value.", low=0, high=5)
    start: date = param("date", "First day of the duty.")
    length: Distribution = param("distribution", "How long; without it, to the end of the run.", default=ENDLESS)
    substitution: float = param("count", "How readily orders move to other suppliers.", default=2.0, low=0, high=10)
    speed: float = param("share", "Part of the need that can be designed out in a year.", default=0.1, low=0, high=0.5)

    def run(self, world: World, cause: str) -> Process:
        """Play the duty: orders move at once, need month by month."""
        lanes = Selector(country=self.origin, destination=self.destination, form=self.form)
        moved = world.buyers.favour(lanes, (1.0 + self.rate) ** -self.substitution, cause)
        yield world.until(self.start)
        left = drawn(world, self.length, cause) - (world.today - self.start).days
        if left <= 0:
            return
        with ExitStack() as duty:
            duty.enter_context(moved)
            yield from self._save(world, lanes, left, duty, cause)

    def _save(self, world: World, lanes: Selector, left: float, duty: ExitStack, cause: str) -> Process:
        """Let buyers give up what the duty makes too dear, and take it back when it no longer does."""
        buyers = world.plants.members(Selector(destination=self.destination))
        designed_out = dict.fromkeys(buyers, 0.0)
        held: dict[str, tuple[float, ExitStack]] = {}
        while left > 0:
            for buyer in buyers:
                dearer = 1.0 + self.rate * world.buyers.reliance(buyer, lanes)
                at_once, in_time = world.market.saving(buyer, dearer)
                gap = in_time - designed_out[buyer]
                designed_out[buyer] += min(max(gap, -self.speed / 24), self.speed / 12)
                given_up = 1.0 - (1.0 - at_once) * (1.0 - designed_out[buyer])
                self._give_up(world, buyer, given_up, held, duty, cause)
            yield world.wait(min(left, _MONTH_D))
            left -= _MONTH_D

    def _give_up(
        self,
        world: World,
        buyer: str,
        share: float,
        held: dict[str, tuple[float, ExitStack]],
        duty: ExitStack,
        cause: str,
    ) -> None:
        """Let a buyer do without a share of his need, if it has changed; the new share begins before the old ends."""
        before = held.get(buyer)
        if abs(share - (before[0] if before else 0.0)) < _LEAST_STEP:
            return
        now = duty.enter_context(ExitStack())
        now.enter_context(world.buyers.thrift(Selector(node=(buyer,)), share, cause))
        if before:
            before[1].close()
        held[buyer] = share, now
