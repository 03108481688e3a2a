"""Freight flies while buyers run low: dearer, and there in a part of the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from sim.base.doors import Handle, Process, World
from sim.base.intervention import Spell
from sim.base.selector import Selector
from sim.base.words import param, word


@word("policy", "air_freight")
@dataclass(frozen=True)
class AirFreight(Spell):
    """What leaves on the named lanes flies, from a date or a line on until cover is back. Conditions restrict together.

    It helps once: the weeks saved on the way are goods that arrive earlier, not more goods. What it costs more is
    noted in the event table, per kg of product; the default is judgement, about 3 to 8 USD/kg from Asia to Europe
    or America.
    """

    example: ClassVar[str] = "country: [CN, MY], destination: [US, EU], form: magnet, start: 2026-03-01, length: 90 d"

    lane: tuple[str, ...] = param("lane", "Which lanes.", default=(), many=True)
    country: tuple[str, ...] = param("country", "Lanes that begin in these countries.", default=(), many=True)
    destination: tuple[str, ...] = param(
        "destination", "Lanes that end in these countries or regions.", default=(), many=True
    )
    form: tuple[str, ...] = param("form", "Lanes that carry these forms.", default=(), many=True)
    factor: float = param("factor", "Part of the usual time under way.", default=0.2, low=0.02, high=1)
    extra_cost: float = param("price", "What flying costs more.", default=5.0, low=0)

    def run(self, world: World, cause: str) -> Process:
        """Play the policy."""
        yield from self.kept_up(world, cause, lambda: self._doors(world, cause))

    def _doors(self, world: World, cause: str) -> list[Handle]:
        what = Selector(lane=self.lane, country=self.country, destination=self.destination, form=self.form)
        return [world.freight.hasten(what, self.factor, cause), self._bill(world, cause)]

    @contextmanager
    def _bill(self, world: World, cause: str) -> Iterator[None]:
        """Note what it costs more when it begins."""
        world.note("cost", "air freight", f"costs {self.extra_cost:g} USD/kg more", cause, self.extra_cost)
        yield
