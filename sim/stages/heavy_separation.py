"""A heavy separation circuit takes a mixed heavy carbonate (SEG and beyond) to single oxides."""

from dataclasses import dataclass

from sim.base.distributions import Distribution
from sim.base.elements import ELEMENTS
from sim.base.plant import Catalogue, PlantRecipe, vector
from sim.base.series import Series
from sim.base.words import param, word


@word("stage", "heavy_separation")
@dataclass(frozen=True)
class HeavySeparation:
    """Longer cascades than a light circuit, so a longer residence; runs to capacity on what it is given."""

    capacity: Series = param("series", "Feed at full working, t REO a year.", low=0)
    separates: tuple[str, ...] = param("element", "Elements taken to single oxides.", many=True)
    growth: float = param(
        "share", "Growth of capacity a year after the last dated value.", default=0.0, low=-0.5, high=1
    )
    recovery: float = param(
        "share", "Part of an element in the feed that reaches the product.", default=0.9, low=0, high=1
    )
    residence: float = param("duration", "From first feed to oxide.", default=60.0, low=0, high=200)
    feed_cover: float = param("duration", "Days of feed kept.", default=30.0, low=0)
    product_cover: float = param("duration", "Days of orders kept as oxide.", default=30.0, low=0)
    surplus_cover: float = param(
        "duration", "Days of orders beyond which an element is left unseparated.", default=90.0, low=0
    )
    up: Distribution | None = param("distribution", "Time between failures.", default=None)
    down: Distribution | None = param("distribution", "Time to repair.", default=None)

    def plant(self, catalogue: Catalogue) -> PlantRecipe:
        """Return the recipe: a basket plant without a by-product."""
        left = [e for e in ELEMENTS if e not in self.separates]
        return PlantRecipe(
            mode="basket",
            product_form="oxide",
            capacity=self.capacity.grown(self.growth),
            out_share=vector(dict.fromkeys(self.separates, self.recovery)),
            residue_share=vector(dict.fromkeys(left, self.recovery)),
            residence_d=self.residence,
            feed_cover_d=self.feed_cover,
            product_cover_d=self.product_cover,
            surplus_cover_d=self.surplus_cover,
            up=self.up,
            down=self.down,
        )
