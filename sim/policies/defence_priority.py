"""Defence is served first, and so are the plants that work for it, while goods are short."""

from dataclasses import dataclass
from typing import ClassVar

from sim.base.doors import Handle, Process, World
from sim.base.intervention import Spell
from sim.base.selector import Selector
from sim.base.words import param, word


@word("policy", "defence_priority")
@dataclass(frozen=True)
class DefencePriority(Spell):
    """Named sectors are served before all others wherever they buy, from a date or a line on until cover is back.

    A rated order is passed on: ``supplier`` names the plants that work for them and are served first too (as under
    the Defense Priorities and Allocations System, 15 CFR 700). While it is in force, any other order of service
    (home first, contracts first) is suspended for everybody else.
    """

    example: ClassVar[str] = "sector: defence, start: 2026-03-01, length: 1 yr"

    sector: tuple[str, ...] = param("sector", "Who is served first.", default=("defence",), many=True)
    region: tuple[str, ...] = param("region", "Only buyers in these regions.", default=(), many=True)
    supplier: tuple[str, ...] = param("node", "Plants that are served first on their behalf.", default=(), many=True)

    def run(self, world: World, cause: str) -> Process:
        """Play the policy."""
        yield from self.kept_up(world, cause, lambda: self._doors(world, cause))

    def _doors(self, world: World, cause: str) -> list[Handle]:
        """Put the named ones in front. Pro rata serves all at rank 0, so the others have to step back."""
        first = [world.buyers.prefer(Selector(sector=self.sector, region=self.region), 0, cause)]
        if self.supplier:
            first.append(world.buyers.prefer(Selector(node=self.supplier), 0, cause))
        return [*first, world.buyers.prefer(Selector(), 1, cause)]
