"""A stock: a trader that keeps days of cover, or a national stockpile that moves only on orders from above."""

from dataclasses import dataclass

from sim.base.plant import Catalogue, PlantRecipe, uniform
from sim.base.series import Series
from sim.base.words import param, word


@word("stage", "stock")
@dataclass(frozen=True)
class Stock:
    """Holds one form. With ``replenishes`` it is a trader; without, it only gives what a policy releases."""

    form: str = param("form", "What is held.")
    cover: float = param("duration", "Days of orders that a trader keeps.", default=30.0, low=0)
    initial: dict[str, float] = param(
        "mass", "Held at the start, by order class.", default=None, low=0, keys="order_class"
    )
    replenishes: bool = param("flag", "Orders to keep its cover.", default=True)
    buys: str = param(
        "choice", "Spreads orders by the lanes' shares, or to whoever holds stock.",
        default="by_share", choices=("by_share", "by_stock"),
    )  # fmt: skip

    def plant(self, catalogue: Catalogue) -> PlantRecipe:
        """Return the recipe: classes pass through untouched."""
        return PlantRecipe(
            mode="by_class",
            product_form=self.form,
            capacity=Series.constant(1e7),
            out_share=uniform(1.0),
            product_cover_d=self.cover,
            initial=dict(self.initial or {}),
            replenishes=self.replenishes,
            buys_by_stock=self.buys == "by_stock",
        )
