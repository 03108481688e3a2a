"""A strike at a port or passage: it stands still, or works by turns, and what has waited goes on afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sim.base.distributions import Distribution
from sim.base.doors import Handle, Process, World
from sim.base.selector import Selector
from sim.base.spans import drawn, in_turn
from sim.base.words import param, word


@word("disruption", "port_strike")
@dataclass(frozen=True)
class PortStrike:
    """Passages and ports are struck for a time; what waits there is let go when work goes on.

    With ``works`` above nothing the strike rolls: of each ``turn`` the part that is not worked comes first, then
    hands work off what has waited, as ports with hours to spare do (judgement). Passages so lose days, not throughput;
    a port that is a node of its own (``port``) is held at that part of its throughput all the time, so that its queue
    grows to the end of the strike. Goods with a way around a struck passage take it. Lengths are for the writer:
    the strike at American east coast ports of October 2024 took 3 days, that in western Canada of July 2023 13 days
    (press reports); two weeks are judgement for one that hurts.
    """

    passage: tuple[str, ...] = param("passage", "Ports, straits, borders on the way of lanes.", default=(), many=True)
    port: tuple[str, ...] = param("node", "Ports that are nodes, with a throughput.", default=(), many=True)
    start: date = param("date", "First day of the strike.")
    length: Distribution = param("distribution", "How long it lasts.", default=Distribution.fixed(14.0))
    works: float = param("share", "Part of the time, or of the throughput, that is worked.", default=0.0, low=0, high=1)
    turn: float = param("duration", "From one stop of a rolling strike to the next.", default=14.0, low=1, high=366)

    def __post_init__(self) -> None:
        if not (self.passage or self.port):
            raise ValueError("say what is struck: a passage or a port")

    def run(self, world: World, cause: str) -> Process:
        """Play the strike."""
        days = drawn(world, self.length, cause)
        yield from in_turn(world, self.start, self._steps(world, days, cause))

    def _steps(self, world: World, days: float, cause: str) -> Iterator[tuple[float, list[Handle]]]:
        """Return the stops and the working days between them, each with what it holds back."""
        turn = self.turn if self.passage and self.works > 0 else days
        while days > 0:
            whole = min(turn, days)
            stands = whole * (1.0 - self.works) if self.passage else whole
            yield stands, [*self._stopped(world, cause), *self._slowed(world, cause)]
            yield whole - stands, self._slowed(world, cause)
            days -= whole

    def _stopped(self, world: World, cause: str) -> list[Handle]:
        return [world.freight.close(passage, cause) for passage in self.passage] if self.works < 1 else []

    def _slowed(self, world: World, cause: str) -> list[Handle]:
        return [world.plants.throttle(Selector(node=self.port), self.works, cause)] if self.port else []
