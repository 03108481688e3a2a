"""A port, dry port or border crossing: goods dwell, and only so much passes a year."""

from dataclasses import dataclass

from sim.base.distributions import Distribution
from sim.base.elements import BASKET_FORMS
from sim.base.plant import Catalogue, PlantRecipe, uniform
from sim.base.series import Series
from sim.base.words import param, word


@word("stage", "port")
@dataclass(frozen=True)
class Port:
    """Forwards one form; nothing is made and nothing is lost."""

    form: str = param("form", "What is handled.")
    capacity: Series = param("series", "Throughput, t REO a year.", low=0)
    growth: float = param(
        "share", "Growth of capacity a year after the last dated value.", default=0.0, low=-0.5, high=1
    )
    dwell: float = param("duration", "From gate to loading, customs included.", default=6.0, low=0, high=200)
    up: Distribution | None = param("distribution", "Time between failures.", default=None)
    down: Distribution | None = param("distribution", "Time to repair.", default=None)

    def plant(self, catalogue: Catalogue) -> PlantRecipe:
        """Return the recipe: everything passes after the dwell."""
        return PlantRecipe(
            mode="basket" if self.form in BASKET_FORMS else "by_class",
            product_form=self.form,
            capacity=self.capacity.grown(self.growth),
            out_share=uniform(1.0),
            residence_d=self.dwell,
            up=self.up,
            down=self.down,
        )
