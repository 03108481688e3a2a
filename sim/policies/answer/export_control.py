"""A country answers what another does by holding back its exports."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.answering import Answer
from sim.base.controlling import PlainControl
from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.spans import ENDLESS, drawn, during
from sim.base.words import param, word


@word("policy", "answer/export_control")
@dataclass(frozen=True)
class AnswerExportControl(PlainControl, Answer):
    """Some time after a measure of somebody else begins (or ends), a desk bans or licenses what leaves its country.

    A list of elements catches separated oxide and metal; magnets are caught by what they hold, and without a list
    of elements all of them. For quotas, leaks and easing in steps use ``export_control`` with a date of its own.
    """

    example: ClassVar[str] = (
        "to: china_licences, lag: 6 months, element: [Ho, Er, Eu, Tm, Yb], length: 1 yr, approved: 60 %"
    )

    destination: tuple[str, ...] = param("destination", "Countries or regions meant; none: all.", default=(), many=True)
    length: Distribution = param("distribution", "How long; without it, to the end of the run.", default=ENDLESS)

    def run(self, world: World, cause: str) -> Process:
        """Play the answer."""
        yield from self.answered(world, cause, self._impose)

    def _impose(self, world: World, cause: str, day: date, occasion: int) -> Process:
        terms = self.terms(self.destination)
        self.alarm_buyers(world, cause, terms)
        door = world.desks.control(self.desk, terms, cause)
        yield from during(world, day, drawn(world, self.length, cause, slot=occasion), door)
