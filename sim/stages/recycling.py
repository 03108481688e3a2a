"""A recycler takes scrap back to oxides; a collector brings end-of-life scrap in, years after it was sold."""

from dataclasses import dataclass

from sim.base.distributions import Distribution
from sim.base.plant import Catalogue, PlantRecipe, uniform
from sim.base.series import Series
from sim.base.words import param, word


@word("stage", "recycling")
@dataclass(frozen=True)
class Recycling:
    """With ``deposit`` it collects end-of-life scrap of that composition; without, it separates scrap."""

    capacity: Series = param("series", "Scrap collected or taken in at full working, t REO a year.", low=0)
    growth: float = param(
        "share", "Growth of capacity a year after the last dated value.", default=0.0, low=-0.5, high=1
    )
    deposit: str | None = param("deposit", "Composition of the scrap collected.", default=None)
    recovery: float = param("share", "Part of the scrap that comes back as oxide.", default=0.92, low=0, high=1)
    residence: float = param("duration", "From scrap to oxide.", default=45.0, low=0, high=200)
    feed_cover: float = param("duration", "Days of scrap kept.", default=14.0, low=0)
    product_cover: float = param("duration", "Days of orders kept as oxide.", default=30.0, low=0)
    surplus_cover: float = param(
        "duration", "Days of orders beyond which an element is left unseparated.", default=90.0, low=0
    )
    up: Distribution | None = param("distribution", "Time between failures.", default=None)
    down: Distribution | None = param("distribution", "Time to repair.", default=None)

    def plant(self, catalogue: Catalogue) -> PlantRecipe:
        """Return the recipe: a source of scrap, or a basket plant that runs to capacity."""
        capacity = self.capacity.grown(self.growth)
        if self.deposit is not None:
            return PlantRecipe(
                mode="source",
                product_form="scrap",
                capacity=capacity,
                composition=catalogue.deposit(self.deposit),
                out_share=uniform(1.0),
                product_cover_d=self.product_cover,
                up=self.up,
                down=self.down,
            )
        return PlantRecipe(
            mode="basket",
            product_form="oxide",
            capacity=capacity,
            out_share=uniform(self.recovery),
            residence_d=self.residence,
            feed_cover_d=self.feed_cover,
            product_cover_d=self.product_cover,
            surplus_cover_d=self.surplus_cover,
            up=self.up,
            down=self.down,
        )
