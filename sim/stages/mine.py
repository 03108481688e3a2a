"""A mine digs a basket in the proportions of its deposit; it cannot dig one element alone."""

from dataclasses import dataclass

from sim.base.distributions import Distribution
from sim.base.plant import Catalogue, PlantRecipe, uniform
from sim.base.series import Series
from sim.base.words import param, word


@word("stage", "mine")
@dataclass(frozen=True)
class Mine:
    """A mine with its concentrator (or an in-situ leach field): output is concentrate or mixed carbonate."""

    capacity: Series = param("series", "Output at full working, t REO a year.", low=0)
    deposit: str = param("deposit", "Whose composition the output has.")
    growth: float = param(
        "share", "Growth of capacity a year after the last dated value.", default=0.0, low=-0.5, high=1
    )
    form: str = param(
        "choice", "What is shipped.", default="concentrate", choices=("concentrate", "carbonate", "oxide")
    )
    stockyard: float = param(
        "duration", "Days of output the stockyard holds before digging pauses.", default=60.0, low=0
    )
    steady: bool = param("flag", "Keeps digging whatever the stockyard holds.", default=False)
    up: Distribution | None = param("distribution", "Time between failures.", default=None)
    down: Distribution | None = param("distribution", "Time to repair.", default=None)

    def plant(self, catalogue: Catalogue) -> PlantRecipe:
        """Return the recipe: a source with the deposit's composition."""
        return PlantRecipe(
            mode="source",
            product_form=self.form,
            capacity=self.capacity.grown(self.growth),
            composition=catalogue.deposit(self.deposit),
            out_share=uniform(1.0),
            product_cover_d=self.stockyard,
            steady=self.steady,
            up=self.up,
            down=self.down,
        )
