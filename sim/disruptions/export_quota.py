"""A country gives out so many tonnes of export quota for each period, and what it gives out is news."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from sim.base.doors import Handle, Process, World
from sim.base.regime import Leak, Regime
from sim.base.selector import Selector
from sim.base.spans import in_turn
from sim.base.words import param, word

_TWO_YEARS = 3
"""The half-year with this number, counted from 0, is the first that ends a second year."""


@word("disruption", "export_quota")
@dataclass(frozen=True)
class ExportQuota:
    """Dated export quotas, one after another; goods also leave outside the quota and past customs.

    Quotas count product, not oxide. Exporters hold them, and each has his customers: a customer is served when
    he wants until his part of a period's quota, by normal flow and with what was carried over, is used up. Each
    allotment is news on its first day: buyers abroad compare the two latest of them (a year of half-years) with the
    two before, and are alarmed by the part that is missing, so far as the last one was used up (and more where goods
    went outside it): nobody minds the loss of what nobody needed. A run that starts within a period has the part of
    its quota, and of what may go outside it, for the days that are left.

    Smuggled goods pay for neither quota nor duty, so buyers take them first; what goes outside the quota, seen by
    customs, is asked for only when the quota does not do.
    """

    example: ClassVar[str] = "quotas: {2026-03-01: 2 kt, 2026-09-01: 1 kt}, end: 2027-03-01"

    desk: str = param("desk", "Whose exports.", default="mofcom")
    element: tuple[str, ...] = param("element", "Elements listed; none: all.", default=(), many=True)
    form: tuple[str, ...] = param("form", "Forms listed.", default=("oxide", "metal"), many=True)
    quotas: dict[str, float] = param("mass", "Product that may leave from each day on.", low=0, keys="date")
    end: date = param("date", "First day without a quota.")
    left: float | None = param(
        "mass",
        "What a run that starts within a period finds left of its quota; without it, the part for the days left.",
        default=None,
        low=0,
    )
    carry_over: bool = param("flag", "What is left over adds to the next quota.", default=True)
    alarm: float = param(
        "share", "Part of the calm abroad that a year without any quota would take.", default=1.0, low=0, high=1
    )
    outside_quota: float = param(
        "share",
        "Part of half a year's normal flow that may go outside each quota, seen by customs.",
        default=0.0,
        low=0,
        high=1,
    )
    outside_until: date | None = param("date", "First day on which nothing goes outside any more.", default=None)
    smuggled: float = param("share", "Part of the normal flow that always goes unseen.", default=0.0, low=0, high=1)
    smuggled_gain: float = param(
        "share", "What an e-folding of price outside over inside adds to it.", default=0.0, low=0, high=1
    )
    most_smuggled: float = param("share", "Most that is smuggled.", default=1.0, low=0, high=1)
    leak_lag: float = param("duration", "Time in which smuggling follows the price.", default=90.0, low=7, high=1461)

    def __post_init__(self) -> None:
        if not self.quotas:
            raise ValueError("'quotas' names no day and no amount")
        if max(self._days()) >= self.end:
            raise ValueError(f"the last quota begins on {max(self._days())}, and 'end' is {self.end}")

    @property
    def start(self) -> date:
        """The first day with a quota."""
        return min(self._days())

    def run(self, world: World, cause: str) -> Process:
        """Give out one quota after another; alarm whoever sees less given out than a year before."""
        yield from in_turn(world, self.start, self._periods(world, cause))

    def _periods(self, world: World, cause: str) -> Iterator[tuple[float, list[Handle]]]:
        """Give news of each quota as its period begins; return its days and its door."""
        days = self._days()
        amounts = [self.quotas[day.isoformat()] for day in days]
        given = 0.0
        for i, (day, until) in enumerate(zip(days, [*days[1:], self.end], strict=True)):
            alarm = self.alarm * self._cut(amounts[: i + 1])
            if alarm > 0 and world.today <= day:
                used = 1.0 - min(world.desks.quota_left(cause) / max(given, 1.0), 1.0)
                world.market.alarm(Selector(element=self.element, form=self.form), min(alarm * used, 1.0), cause)
            part = (until - max(day, min(world.today, until))).days / (until - day).days
            given = amounts[i] * part if part == 1.0 or self.left is None else self.left
            for days_d, regime in self._terms(day, until, given, part):
                yield days_d, [world.desks.control(self.desk, regime, cause)]

    def _cut(self, amounts: list[float]) -> float:
        """Return by what part the two latest of some quotas give less than the two before; 0 without these."""
        before = sum(amounts[-4:-2]) if len(amounts) > _TWO_YEARS else 0.0
        return 1.0 - sum(amounts[-2:]) / before if before > 0 else 0.0

    def _terms(self, day: date, until: date, quota_t: float, part: float) -> Iterator[tuple[float, Regime]]:
        """Return the terms of a period and their days; it goes on with other terms once nothing may go outside it."""
        period_d = (until - day).days * part
        outside = self.outside_quota * part if day < (self.outside_until or until) else 0.0
        closes = min(self.outside_until or until, until) if outside > 0 else until
        yield float((closes - day).days), self._regime(quota_t, period_d, outside)
        if closes < until:
            yield float((until - closes).days), replace(self._regime(quota_t, period_d, 0.0), continues=True)

    def _regime(self, quota_t: float, period_d: float, outside: float) -> Regime:
        leaks = {
            "outside_quota": Leak(outside, outside, 0.0, self.leak_lag),
            "smuggled": Leak(self.smuggled, self.most_smuggled, self.smuggled_gain, self.leak_lag),
        }
        return Regime(
            kind="quota",
            what=Selector(element=self.element, form=self.form),
            quota_t=quota_t,
            period_d=period_d,
            carry_over=self.carry_over,
            by_customer=True,
            leaks={channel: leak for channel, leak in leaks.items() if leak.most > 0},
        )

    def _days(self) -> list[date]:
        return sorted(date.fromisoformat(day) for day in self.quotas)
