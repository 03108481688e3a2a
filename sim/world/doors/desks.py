"""Doors to export desks."""

from sim.base.doors import Handle
from sim.base.errors import SelectorError
from sim.base.regime import Regime
from sim.base.selector import Selector
from sim.world.controls import Controls, Measure
from sim.world.doors.keeping import TURNS, Keeping


class DeskDoors:
    """See :class:`sim.base.doors.Desks`."""

    def __init__(self, keeping: Keeping, run_key: tuple[int, int]) -> None:
        self._kept = keeping
        self._controls = Controls(keeping.grid, keeping.state, run_key)

    def control(self, desk: str, regime: Regime, cause: str) -> Handle:
        """Put goods that leave a desk's country under a regime; of several, the one that lets least out rules."""
        kept = self._kept
        self._known(desk)
        in_force: list[tuple[Measure, list[int]]] = []

        def turn(step: int) -> None:
            if step > 0:
                in_force.append(self._controls.impose(desk, regime, cause, kept.cause_number(cause), kept.now))
            measure, lines = in_force[0]
            if step < 0:
                self._controls.lift(measure, lines, kept.now)
            kept.note(regime.kind, desk, TURNS[step], cause, float(len(lines)))

        return kept.hold(turn)

    def reach(self, desk: str, regime: Regime) -> float:
        """Return the part of the trade over all borders in what a regime lists that it holds or puts before a desk."""
        self._known(desk)
        return self._controls.reach(desk, regime)

    def quota_left(self, cause: str) -> float:
        """Return t of product left of the quota that a cause has in force; 0 if it has none."""
        return self._controls.quota_left(cause)

    def exempt(self, desk: str, what: Selector, share: float, cause: str) -> Handle:
        """Let a share of the normal flow of some goods go under a general licence. Raises SelectorError if none do."""
        kept = self._kept
        self._known(desk)
        lines = self._controls.leaving(desk, what)

        def turn(step: int) -> None:
            self._controls.exempt(lines, share, step)
            kept.note("exempt", desk, TURNS[step], cause, share)

        return kept.hold(turn)

    def _known(self, desk: str) -> None:
        if desk not in self._kept.grid.desk_index:
            raise SelectorError(f"there is no desk '{desk}'")
