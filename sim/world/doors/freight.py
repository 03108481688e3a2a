"""Doors to lanes and passages."""

from typing import Literal

from sim.base.calendar import minutes
from sim.base.doors import Handle
from sim.base.errors import RunError, SelectorError
from sim.base.selector import Selector
from sim.world.build import MOST_DELAY_D
from sim.world.doors.keeping import TURNS, Keeping
from sim.world.losses import lose_cargo
from sim.world.origin import content_from
from sim.world.passages import Passages
from sim.world.select import lanes_of


class FreightDoors:
    """See :class:`sim.base.doors.Freight`."""

    def __init__(self, keeping: Keeping) -> None:
        self._kept = keeping
        self._passages = Passages(keeping.grid, keeping.state)

    def close(self, passage: str, cause: str) -> Handle:
        """Close a passage: goods short of it wait or take the detour, new ones too."""
        kept = self._kept
        if passage not in kept.grid.scenario.passages:
            raise SelectorError(f"there is no passage '{passage}'")

        def turn(step: int) -> None:
            what = TURNS[step]
            if step > 0 and not self._passages.close(passage, kept.now):
                what += ", no lane runs through it"
            elif step < 0:
                self._passages.open(passage, kept.now)
            self._blame(self._passages.lanes(passage, detour=False), cause, step, "closed_by")
            self._blame(self._passages.lanes(passage, detour=True), cause, step, "slowed_by")
            kept.note("close", passage, what, cause, 1.0)

        return kept.hold(turn)

    def _blame(self, lanes: list[int], cause: str, step: int, *what: str) -> None:
        for name in what:
            for j in lanes:
                self._kept.state.lanes[j][name] = self._kept.answerable(name, j, cause, step)

    def delay(self, what: Selector, days: float, cause: str) -> Handle:
        """Lengthen lanes for what leaves from now on. Raises RunError beyond what lanes have room for."""
        kept = self._kept
        lanes = lanes_of(kept.grid, what)

        def turn(step: int) -> None:
            kept.state.lanes["delay"][lanes] += step * minutes(days)
            self._check_delay(lanes)
            self._blame(lanes, cause, step, "slowed_by")
            kept.note("delay", f"{len(lanes)} lanes", TURNS[step], cause, days)

        return kept.hold(turn)

    def _check_delay(self, lanes: list[int]) -> None:
        delays = self._kept.state.lanes["delay"]
        worst = lanes[int(delays[lanes].argmax())]
        if delays[worst] > minutes(MOST_DELAY_D):
            lane = self._kept.grid.lanes[worst].id
            raise RunError(f"{lane} is delayed by more than {MOST_DELAY_D:.0f} d in all: close a passage instead")

    def hasten(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the time under way of what leaves from now on. Raises ValueError for a factor above 1."""
        if not 0 < factor <= 1:
            raise ValueError(f"freight cannot be hastened by a factor of {factor}")
        kept = self._kept
        lanes = lanes_of(kept.grid, what)

        def turn(step: int) -> None:
            for j in lanes:
                kept.state.lanes[j]["haste"] = kept.live("haste", j, factor, step)
            kept.note("hasten", f"{len(lanes)} lanes", TURNS[step], cause, factor)

        return kept.hold(turn)

    def bar(self, what: Selector, cause: str) -> Handle:
        """Close lanes to new goods; what is under way goes on."""
        return self._bar(lanes_of(self._kept.grid, what), cause)

    def bar_content(
        self, country: str, share: float, what: Selector, cause: str, part: Literal["matter", "technology", "either"]
    ) -> Handle:
        """Close lanes to new goods with too much content from a country. Raises SelectorError if there are none."""
        grid = self._kept.grid
        content = content_from(grid, country, part)
        lanes = [j for j in lanes_of(grid, what) if content[grid.node_index[grid.lanes[j].source]] > share]
        if not lanes:
            raise SelectorError(f"nothing that is meant has a content from {country} above {share:.4g}")
        return self._bar(lanes, cause)

    def _bar(self, lanes: list[int], cause: str) -> Handle:
        kept = self._kept

        def turn(step: int) -> None:
            kept.state.lanes["closed"][lanes] += step
            self._blame(lanes, cause, step, "closed_by")
            kept.note("bar", f"{len(lanes)} lanes", TURNS[step], cause, 1.0)

        return kept.hold(turn)

    def destroy(self, what: Selector, share: float, cause: str) -> float:
        """Lose a share of what is under way on lanes now; return t lost."""
        kept = self._kept
        number = kept.cause_number(cause)
        grams = sum(lose_cargo(kept.state, j, share, kept.now, number) for j in lanes_of(kept.grid, what))
        if grams > 0:
            kept.note("destroy", "freight", "lost under way", cause, grams / 1e6)
        return grams / 1e6
