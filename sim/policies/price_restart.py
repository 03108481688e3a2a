"""Idle mines and plants restart when the price has been high for long enough, and close again when it is low."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.ramps import MONTH_D, HeldBack, output_after
from sim.base.spans import drawn
from sim.base.words import param, word


@word("policy", "price_restart")
@dataclass(frozen=True)
class PriceRestart:
    """Nodes stand idle until a price has been over a line for some months, restart, and close under another line.

    Give the nodes a capacity of 0 up to the first day on which they could run and nameplate from then on, as for a
    ``project``: the warm-up never sees them, and the undisturbed twin keeps the rule. Prices are read once a month; a
    month on the other side of the line begins the count anew. The ramp is that of Mountain Pass after its restart of
    2018 (company reports: 31, 61, 86 % of nameplate in its first three years), which had stood for over two years;
    lead, months and lines are judgement for the writer to vary. A restart that has been decided is not
    called off during its lead. Each restart and closure is a gate in the table of projects. Who answers a restart, or
    waits for it, counts it from first product to closure.
    """

    node: tuple[str, ...] = param("node", "What stands idle; several nodes move together.", many=True)
    priced_by: str = param("element", "Whose price decides.", default="Nd")
    zone: Literal["inside", "outside"] = param(
        "choice", "Price inside the controlling country or outside.", default="outside", choices=("inside", "outside")
    )
    above: float = param("price", "Price of oxide over which it pays to restart.", low=0)
    below: float = param("price", "Price under which it closes again; 0: never.", default=0.0, low=0)
    months: int = param("count", "Months over the line before anybody decides.", default=6, low=1, high=120)
    closing: int = param("count", "Months under the line before it closes.", default=6, low=1, high=120)
    start: date | None = param("date", "Not before this day; without it, from the start of the run.", default=None)
    lead: Distribution = param(
        "distribution", "From the decision to first product.", default=Distribution("triangular", (120.0, 200.0, 540.0))
    )
    ramp: tuple[float, ...] = param(
        "share", "Output over nameplate in the first year after it, the second and so on.",
        default=(0.31, 0.61, 0.86, 0.94), low=0, high=1, many=True,
    )  # fmt: skip
    of_the_world: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.below > self.above:
            raise ValueError("it would close at a price at which it restarts: 'below' is over 'above'")

    def run(self, world: World, cause: str) -> Process:
        """Stand idle, restart, run and close, to the end of the run."""
        held = HeldBack(world, self.node, cause)
        if self.start is not None:
            yield world.until(self.start)
        restart = 0
        while True:
            yield from self._lasting(world, self.months, over=True)
            self._tell(world, "idle", "price high enough", cause)
            yield world.wait(drawn(world, self.lead, cause, "lead", restart))
            self._tell(world, "restart", "first product", cause)
            yield from self._run_while_it_pays(world, held)
            self._tell(world, "operation", "closed, price too low", cause)
            restart += 1

    def _lasting(self, world: World, months: int, over: bool) -> Process:
        """Wait until the price has been over (or under) its line at the ends of so many months in a row."""
        count = 0
        while count < months:
            yield world.wait(MONTH_D)
            count = count + 1 if self._is(world, over) else 0

    def _is(self, world: World, over: bool) -> bool:
        price = world.market.price(self.priced_by, self.zone)
        return price > self.above if over else price < self.below

    def _run_while_it_pays(self, world: World, held: HeldBack) -> Process:
        """Ramp up and run until the price has been too low for too long."""
        low = month = 0
        while low < self.closing:
            held.grow(output_after((month + 0.5) / 12, self.ramp))
            yield world.wait(MONTH_D)
            low = low + 1 if self._is(world, over=False) else 0
            month += 1
        held.hold(0.0)

    def _tell(self, world: World, gate: str, outcome: str, cause: str) -> None:
        world.plants.pass_gate(cause, self.node[0], gate, outcome, cause)
