"""Named destinations or end uses get a general licence: their goods leave the queue of the desk."""

from collections.abc import Iterable
from dataclasses import dataclass

from sim.base.doors import Process, World
from sim.base.intervention import Intervention
from sim.base.selector import Selector
from sim.base.spans import drawn, during
from sim.base.words import param, word


@word("policy", "general_licence")
@dataclass(frozen=True)
class GeneralLicence(Intervention):
    """Under a licence in force, a part of the normal flow to those named leaves with no case of its own.

    ``lag`` is the time from the decision to ask until the licence is given: China gave its first general licences on 2
    December 2025, eight months after the list of April (press reports). How much of the trade they cover is not
    known: ``share`` is judgement. Goods of any maker are meant. Bans and quotas know no licences and stand. Sectors
    are those of buyers: what plants buy is let out by destination only.
    """

    desk: str = param("desk", "Who gives it.", default="mofcom")
    destination: tuple[str, ...] = param("destination", "Countries or regions named; none: all.", default=(), many=True)
    sector: tuple[str, ...] = param("sector", "End uses named; none: all.", default=(), many=True)
    element: tuple[str, ...] = param("element", "Oxide and metal of these; none: all.", default=(), many=True)
    form: tuple[str, ...] = param("form", "Forms named; none: all.", default=(), many=True)
    share: float = param("share", "Part of the normal flow that it covers.", default=1.0, low=0, high=1)

    def run(self, world: World, cause: str) -> Process:
        """Play the policy."""
        what = Selector(destination=self.destination, sector=self.sector, element=self.element, form=self.form)
        door = world.desks.exempt(self.desk, what, self.share, cause)
        first = yield from self.begun(world)
        yield from during(world, first, drawn(world, self.length, cause), door)

    def fits(self, others: Iterable[object]) -> bool:
        """Return whether among these words a desk of the same name licenses."""
        return any(
            getattr(word, "regime", "") == "licence" and getattr(word, "desk", "") == self.desk for word in others
        )
