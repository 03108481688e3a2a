"""Whom receivers order from: the shares of their lanes, as somebody favours or binds them."""

from collections import defaultdict
from functools import cached_property

from sim.world.build import billionths
from sim.world.doors.keeping import Keeping
from sim.world.kernel import layout as k

Group = tuple[int, int]
"""A receiver and an order class: his lanes compete for what he orders of it."""


class Sourcing:
    """Keeps the factors and bindings on lanes, and writes the shares of orders that follow from all of them."""

    def __init__(self, keeping: Keeping) -> None:
        self._kept = keeping
        self._factor: dict[int, int] = {}
        self._bound: dict[Group, list[tuple[float, tuple[int, ...]]]] = defaultdict(list)

    @cached_property
    def _groups(self) -> dict[Group, list[int]]:
        """The order lines of each group; found only in runs in which somebody asks."""
        groups: dict[Group, list[int]] = defaultdict(list)
        for j, line in enumerate(self._kept.grid.lines):
            groups[line.target, line.cls].append(j)
        return groups

    def favour(self, lines: list[int], factor: float, step: int) -> None:
        """Begin or end to multiply the shares of lines."""
        for j in lines:
            self._factor[j] = self._kept.live("orders", j, factor, step)
        self._write(lines)

    def bind(self, lines: list[int], share: float, step: int) -> None:
        """Begin or end to give lines at least a share of what their receivers order; each group of lanes shares it."""
        together: dict[Group, list[int]] = defaultdict(list)
        for j in lines:
            together[self._group(j)].append(j)
        for group, members in together.items():
            if step > 0:
                self._bound[group].append((share, tuple(members)))
            else:
                self._bound[group].remove((share, tuple(members)))
        self._write(lines)

    def _group(self, j: int) -> Group:
        line = self._kept.grid.lines[j]
        return line.target, line.cls

    def _write(self, lines: list[int]) -> None:
        for group in dict.fromkeys(self._group(j) for j in lines):
            shares = self._shares(group)
            for j, share in shares.items():
                self._kept.state.lines[j]["share"] = share

    def _shares(self, group: Group) -> dict[int, int]:
        """Return the shares of the lanes of a group.

        What is not bound is shared by what each would have beyond what is bound to it: a contract over less than is
        traded anyhow takes nothing away.
        """
        grid = self._kept.grid
        base = {j: billionths(grid.lanes[grid.lines[j].lane].share) for j in self._groups[group]}
        shares = {j: share * self._factor.get(j, k.WHOLE) // k.WHOLE for j, share in base.items()}
        bound = [(share, members) for share, members in self._bound[group] if share > 0]
        if not bound:
            return shares
        asked = sum(share for share, _ in bound)
        part = 1.0 / max(asked, 1.0)
        held: dict[int, float] = defaultdict(float)
        for share, members in bound:
            for j in members:
                held[j] += share * part / len(members)
        usual = max(sum(shares.values()), 1)
        beyond = {j: max(share / usual - held[j], 0.0) for j, share in shares.items()}
        free, whole = 1.0 - min(asked, 1.0), sum(beyond.values())
        return {j: round((held[j] + (beyond[j] / whole * free if whole else 0.0)) * k.WHOLE) for j in shares}
