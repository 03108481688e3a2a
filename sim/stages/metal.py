"""A metal maker reduces single oxides to metal or alloy, each class on its own, under one capacity."""

from dataclasses import dataclass

from sim.base.distributions import Distribution
from sim.base.plant import Catalogue, PlantRecipe, uniform
from sim.base.series import Series
from sim.base.words import param, word


@word("stage", "metal")
@dataclass(frozen=True)
class Metal:
    """Molten-salt electrolysis and calciothermic reduction: oxide in, metal or master alloy out."""

    capacity: Series = param("series", "Oxide reduced at full working, t REO a year.", low=0)
    growth: float = param(
        "share", "Growth of capacity a year after the last dated value.", default=0.0, low=-0.5, high=1
    )
    recovery: float = param("share", "Part of the oxide that reaches the metal.", default=0.955, low=0, high=1)
    residence: float = param("duration", "From oxide to metal.", default=10.0, low=0, high=200)
    feed_cover: float = param("duration", "Days of oxide kept.", default=21.0, low=0)
    product_cover: float = param("duration", "Days of orders kept as metal.", default=14.0, low=0)
    up: Distribution | None = param("distribution", "Time between failures.", default=None)
    down: Distribution | None = param("distribution", "Time to repair.", default=None)

    def plant(self, catalogue: Catalogue) -> PlantRecipe:
        """Return the recipe: classes pass one by one, at one recovery."""
        return PlantRecipe(
            mode="by_class",
            product_form="metal",
            capacity=self.capacity.grown(self.growth),
            out_share=uniform(self.recovery),
            residence_d=self.residence,
            feed_cover_d=self.feed_cover,
            product_cover_d=self.product_cover,
            to_stock=True,
            up=self.up,
            down=self.down,
        )
