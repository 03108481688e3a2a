"""Doors to those who use and order."""

from dataclasses import replace

from sim.base.doors import Handle
from sim.base.selector import Selector
from sim.world.doors.keeping import TURNS, Keeping
from sim.world.doors.sourcing import Sourcing
from sim.world.kernel import layout as k
from sim.world.select import lanes_of, nodes_of


class BuyerDoors:
    """See :class:`sim.base.doors.Buyers`."""

    def __init__(self, keeping: Keeping) -> None:
        self._kept = keeping
        self._ranks: dict[int, list[int]] = {}
        self._sourcing = Sourcing(keeping)

    def _rows(self, what: Selector) -> tuple[list[int], int]:
        """Return the rows of the buyers that are meant, and the number of these buyers."""
        nodes = nodes_of(self._kept.grid, replace(what, stage=("buyer",), element=()))
        return [r for r, row in enumerate(self._kept.grid.rows) if row.node in nodes], len(nodes)

    def surge(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the use of buyers."""
        kept = self._kept
        rows, buyers = self._rows(what)

        def turn(step: int) -> None:
            for r in rows:
                kept.state.rows[r]["factor"] = kept.live("use", r, factor, step)
                kept.state.rows[r]["surged_by"] = kept.answerable("row", r, cause, step)
            kept.note("surge", f"{buyers} buyers", TURNS[step], cause, factor)
            kept.wake()

        return kept.hold(turn)

    def thrift(self, what: Selector, share: float, cause: str) -> Handle:
        """Let buyers do without a share of their need."""
        kept = self._kept
        rows, buyers = self._rows(what)

        def turn(step: int) -> None:
            for r in rows:
                kept.state.rows[r]["thrift"] = k.WHOLE - kept.live("thrift", r, 1.0 - share, step)
            kept.note("thrift", f"{buyers} buyers", TURNS[step], cause, share)
            kept.wake()

        return kept.hold(turn)

    def hoard(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the stock that buyers and plants order up to."""
        kept = self._kept
        nodes = nodes_of(kept.grid, what)

        def turn(step: int) -> None:
            for n in nodes:
                kept.state.nodes[n]["hoard"] = kept.live("hoard", n, factor, step)
            kept.note("hoard", f"{len(nodes)} nodes", TURNS[step], cause, factor)

        return kept.hold(turn)

    def prefer(self, what: Selector, rank: int, cause: str) -> Handle:
        """Serve buyers (and plants) at a rank of their own wherever they buy; of several, the lowest.

        Rank 0 comes before all that the rules of allocation rank, rank 1 is the first of theirs.
        """
        kept = self._kept
        nodes = set(nodes_of(kept.grid, what))
        lines = [j for j, line in enumerate(kept.grid.lines) if line.target in nodes]

        def turn(step: int) -> None:
            self._rank(lines, rank, step)
            kept.note("prefer", f"{len(nodes)} nodes", TURNS[step], cause, float(rank))

        return kept.hold(turn)

    def _rank(self, lines: list[int], rank: int, step: int) -> None:
        """Begin or end to serve lines at a rank; the lowest that somebody asks for counts."""
        kept = self._kept
        for j in lines:
            ranks = self._ranks.setdefault(j, [])
            if step > 0:
                ranks.append(rank)
            else:
                ranks.remove(rank)
            kept.state.lines[j]["rank"] = min(ranks) if ranks else kept.grid.lines[j].rank + k.FIRST_RANK

    def _lines(self, lanes: Selector) -> list[int]:
        """Return the order lines of the lanes that are meant."""
        meant = set(lanes_of(self._kept.grid, lanes))
        return [j for j, line in enumerate(self._kept.grid.lines) if line.lane in meant]

    def favour(self, lanes: Selector, factor: float, cause: str) -> Handle:
        """Multiply the part of their orders that receivers place on lanes.

        Who has no other supplier orders as before, and a lane without a share has none after it: alternatives join
        when goods fail to come, not for a price.
        """
        kept = self._kept
        lines = self._lines(lanes)

        def turn(step: int) -> None:
            self._sourcing.favour(lines, factor, step)
            kept.note("favour", f"{len(lines)} order lines", TURNS[step], cause, factor)

        return kept.hold(turn)

    def bind(self, lanes: Selector, share: float, cause: str) -> Handle:
        """Let receivers place at least a share of their orders on lanes, together, and be served there before others.

        A share of nothing binds nobody.
        """
        kept = self._kept
        lines = self._lines(lanes)

        def turn(step: int) -> None:
            self._sourcing.bind(lines, share, step)
            self._rank(lines if share > 0 else [], 0, step)
            kept.note("bind", f"{len(lines)} order lines", TURNS[step], cause, share)

        return kept.hold(turn)
