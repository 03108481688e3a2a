"""What words about buyers have in common: which buyers they mean."""

from dataclasses import dataclass

from sim.base.selector import Selector
from sim.base.words import param


@dataclass(frozen=True)
class OfBuyers:
    """The fields that say which buyers are meant. They restrict together; without any, all buyers are meant."""

    buyer: tuple[str, ...] = param("buyer", "Which buyers.", default=(), many=True)
    country: tuple[str, ...] = param("country", "Buyers in these countries.", default=(), many=True)
    region: tuple[str, ...] = param("region", "Buyers in these regions.", default=(), many=True)
    sector: tuple[str, ...] = param("sector", "Buyers in these sectors.", default=(), many=True)
    form: tuple[str, ...] = param("form", "Buyers of these forms.", default=(), many=True)

    def buyers(self) -> Selector:
        """Return the selector of these buyers."""
        return Selector(node=self.buyer, country=self.country, region=self.region, sector=self.sector, form=self.form)
