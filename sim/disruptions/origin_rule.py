"""Buyers refuse goods that hold, or were made with, too much from one country."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn, during
from sim.base.words import param, word


@word("disruption", "origin_rule")
@dataclass(frozen=True)
class OriginRule:
    """Goods with more than a share from a country are not ordered any more; what is under way arrives.

    The share is that of the seller, as he stood at the start of the run: of matter that was dug or worked in the
    country, or of machines and technicians from there. A rule on defence procurement asks for matter; one that
    fears for the next delivery asks for either. Conditions restrict together.
    """

    example: ClassVar[str] = "destination: US, form: magnet, content_from: CN, share: 25 %, start: 2026-03-01"

    destination: tuple[str, ...] = param(
        "destination", "Countries or regions that refuse; none: all.", default=(), many=True
    )
    form: tuple[str, ...] = param("form", "Goods that are refused; none: all.", default=(), many=True)
    node: tuple[str, ...] = param("node", "Only goods from or to these plants and buyers.", default=(), many=True)
    content_from: str = param("country", "Whose content is refused.", default="CN")
    part: Literal["matter", "technology", "either"] = param(
        "choice", "What counts: matter, technology, or the larger of both.",
        default="either", choices=("matter", "technology", "either"),
    )  # fmt: skip
    share: float = param("share", "Most that is accepted.", default=0.25, low=0, high=1)
    start: date = param("date", "First day of the rule.")
    length: Distribution = param(
        "distribution", "How long it holds; without it, to the end of the run.", default=ENDLESS
    )

    def run(self, world: World, cause: str) -> Process:
        """Play the rule."""
        what = Selector(node=self.node, form=self.form, destination=self.destination)
        length = drawn(world, self.length, cause)
        refused = world.freight.bar_content(self.content_from, self.share, what, cause, self.part)
        yield from during(world, self.start, length, refused)
