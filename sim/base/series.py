"""A quantity that changes over the years: dated steps, then steady growth, and its course in the years before."""

from dataclasses import dataclass, replace
from datetime import date

from sim.base.calendar import year_fraction
from sim.base.course import Course

GROWTH_ANCHOR = date(2024, 7, 1)
"""An undated value is the mean of 2024, so growth is counted from the middle of that year."""


@dataclass(frozen=True)
class Series:
    """Steps ``(first day in force, value)`` in order of date, and growth per year after the last step.

    A single undated value has one step at ``date.min``. Growth compounds from the middle of the last dated
    year (or of 2024), so that the mean of that year is the value written. Before the first dated step the
    value is that of the first step if ``early`` is None, else ``early``. With a ``course`` it goes as written from
    the course's last day on, or from the first dated step if that is earlier, and before as the course says.
    """

    steps: tuple[tuple[date, float], ...]
    growth: float = 0.0
    early: float | None = None
    course: Course | None = None

    @classmethod
    def constant(cls, value: float, growth: float = 0.0) -> "Series":
        """Return an undated value, growing from the middle of 2024."""
        return cls(((date.min, value),), growth)

    def at(self, day: date) -> float:
        """Return the value in force on ``day``."""
        if self.course is not None and day < self.as_written_from:
            return self.before_that * self.course.at(day)
        return self._written(day)

    @property
    def as_written_from(self) -> date:
        """The first day on which a series with a course is as written; any day of another one."""
        if self.course is None:
            return date.min
        return min(next((day for day, _ in self.steps if day > date.min), self.course.end), self.course.end)

    @property
    def before_that(self) -> float:
        """What the course of a series is multiplied by on the days before it is as written."""
        joint = self.as_written_from
        there = 1.0 if self.course is None or joint == self.course.end else self.course.at(joint)
        return self._written(joint) / there if there > 0 else self._written(joint)

    def _written(self, day: date) -> float:
        value = self.steps[0][1] if self.early is None else self.early
        for since, step in self.steps:
            if since > day:
                return value
            value = step
        return value * self._growth_factor(day)

    def _growth_factor(self, day: date) -> float:
        if self.growth == 0.0:
            return 1.0
        last = self.steps[-1][0]
        anchor = GROWTH_ANCHOR if last == date.min else date(last.year, 7, 1)
        return float((1.0 + self.growth) ** year_fraction(anchor, day))

    def scaled(self, factor: float) -> "Series":
        """Return the same series with every value multiplied by ``factor``."""
        early = None if self.early is None else self.early * factor
        return replace(self, steps=tuple((day, value * factor) for day, value in self.steps), early=early)

    def grown(self, growth: float) -> "Series":
        """Return the same steps with another growth per year."""
        return replace(self, growth=growth)

    def along(self, course: Course | None) -> "Series":
        """Return the same series with a course for the years before."""
        return replace(self, course=course)
