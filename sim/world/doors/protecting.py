"""Protection against attacks: who protects what, and what gets through all of it."""

from sim.base.doors import Handle, Protection
from sim.base.errors import SelectorError
from sim.world.doors.keeping import TURNS, Keeping

_KINDS = ("guards", "convoys", "crews", "drones")
_NONE = Protection()


class Protecting:
    """Keeps the protection that is in force. Who attacks asks for it place by place."""

    def __init__(self, keeping: Keeping) -> None:
        self._kept = keeping
        self._in_force: list[Protection] = []

    def protect(self, what: Protection, cause: str) -> Handle:
        """Protect places. Raises SelectorError for one that is no passage, lane or node."""
        kept = self._kept
        known = (kept.grid.scenario.passages, kept.grid.lane_index, kept.grid.node_index)
        for place in what.where:
            if not any(place in names for names in known):
                raise SelectorError(f"there is no passage, lane or node '{place}' to protect")

        def turn(step: int) -> None:
            if step > 0:
                self._in_force.append(what)
            else:
                self._in_force.remove(what)
            where = "/".join(what.where) or "everywhere"
            kept.note("protect", where, TURNS[step], cause, max(getattr(what, kind) for kind in _KINDS))

        return kept.hold(turn)

    def of(self, place: str) -> Protection:
        """Return what protects a place: of what one lets through, the others stop their part."""
        there = [p for p in self._in_force if not p.where or place in p.where]
        if not there:
            return _NONE
        parts = dict.fromkeys(_KINDS, 1.0)
        for protection in there:
            for kind in _KINDS:
                parts[kind] *= 1.0 - getattr(protection, kind)
        return Protection((place,), **{kind: 1.0 - through for kind, through in parts.items()})
