"""Roads, railways, trucks and mines are guarded against attacks, from a day on and for as long as it is paid for."""

from collections.abc import Iterable
from dataclasses import dataclass

from sim.base.doors import Process, Protection, World
from sim.base.intervention import Intervention
from sim.base.spans import drawn, during
from sim.base.words import param, word


@word("policy", "road_security")
@dataclass(frozen=True)
class RoadSecurity(Intervention):
    """Guards and convoys stop a part of the attacks that would hit, crews and drones shorten what is hit all the same.

    It comes on top of the protection that an ``insurgency`` has of its own, and stops a part of what that lets
    through. It never changes when attacks come, and it does nothing against protests, landslides or a siege. Sizes are
    judgement: nobody has published what guards achieve on these roads. ``lag`` is the time to raise and train them.
    """

    passage: tuple[str, ...] = param("passage", "Roads and railways guarded.", default=(), many=True)
    lane: tuple[str, ...] = param("lane", "Lanes whose trucks go in convoy.", default=(), many=True)
    node: tuple[str, ...] = param("node", "Mines and plants guarded.", default=(), many=True)
    guards: float = param("share", "Hits on roads, railways, plants that are stopped.", default=0.5, low=0, high=1)
    convoys: float = param("share", "Hits on trucks that are stopped.", default=0.6, low=0, high=1)
    crews: float = param("share", "Repair time that is saved.", default=0.3, low=0, high=1)
    drones: float = param("share", "Time for clearance that is saved.", default=0.5, low=0, high=1)

    def run(self, world: World, cause: str) -> Process:
        """Play the policy. Without any place named, everything is protected."""
        where = (*self.passage, *self.lane, *self.node)
        door = world.protect(Protection(where, self.guards, self.convoys, self.crews, self.drones), cause)
        first = yield from self.begun(world)
        yield from during(world, first, drawn(world, self.length, cause), door)

    def fits(self, others: Iterable[object]) -> bool:
        """Return whether among these words somebody attacks: one that knows convoys of its own and attacks."""
        return any(getattr(word, "attacks", 0) > 0 and hasattr(word, "convoys") for word in others)
