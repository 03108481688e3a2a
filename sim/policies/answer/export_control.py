"""A country answers what another does by holding back its exports."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from sim.base.answering import Answer
from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.elements import ELEMENTS
from sim.base.regime import Office, Regime
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn, during
from sim.base.words import param, word


@word("policy", "answer/export_control")
@dataclass(frozen=True)
class AnswerExportControl(Answer):
    """Some time after a measure of somebody else begins (or ends), a desk bans or licenses what leaves its country.

    A list of elements catches separated oxide and metal; magnets are caught by what they hold, and without a list
    of elements all of them. For quotas, leaks and easing in steps use ``export_control`` with a date of its own.
    """

    example: ClassVar[str] = (
        "to: china_licences, lag: 6 months, element: [Ho, Er, Eu, Tm, Yb], length: 1 yr, approved: 60 %"
    )

    desk: str = param("desk", "Whose exports.", default="mofcom")
    regime: Literal["ban", "licence"] = param(
        "choice", "Nothing leaves, or what is approved leaves.", default="licence", choices=("ban", "licence")
    )
    element: tuple[str, ...] = param("element", "Elements listed; none: all.", default=(), many=True)
    magnets_containing: tuple[str, ...] = param(
        "element", "Magnets that hold any of these are caught too.", default=(), many=True
    )
    destination: tuple[str, ...] = param("destination", "Countries or regions meant; none: all.", default=(), many=True)
    length: Distribution = param("distribution", "How long; without it, to the end of the run.", default=ENDLESS)
    decided: Distribution = param(
        "distribution", "Licence: days until a decision.", default=Distribution("triangular", (30.0, 63.0, 120.0))
    )
    officers: int = param("count", "Licence: people who decide; 0: as many as needed.", default=0, low=0, high=32)
    work: Distribution = param(
        "distribution", "Licence: working days an officer takes for a case.", default=Distribution.fixed(0.0)
    )
    approved: float = param("share", "Licence: part that is approved.", default=0.6, low=0, high=1)
    alarm: float = param("share", "Part of the calm abroad that it takes.", default=0.3, low=0, high=1)

    def run(self, world: World, cause: str) -> Process:
        """Play the answer."""
        yield from self.answered(world, cause, self._impose)

    def _impose(self, world: World, cause: str, day: date, occasion: int) -> Process:
        if self.alarm > 0:
            form = ("magnet",) if self.magnets_containing else ()
            world.market.alarm(Selector(element=self.element, form=form), self.alarm, cause)
        door = world.desks.control(self.desk, self._terms(), cause)
        yield from during(world, day, drawn(world, self.length, cause, slot=occasion), door)

    def _terms(self) -> Regime:
        return Regime(
            kind=self.regime,
            what=Selector(element=self.element, destination=self.destination),
            magnets_containing=self.magnets_containing or (() if self.element else ELEMENTS),
            lag=self.decided,
            office=Office(officers=self.officers, work=self.work),
            approved_share=self.approved,
        )
