"""A buyer is one sector of one region: it uses what it asked for, or loses the use."""

from dataclasses import dataclass
from typing import ClassVar

from sim.base.plant import Catalogue, PlantRecipe
from sim.base.series import Series
from sim.base.words import param, word


@word("stage", "buyer")
@dataclass(frozen=True)
class Buyer:
    """Net demand: what leaves in finished goods. Firms differ in the stock they keep (``buffers``)."""

    example: ClassVar[str] = (
        "country: US, sector: catalysts, form: oxide, needs: {Ce: 500 t/yr}, buffers: oxide_users_abroad"
    )

    form: str = param("choice", "What is bought.", choices=("oxide", "metal", "magnet"))
    needs: dict[str, Series] = param(
        "series", "Use by order class, t REO a year; a magnet buyer states one recipe, t of magnets.",
        low=0, keys="need",
    )  # fmt: skip
    growth: float = param("share", "Growth of use a year after the last dated value.", default=0.0, low=-0.5, high=1)
    buffers: str = param("buffer", "How the days of stock are spread over the firms.")
    unmet: str = param("choice", "What happens to use that cannot run.", default="lost", choices=("lost", "backlog"))

    def __post_init__(self) -> None:
        if self.form == "magnet" and len(self.needs) > 1:
            raise ValueError(f"a buyer of magnets states one recipe, not {len(self.needs)}: {', '.join(self.needs)}")

    def plant(self, catalogue: Catalogue) -> PlantRecipe:
        """Return the recipe of a node that makes nothing."""
        return PlantRecipe(mode="buyer", product_form="", capacity=Series.constant(0.0))
