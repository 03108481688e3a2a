"""A magnet line sinters and machines one recipe; its swarf is the new scrap that recyclers live on."""

from dataclasses import dataclass

from sim.base.distributions import Distribution
from sim.base.plant import Catalogue, PlantRecipe, spread, uniform
from sim.base.series import Series
from sim.base.words import param, word


@word("stage", "magnet")
@dataclass(frozen=True)
class Magnet:
    """One recipe at one maker. The loop of new scrap shrinks when its output shrinks.

    Of each gram of metal drawn, ``sintering`` reaches the blank; of the blank, ``machining`` reaches the
    finished magnet and the rest is swarf, which is sold as scrap.
    """

    recipe: str = param("recipe", "What the magnet is made of.")
    capacity: Series = param("series", "Finished magnets at full working, t a year.", low=0)
    growth: float = param(
        "share", "Growth of capacity a year after the last dated value.", default=0.0, low=-0.5, high=1
    )
    sintering: float = param(
        "share", "Part of the metal that reaches the sintered blank.", default=0.94, low=0.01, high=1
    )
    machining: float = param(
        "share", "Part of the blank that reaches the finished magnet.", default=0.73, low=0.01, high=1
    )
    residence: float = param("duration", "From metal to finished magnet.", default=45.0, low=0, high=200)
    feed_cover: float = param("duration", "Days of metal kept.", default=28.0, low=0)
    product_cover: float = param("duration", "Days of orders kept as magnets.", default=14.0, low=0)
    up: Distribution | None = param("distribution", "Time between failures.", default=None)
    down: Distribution | None = param("distribution", "Time to repair.", default=None)

    def plant(self, catalogue: Catalogue) -> PlantRecipe:
        """Return the recipe: classes in fixed proportions, finished magnets and swarf out."""
        content, shares, praseodymium = catalogue.magnet_recipe(self.recipe)
        finished = self.sintering * self.machining
        return PlantRecipe(
            mode="recipe",
            product_form="magnet",
            capacity=self.capacity.grown(self.growth).scaled(content / finished),
            composition=spread(shares, praseodymium),
            out_share=uniform(finished),
            by_share=uniform(self.sintering * (1.0 - self.machining)),
            byproduct_form="scrap",
            residence_d=self.residence,
            feed_cover_d=self.feed_cover,
            product_cover_d=self.product_cover,
            to_stock=True,
            replaceable=catalogue.replaceable(self.recipe),
            up=self.up,
            down=self.down,
        )
