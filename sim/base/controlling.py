"""What controls of exports have in common: what their list catches, whom it alarms, and one plain set of terms."""

from dataclasses import dataclass
from typing import Final, Literal

from sim.base.distributions import Distribution
from sim.base.doors import World
from sim.base.elements import ELEMENTS
from sim.base.regime import Office, Regime
from sim.base.selector import Selector
from sim.base.words import param

TIGHT: Final = Distribution("triangular", (30.0, 63.0, 120.0))
"""Days to a decision around the 45 working days that the regulations allow (63 calendar days): a judgement."""
AT_ONCE: Final = Distribution.fixed(0.0)
_ALARM: Final = 0.3
"""Part of the calm abroad that a measure takes which means all trade in what it lists: a judgement."""


def magnets_caught(element: tuple[str, ...], form: tuple[str, ...], containing: tuple[str, ...]) -> tuple[str, ...]:
    """Return the elements whose magnets a list catches.

    A list of elements catches separated goods only. Magnets are caught where the list says what they contain, where it
    names them as a form, and where it names neither elements nor forms and so means everything.
    """
    if not containing and ("magnet" in form or not (form or element)):
        return element or ELEMENTS
    return containing


def alarming(element: tuple[str, ...], form: tuple[str, ...], containing: tuple[str, ...]) -> Selector:
    """Return the goods whose buyers abroad are alarmed by a list."""
    everything = not (element or form or containing)
    magnets = ("magnet",) if magnets_caught(element, form, containing) and not everything else ()
    return Selector(element=element, form=tuple(dict.fromkeys((*form, *magnets))))


def frightens(world: World, alarm: float | None, desk: str, terms: Regime) -> float:
    """Return the part of the calm abroad that a measure takes: what is said of it, or by the trade that it means."""
    return _ALARM * world.desks.reach(desk, terms) if alarm is None else alarm


@dataclass(frozen=True)
class PlainControl:
    """The fields of a ban or a licence with one set of terms, without quotas, leaks or easing."""

    desk: str = param("desk", "Whose exports.", default="mofcom")
    regime: Literal["ban", "licence"] = param(
        "choice", "Nothing leaves, or what is approved leaves.", default="licence", choices=("ban", "licence")
    )
    element: tuple[str, ...] = param("element", "Elements listed; none: all.", default=(), many=True)
    magnets_containing: tuple[str, ...] = param(
        "element", "Magnets that hold any of these are caught too.", default=(), many=True
    )
    decided: Distribution = param("distribution", "Licence: days until a decision.", default=TIGHT)
    officers: int = param("count", "Licence: people who decide; 0: as many as needed.", default=0, low=0, high=32)
    work: Distribution = param("distribution", "Licence: working days an officer takes for a case.", default=AT_ONCE)
    approved: float = param("share", "Licence: part that is approved.", default=0.6, low=0, high=1)
    alarm: float | None = param(
        "share", "Part of the calm abroad that it takes. Without it: 30 % of the part of the trade over all borders in "
        "what it lists that it means.", default=None, low=0, high=1,
    )  # fmt: skip

    def alarm_buyers(self, world: World, cause: str, terms: Regime) -> None:
        """Let buyers abroad hear of it."""
        amount = frightens(world, self.alarm, self.desk, terms)
        world.market.alarm(alarming(self.element, (), self.magnets_containing), amount, cause)

    def terms(self, destination: tuple[str, ...] = ()) -> Regime:
        """Return what the desk does, with goods for these countries or regions (none: for all)."""
        return Regime(
            kind=self.regime,
            what=Selector(element=self.element, destination=destination),
            magnets_containing=magnets_caught(self.element, (), self.magnets_containing),
            lag=self.decided,
            office=Office(officers=self.officers, work=self.work),
            approved_share=self.approved,
        )
