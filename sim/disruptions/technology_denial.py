"""A country no longer lets out the machines, reagents and people that plants elsewhere run on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from sim.base.distributions import Distribution
from sim.base.doors import Handle, Process, World
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn, in_turn
from sim.base.words import param, word

_INPUTS = ("equipment", "reagents", "technicians")


_PLANTS = ("mine", "separation", "heavy_separation", "metal", "magnet", "recycling")
"""Where no stages are named: buyers, traders and ports have no machines that a country could keep from them."""


@word("disruption", "technology_denial")
@dataclass(frozen=True)
class TechnologyDenial:
    """Plants live on spares for a time, then lose capacity and yield in steps until they have another source.

    Each plant and each input goes its own way. When the spares are gone, the loss grows step by step to the part of
    the input that came from the country times what a plant without any of it would lose. It ends when the input is
    replaced, counted from the first day of the denial, or when the denial ends. A project that is still being built
    is held up by naming this disruption there.

    Times and losses are judgement: a year of spare parts, a quarter of a year of extractants, technicians who finish
    their contracts; a new supplier of extractants in one to two years, of machines in two to four, and people who
    have learned the trade in three to eight (the first plants outside China took about seven from first oxide to
    nine tenths of nameplate, USGS and company reports).
    """

    example: ClassVar[str] = "node: kuantan_separation, inputs: [reagents, technicians], start: 2026-03-01"

    node: tuple[str, ...] = param("node", "Which plants.", default=(), many=True)
    stage: tuple[str, ...] = param("stage", "All plants of these stages.", default=(), many=True)
    country: tuple[str, ...] = param("country", "All plants in these countries.", default=(), many=True)
    region: tuple[str, ...] = param("region", "All plants in these regions.", default=(), many=True)
    denier: str = param("country", "Who denies.", default="CN")
    inputs: tuple[Literal["equipment", "reagents", "technicians"], ...] = param(
        "choice", "What is denied.", default=_INPUTS, choices=_INPUTS, many=True
    )
    dependence: float | None = param(
        "share",
        "Part of the inputs that comes from there; without it, as each plant says.",
        default=None,
        low=0,
        high=1,
    )
    start: date = param("date", "First day of the denial.")
    length: Distribution = param(
        "distribution", "How long it lasts; without it, to the end of the run.", default=ENDLESS
    )
    equipment_spares: Distribution = param(
        "distribution", "How long spare parts last.", default=Distribution("triangular", (180.0, 365.0, 730.0))
    )
    reagents_spares: Distribution = param(
        "distribution", "How long stocks of reagents last.", default=Distribution("triangular", (30.0, 90.0, 240.0))
    )
    technicians_spares: Distribution = param(
        "distribution", "How long those who are there stay.", default=Distribution("triangular", (0.0, 90.0, 365.0))
    )
    equipment_replaced: Distribution = param(
        "distribution", "Until there is another maker of machines.",
        default=Distribution("triangular", (730.0, 1096.0, 1461.0)),
    )  # fmt: skip
    reagents_replaced: Distribution = param(
        "distribution", "Until there is another maker of reagents.",
        default=Distribution("triangular", (270.0, 450.0, 730.0)),
    )  # fmt: skip
    technicians_replaced: Distribution = param(
        "distribution", "Until others have learned the trade.",
        default=Distribution("triangular", (1096.0, 1826.0, 2922.0)),
    )  # fmt: skip
    fading: float = param("duration", "From the last spare to the whole loss.", default=365.0, low=0, high=3653)
    steps: int = param("count", "In how many steps.", default=4, low=1, high=52)
    equipment_loss: float = param(
        "share", "Capacity that a plant loses whose machines all came from there.", default=0.4, low=0, high=1
    )
    reagents_loss: float = param(
        "share", "Capacity that a plant loses whose reagents all came from there.", default=0.7, low=0, high=1
    )
    technicians_loss: float = param(
        "share", "Capacity that a plant loses whose technicians all came from there.", default=0.3, low=0, high=1
    )
    yield_loss: float = param(
        "share", "Yield that goes for want of technicians, and half of it for reagents.", default=0.1, low=0, high=1
    )

    def __post_init__(self) -> None:
        if not (self.node or self.stage or self.country or self.region):
            raise ValueError("say who is denied: a node, stage, country or region")

    def run(self, world: World, cause: str) -> Process:
        """Let every plant go its way, input by input."""
        what = Selector(node=self.node, stage=self.stage or _PLANTS, country=self.country, region=self.region)
        length = drawn(world, self.length, cause)
        for node in world.plants.members(what):
            for name in self.inputs:
                part = world.plants.dependence(node, name, self.denier) if self.dependence is None else self.dependence
                if part > 0:
                    world.start(self._wane(world, node, name, part, length, cause))
        yield world.until(self.start)
        left = length - (world.today - self.start).days
        if left > 0:
            world.note("denial", self.denier, "begins", cause, float(len(self.inputs)))
            yield world.wait(left)
            world.note("denial", self.denier, "ends", cause, float(len(self.inputs)))

    def _wane(self, world: World, node: str, name: str, part: float, length: float, cause: str) -> Process:
        """Let one plant feel the want of one input, from its last spare to the day it is replaced."""
        stream = f"{cause}:{node}"
        spares = round(drawn(world, getattr(self, f"{name}_spares"), stream, f"{name} spares"))
        replaced = drawn(world, getattr(self, f"{name}_replaced"), stream, f"{name} replaced")
        lasting = min(length, replaced) - spares
        if lasting > 0:
            yield from in_turn(
                world, self.start + timedelta(days=spares), self._losses(world, node, name, part, lasting, cause)
            )

    def _losses(
        self, world: World, node: str, name: str, part: float, lasting: float, cause: str
    ) -> Iterator[tuple[float, list[Handle]]]:
        """Return the losses one after another, each with its days: the last stays until the end."""
        passed = 0.0
        for step in range(1, self.steps + 1):
            days = self.fading / self.steps if step < self.steps else lasting
            days = max(min(days, lasting - passed), 0.0)
            passed += days
            yield days, self._doors(world, node, name, part * step / self.steps, cause)

    def _doors(self, world: World, node: str, name: str, lacking: float, cause: str) -> list[Handle]:
        what = Selector(node=(node,))
        doors = [world.plants.throttle(what, 1.0 - lacking * float(getattr(self, f"{name}_loss")), cause)]
        wasted = {"equipment": 0.0, "reagents": 0.5, "technicians": 1.0}[name] * self.yield_loss * lacking
        if wasted > 0:
            doors.append(world.plants.spoil(what, 1.0 - wasted, cause))
        return doors
