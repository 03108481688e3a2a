"""Week by week, what buyers needed, got and missed: the base of every figure about shortfall.

Masses are grams, times minutes since the start of the horizon. A week of use is cut by days where a month ends
in it. A use that is late waits in the backlog and is no shortfall, nor is one that is given up for its price or by
decision (thrifted); a use that could not run is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.base.calendar import MINUTES_PER_WEEK

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]

NEVER: Final = 1 << 60
GOOD_WEEKS: Final = 8
"""Recovery is the first of so many weeks in a row with less than 1 % short and nothing late."""
SHORT_PERCENT: Final = 1
ALL: Final = "all"


_BY_NEED: Final = ("demand", "delivered", "shortfall", "thrifted", "backlog", "opening_backlog", "dry_at")


class Need(NamedTuple):
    """Who needs what: one element in one form, one sector of one region. ``all`` stands for a sum."""

    element: str
    form: str
    region: str
    sector: str

    @property
    def subject(self) -> str:
        """Say who it is: ``world``, a region, or ``region/sector/form``."""
        if self.region == ALL:
            return "world"
        return self.region if self.sector == ALL else f"{self.region}/{self.sector}/{self.form}"


@dataclass(frozen=True)
class Weeks:
    """Grams by need (rows) and week (columns).

    ``ends`` is the minute at which each week of use ends, ``month_starts`` the first minute of each month of the
    run. ``dry_at`` is the minute at which firms that count (0.1 % of their region's use) ran dry in a week, or NEVER.
    """

    needs: tuple[Need, ...]
    ends: Ints
    month_starts: Ints
    demand: Ints
    delivered: Ints
    shortfall: Ints
    thrifted: Ints
    backlog: Ints
    opening_backlog: Ints
    dry_at: Ints

    def since(self, minute: int) -> "Weeks":
        """Return the weeks of use that end after a minute."""
        kept = self.ends > minute
        before = int((~kept).sum())
        opening = self.backlog[:, before - 1] if before else self.opening_backlog
        cut = {
            name: getattr(self, name)[..., kept] for name in ("ends", "demand", "delivered", "shortfall", "thrifted")
        }
        dry = self.dry_at[:, kept]
        late = self.backlog[:, kept]
        dry = np.where(dry < minute, NEVER, dry)
        return replace(self, **cut, backlog=late, opening_backlog=opening, dry_at=dry)

    def up_to(self, minute: int) -> "Weeks":
        """Return the weeks of use that end at a minute or before."""
        kept = self.ends <= minute
        names = ("ends", "demand", "delivered", "shortfall", "thrifted", "backlog", "dry_at")
        return replace(self, **{name: getattr(self, name)[..., kept] for name in names})

    def beyond(self, baseline: "Weeks") -> "Weeks":
        """Return these weeks with the shortfall, backlog and thrift of a paired run taken off, week by week.

        Firms that ran dry in the other run as well do not count as dry. Raises ValueError if the weeks differ.
        """
        if not np.array_equal(self.ends, baseline.ends):
            raise ValueError("the two runs do not cover the same weeks")
        row_of = {need: i for i, need in enumerate(baseline.needs)}
        rows = np.array([row_of.get(need, -1) for need in self.needs], dtype=np.int64)
        known = (rows >= 0)[:, None]
        there = baseline.dry_at[rows] < NEVER if len(row_of) else np.zeros_like(self.dry_at, dtype=bool)
        return replace(
            self,
            shortfall=self.shortfall - _rows(baseline.shortfall, rows, known),
            thrifted=self.thrifted - _rows(baseline.thrifted, rows, known),
            backlog=self.backlog - _rows(baseline.backlog, rows, known),
            opening_backlog=self.opening_backlog - _rows(baseline.opening_backlog[:, None], rows, known)[:, 0],
            dry_at=np.where(known & there, NEVER, self.dry_at),
        )

    def summed(self, into: Callable[[Need], Need]) -> "Weeks":
        """Return sums over the needs that ``into`` maps to the same one; the earliest dry minute rules."""
        names = [into(need) for need in self.needs]
        needs = tuple(dict.fromkeys(names))
        number = {need: i for i, need in enumerate(needs)}
        group = np.array([number[name] for name in names], dtype=np.int64)
        dry = np.full((len(needs), len(self.ends)), NEVER, dtype=np.int64)
        np.minimum.at(dry, group, self.dry_at)
        sums = {name: _sum_rows(getattr(self, name), group, len(needs)) for name in _BY_NEED if name != "dry_at"}
        return Weeks(needs, self.ends, self.month_starts, **sums, dry_at=dry)

    @cached_property
    def levels(self) -> "Weeks":
        """The world, the regions, and the needs themselves, one below the other."""
        world = self.summed(lambda need: Need(need.element, ALL, ALL, ALL))
        regions = self.summed(lambda need: Need(need.element, ALL, need.region, ALL))
        parts = (world, regions, self)
        rows = {name: np.concatenate([getattr(p, name) for p in parts]) for name in _BY_NEED}
        return Weeks(sum((p.needs for p in parts), ()), self.ends, self.month_starts, **rows)

    @cached_property
    def bad(self) -> Bools:
        """Weeks with at least 1 % short, or with anything late."""
        short = (self.shortfall > 0) & (self.shortfall * 100 >= self.demand * SHORT_PERCENT)
        return short | (self.backlog > 0)

    @cached_property
    def first_short(self) -> Ints:
        """The minute, by need, at which firms that count first ran dry, or NEVER."""
        first: Ints = self.dry_at.min(axis=1, initial=NEVER)
        return first

    @cached_property
    def recovery(self) -> Ints:
        """The minute, by need, at which the first of eight good weeks after a shortage begins, or NEVER.

        It is looked for after the first bad week from the first dry minute on, so that a few firms that stop
        long before the rest do not make a recovery before the shortage.
        """
        found = np.full(len(self.needs), NEVER, dtype=np.int64)
        running = np.concatenate([np.zeros((len(self.needs), 1), np.int64), np.cumsum(self.bad, axis=1)], axis=1)
        good = running[:, GOOD_WEEKS:] == running[:, :-GOOD_WEEKS]
        for i in np.flatnonzero(self.first_short < NEVER):
            hit = int((self.ends > self.first_short[i]).argmax())
            bad = np.flatnonzero(self.bad[i, hit:])
            after = hit + (int(bad[0]) if len(bad) else 1)
            weeks = np.flatnonzero(good[i, after:])
            if len(weeks):
                found[i] = self.ends[after + int(weeks[0])] - MINUTES_PER_WEEK
        return found

    @cached_property
    def short_again(self) -> Ints:
        """The minute, by need, at which the first shortage after the recovery begins, or NEVER.

        It begins when firms that count run dry in the first bad week, or with that week if none of them does.
        """
        found = np.full(len(self.needs), NEVER, dtype=np.int64)
        for i in np.flatnonzero(self.recovery < NEVER):
            bad = np.flatnonzero(self.bad[i] & (self.ends > self.recovery[i]))
            if len(bad):
                dry = self.dry_at[i, bad[0]]
                found[i] = dry if dry < NEVER else self.ends[bad[0]] - MINUTES_PER_WEEK
        return found

    @property
    def peak_share(self) -> Shares:
        """The largest share of a month's demand that was short, by need; 0 if nothing was."""
        return peak_share(self.shortfall, self.demand, self.ends, self.month_starts)


def by_days(weekly: Ints, ends: Ints, month_starts: Ints) -> Ints:
    """Return masses by month from masses by week of use, exact in sum to the gram; rows stay rows.

    ``ends`` are the minutes at which the weeks end, one after another without a gap. A week is the seven days up to
    its end, wherever a month ends in between, and each month gets its days' part: so months of equal demand look
    equal, however many reviews fall in them. What was used by the end of a month is the whole of the weeks before
    it and the days' part, rounded down, of the week that it cuts. What lies before the first month belongs to none,
    and the last month ends with the last week.
    """
    running = np.zeros((len(weekly), len(ends) + 1), dtype=np.int64)
    np.cumsum(weekly, axis=1, out=running[:, 1:])
    cut = np.searchsorted(ends, month_starts)
    upto = np.concatenate([running[:, cut], running[:, -1:]], axis=1)
    inside = np.flatnonzero(cut < len(ends))
    begun = np.maximum(month_starts[inside] - ends[cut[inside]] + MINUTES_PER_WEEK, 0)
    upto[:, inside] += weekly[:, cut[inside]] * begun // MINUTES_PER_WEEK
    return np.diff(upto, axis=1)


def peak_share(short: Ints, demand: Ints, ends: Ints, month_starts: Ints) -> Shares:
    """Return the largest share of a month's demand that was short, by row; months are cut as in the tables.

    Of a month that the weeks cover in part, the part counts.
    """
    missing, wanted = (by_days(mass, ends, month_starts) for mass in (short, demand))
    shares = np.divide(missing, wanted, out=np.zeros(wanted.shape), where=wanted > 0)
    peak: Shares = shares.max(axis=1, initial=0.0)
    return peak


def _rows(values: Ints, rows: Ints, known: Bools) -> Ints:
    """Return the rows of another run that match, and zeros where it has none."""
    if len(values) == 0:
        return np.zeros((len(rows), values.shape[1]), dtype=np.int64)
    return np.where(known, values[rows], 0)


def _sum_rows(values: Ints, group: Ints, count: int) -> Ints:
    out = np.zeros((count, *values.shape[1:]), dtype=np.int64)
    np.add.at(out, group, values)
    return out
