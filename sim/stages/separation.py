"""A separation plant cracks a basket and takes it to single oxides, as far as its circuits reach."""

from dataclasses import dataclass
from typing import ClassVar

from sim.base.distributions import Distribution
from sim.base.elements import ELEMENTS
from sim.base.plant import Catalogue, PlantRecipe, vector
from sim.base.series import Series
from sim.base.words import param, word


@word("stage", "separation")
@dataclass(frozen=True)
class Separation:
    """Crack, leach and separate. What has no circuit and no buyer stays in the residue, and never blocks.

    ``separates`` become oxides with ``recovery`` (or the element's own in ``recoveries``); ``collects`` leave
    together as a mixed carbonate for a plant that can go on; every other element goes to the residue.
    """

    example: ClassVar[str] = "country: US, capacity: 5 kt/yr, separates: [La, Ce, Pr, Nd], collects: [Tb, Dy]"

    capacity: Series = param("series", "Feed at full working, t REO a year.", low=0)
    separates: tuple[str, ...] = param("element", "Elements taken to single oxides.", many=True)
    growth: float = param(
        "share", "Growth of capacity a year after the last dated value.", default=0.0, low=-0.5, high=1
    )
    collects: tuple[str, ...] = param("element", "Elements sold together as mixed carbonate.", default=(), many=True)
    recovery: float = param(
        "share", "Part of an element in the feed that reaches the product.", default=0.88, low=0, high=1
    )
    recoveries: dict[str, float] = param(
        "share", "Recovery of single elements where it differs.", default=None, low=0, high=1, keys="element"
    )
    pulls: tuple[str, ...] = param(
        "order_class", "Classes whose lack makes the plant run; none: it runs to capacity.", default=(), many=True
    )
    residence: float = param("duration", "From first feed to oxide.", default=45.0, low=0, high=200)
    feed_cover: float = param("duration", "Days of feed kept.", default=30.0, low=0)
    product_cover: float = param("duration", "Days of orders kept as oxide.", default=30.0, low=0)
    surplus_cover: float = param(
        "duration", "Days of orders beyond which an element is left unseparated.", default=90.0, low=0
    )
    up: Distribution | None = param("distribution", "Time between failures.", default=None)
    down: Distribution | None = param("distribution", "Time to repair.", default=None)

    def plant(self, catalogue: Catalogue) -> PlantRecipe:
        """Return the recipe: a basket plant with one recovery per element."""
        own = self.recoveries or {}
        recovery = {e: own.get(e, self.recovery) for e in ELEMENTS}
        lost_to_residue = [e for e in ELEMENTS if e not in self.separates and e not in self.collects]
        return PlantRecipe(
            mode="basket",
            product_form="oxide",
            capacity=self.capacity.grown(self.growth),
            out_share=vector({e: recovery[e] for e in self.separates}),
            by_share=vector({e: recovery[e] for e in self.collects}),
            residue_share=vector({e: recovery[e] for e in lost_to_residue}),
            byproduct_form="carbonate",
            residence_d=self.residence,
            feed_cover_d=self.feed_cover,
            product_cover_d=self.product_cover,
            surplus_cover_d=self.surplus_cover,
            pulls=self.pulls,
            up=self.up,
            down=self.down,
        )
