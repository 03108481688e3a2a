"""An import duty: what comes from some countries is dearer, so buyers turn to others and do with less."""

from dataclasses import dataclass
from datetime import date

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn
from sim.base.words import param, word


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
    that comes from the origin. They come to feel it as they feel any price, and give up what the elasticities of the
    market say of both together: a part at once, the rest by design at the speed of the market, back half as fast.
    A duty that by itself raises what they pay by less than a quarter moves their demand only when goods are dear
    as well (``least_rise`` of the market). Plants pass no duty on to their customers, and nothing is sent round
    through third countries: what is smuggled past a duty is not known.
    """

    origin: tuple[str, ...] = param("country", "Countries whose goods pay.", many=True)
    destination: tuple[str, ...] = param("destination", "Countries or regions that levy it.", many=True)
    form: tuple[str, ...] = param("form", "Which forms pay; none: all.", default=(), many=True)
    rate: float = param("share", "Duty as a part of the value.", low=0, high=5)
    start: date = param("date", "First day of the duty.")
    length: Distribution = param("distribution", "How long; without it, to the end of the run.", default=ENDLESS)
    substitution: float = param("count", "How readily orders move to other suppliers.", default=2.0, low=0, high=10)

    def run(self, world: World, cause: str) -> Process:
        """Play the duty."""
        lanes = Selector(country=self.origin, destination=self.destination, form=self.form)
        moved = world.buyers.favour(lanes, (1.0 + self.rate) ** -self.substitution, cause)
        paid = world.market.duty(lanes, self.rate, cause)
        yield world.until(self.start)
        left = drawn(world, self.length, cause) - (world.today - self.start).days
        if left <= 0:
            return
        with moved, paid:
            yield world.wait(left)
