"""What an export desk does while a measure is in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sim.base.distributions import Distribution
from sim.base.selector import Selector

CHANNELS = ("official", "outside_quota", "smuggled", "transshipped")
"""Ways out of a country. Customs of both sides see official goods, also those outside the quota; smuggled goods
only the importer sees; transshipped goods come from a third country, as far as he is told."""


@dataclass(frozen=True)
class Leak:
    """Goods that go out past a measure on one channel: shares of the normal flow of each line it catches.

    At least ``least`` goes, at most ``most``; in between the flow follows the price outside over that inside,
    ``gain`` for each e-folding, two thirds of the way in ``lag_d`` days.
    """

    least: float = 0.0
    most: float = 1.0
    gain: float = 0.0
    lag_d: float = 90.0


@dataclass(frozen=True)
class Hub:
    """A third country through which goods are sent round a measure.

    It handles up to ``capacity_tpd`` t REO a day and adds ``delay_d`` days. When it is full it is found out with odds
    ``risk_per_week`` each week, and in proportion when it is not; then it lies low for ``shut_d`` days.
    """

    capacity_tpd: float
    delay_d: float = 30.0
    risk_per_week: float = 0.0
    shut_d: float = 90.0


@dataclass(frozen=True)
class Office:
    """The people of a licence desk, in working days of the Chinese calendar.

    A case occupies one of ``officers`` (0: as many as needed) for ``work``. Papers are found wanting with odds
    ``papers_share``; the applicant takes ``papers`` to mend them and queues again. Of goods that are tested a
    part ``tested_share`` waits for ``testing`` as well. Cases decided after ``target_d`` days are overdue.
    """

    officers: int = 0
    work: Distribution = Distribution.fixed(0.0)
    papers_share: float = 0.0
    papers: Distribution = Distribution.fixed(0.0)
    tested_share: float = 0.0
    tested_form: tuple[str, ...] = ()
    testing: Distribution = Distribution.fixed(0.0)
    target_d: float = 45.0


@dataclass(frozen=True)
class Regime:
    """What an export desk does with the goods it controls while a measure is in force.

    ``ban`` lets nothing out, ``quota`` no more than ``quota_t`` of product per ``period_d`` (with
    ``carry_over`` of what was left; spread evenly). A quota ``by_customer`` is used up by each customer when he wants;
    it is given out once, and the next one is a measure of its own. If it ``continues`` the one before it of the same
    cause, it gives out nothing and keeps its accounts as they are: only its other terms are new.
    ``licence`` lets out what has been approved: each week's orders are an application of a case for each normal week of
    shipments, decided when the ``office`` has done with it and ``lag`` more has passed elsewhere. A part
    ``approved_share`` is approved, ``approved_by`` says otherwise for countries, regions and sectors (the least that
    applies). ``general_by`` is the part of the normal flow that goes under a general licence, with no case, by
    country, region or sector (the most that applies).

    ``magnets_containing`` catches magnets that hold any of the elements. ``content_from`` reaches abroad: what
    is made there with at least ``content_share`` of material or technology from that country needs leave too.
    """

    kind: Literal["ban", "quota", "licence"]
    what: Selector
    magnets_containing: tuple[str, ...] = ()
    lag: Distribution = Distribution.fixed(0.0)
    office: Office = Office()
    approved_share: float = 1.0
    approved_by: Mapping[str, float] = field(default_factory=dict)
    general_by: Mapping[str, float] = field(default_factory=dict)
    quota_t: float = 0.0
    period_d: float = 182.625
    carry_over: bool = True
    by_customer: bool = False
    continues: bool = False
    leaks: Mapping[str, Leak] = field(default_factory=dict)
    hub: Hub | None = None
    content_from: str = ""
    content_share: float = 0.001
